import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GroupView } from '../../src/core/group-view.ts';
import { loadRenderBase, type RenderBase } from '../../src/render/load-render-base.ts';
import type { RenderRequest } from '../../src/render/renderer.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const TEMPLATES_DIR = at('templates');
export const LOCALES_DIR = at('locales');
/** Every language that there is a folder for: a new one is tested by being there. */
export const LOCALES: readonly string[] = readdirSync(LOCALES_DIR).sort();

/** The product's own templates and locales, which must have no faults. */
export function productBase(): RenderBase {
  const { base, faults } = loadRenderBase({ templatesDir: TEMPLATES_DIR, localesDir: LOCALES_DIR });
  if (base === undefined) throw new Error(JSON.stringify(faults));
  return base;
}

/** A request for the default template in Berlin. */
export function requestFor(
  view: GroupView,
  over: Partial<RenderRequest> & { readonly locale?: string; readonly mentions?: readonly string[] } = {},
): RenderRequest {
  const { locale = 'en', mentions = [], ...rest } = over;
  return {
    part: 'message',
    template: 'default',
    view,
    audience: { locale, timeZone: 'Europe/Berlin', mentions },
    ...rest,
  };
}
