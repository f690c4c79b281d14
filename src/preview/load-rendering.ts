/** What previews draw with: templates, phrases and fixtures of the product, with a tenant's laid over them. */
import { join } from 'node:path';
import { ioProblem } from '../config/secret-file.ts';
import type { Fault } from '../core/fault.ts';
import { type LoadedBase, loadRenderBase, type RenderBase } from '../render/load-render-base.ts';
import type { Renderer } from '../render/renderer.ts';
import { listFolder } from '../tenants/tenant-folder.ts';
import type { Life } from './life.ts';
import { readFixtures } from './read-fixtures.ts';

/** The language whose phrases stand in for those that another lacks. */
const FALLBACK = 'en';

/** Where the files are. */
export interface RenderingSource {
  /** The product's own. */
  readonly templatesDir: string;
  readonly localesDir: string;
  /** Whose `templates/` and `locales/` are laid over the product's; the product's alone when absent. */
  readonly tenant?: { readonly name: string; readonly folder: string };
}

/** All that is needed to draw any life with any template in any language. */
export interface Rendering {
  readonly renderer: Renderer;
  readonly templates: ReadonlySet<string>;
  /** The folders of locales that there are, the product's and the tenant's: English, which the others lean on, then by name. */
  readonly locales: readonly string[];
  readonly lives: ReadonlyMap<string, Life>;
  readonly tenant?: string;
}

/** `rendering` is absent when the product's own files have faults; a tenant's faulty files are left out of it. */
export interface LoadedRendering {
  readonly rendering?: Rendering;
  readonly faults: readonly Fault[];
}

/** Reads everything anew. Never throws for what files hold. */
export async function loadRendering(source: RenderingSource): Promise<LoadedRendering> {
  const base = baseOf(source);
  const fixtures = await allFixtures(source);
  if (base.base === undefined) return { faults: [...base.faults, ...fixtures.faults] };
  const { tenant } = source;
  const own = tenant === undefined ? { ...base.base, faults: [] } : ownOf(base.base, tenant.folder);
  return {
    rendering: {
      renderer: own.renderer,
      templates: own.templates,
      locales: await localesOf(source),
      lives: fixtures.lives,
      ...(tenant === undefined ? {} : { tenant: tenant.name }),
    },
    faults: [...own.faults, ...fixtures.faults],
  };
}

function baseOf({ templatesDir, localesDir }: RenderingSource): LoadedBase {
  try {
    return loadRenderBase({ templatesDir, localesDir });
  } catch (error) {
    return {
      faults: [{ file: templatesDir, path: '', reason: `a file in it or in ${localesDir} ${ioProblem(error)}` }],
    };
  }
}

type Own = Pick<Rendering, 'renderer' | 'templates'> & { readonly faults: readonly Fault[] };

function ownOf(base: RenderBase, folder: string): Own {
  try {
    return base.forTenant({ templatesDir: join(folder, 'templates'), localesDir: join(folder, 'locales') });
  } catch (error) {
    const fault = { file: folder, path: '', reason: `a file in templates/ or locales/ ${ioProblem(error)}` };
    return { renderer: base.renderer, templates: base.templates, faults: [fault] };
  }
}

/** The folders that files of templates, phrases and fixtures are read from, most general first. */
export function foldersOf({ templatesDir, localesDir, tenant }: RenderingSource) {
  const own = tenant === undefined ? [] : [tenant.folder];
  return {
    templates: [templatesDir, ...own.map((folder) => join(folder, 'templates'))],
    locales: [localesDir, ...own.map((folder) => join(folder, 'locales'))],
  };
}

/** A tenant's fixture takes the place of the product's of the same name. */
async function allFixtures(source: RenderingSource) {
  const read = await Promise.all(foldersOf(source).templates.map(readFixtures));
  return {
    lives: new Map(read.flatMap(({ lives }) => [...lives])),
    faults: read.flatMap(({ faults }) => faults),
  };
}

async function localesOf(source: RenderingSource): Promise<readonly string[]> {
  const folders = await Promise.all(foldersOf(source).locales.map(listFolder));
  const names = folders.flatMap(({ entries }) => entries.filter(({ isFolder }) => isFolder).map(({ name }) => name));
  const sorted = [...new Set(names)].sort();
  return [...sorted.filter((name) => name === FALLBACK), ...sorted.filter((name) => name !== FALLBACK)];
}
