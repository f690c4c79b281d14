import { fileURLToPath } from 'node:url';
import type { Content, Frame } from '../../src/core/preview.ts';
import type { Life } from '../../src/preview/life.ts';
import { type Drawing, playLife } from '../../src/preview/play-life.ts';
import { readFixtures } from '../../src/preview/read-fixtures.ts';
import { loadRenderBase, type RenderBase } from '../../src/render/load-render-base.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const TEMPLATES_DIR = at('templates');
export const LOCALES_DIR = at('locales');
export const TIME_ZONE = 'Europe/Berlin';

/** The product's templates and phrases, which must have no faults. */
export function productBase(): RenderBase {
  const { base, faults } = loadRenderBase({ templatesDir: TEMPLATES_DIR, localesDir: LOCALES_DIR });
  if (base === undefined) throw new Error(JSON.stringify(faults));
  return base;
}

/** The fixtures that ship, which must have no faults. */
export async function productLives(): Promise<ReadonlyMap<string, Life>> {
  const { lives, faults } = await readFixtures(TEMPLATES_DIR);
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  return lives;
}

/** Parsed once for all lives of a test file: nobody changes it. */
const PRODUCT = productBase();

export async function play(life: Life | undefined, over: Partial<Drawing> = {}): Promise<readonly Frame[]> {
  if (life === undefined) throw new Error('there is no such life');
  return await playLife(life, {
    renderer: PRODUCT.renderer,
    template: 'default',
    locale: 'en',
    timeZone: TIME_ZONE,
    ...over,
  });
}

/** Everything that a message says, as one text. */
export function said({ text, blocks, attachments = [] }: Content): string {
  return JSON.stringify([text, blocks, attachments]);
}
