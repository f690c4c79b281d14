import { join } from 'node:path';
import type { Fault } from '../core/fault.ts';
import { createRenderer } from './create-renderer.ts';
import { FormatsCache, Languages } from './language.ts';
import { mergeTables, readPhrases } from './phrase-files.ts';
import { Phrases } from './phrases.ts';
import { BUILT_IN_PHRASES } from './plain-message.ts';
import type { Renderer, TemplatePart } from './renderer.ts';
import { type Template, TemplateEngine } from './template-engine.ts';
import { readTemplates } from './template-files.ts';

/** Folders of templates and locales; for a tenant both are optional and need not exist. */
export interface RenderDirs {
  readonly templatesDir?: string;
  readonly localesDir?: string;
}

/** A tenant's renderer. With faults it still works, without the files that have them: the caller decides. */
export interface TenantRendering {
  readonly renderer: Renderer;
  /** Names that a receiver may give as its `template`. */
  readonly templates: ReadonlySet<string>;
  readonly faults: readonly Fault[];
}

/** The product's templates and phrases, parsed. Tenants without their own share its renderer. */
export interface RenderBase {
  readonly templates: ReadonlySet<string>;
  readonly renderer: Renderer;
  /** Lays a tenant's folders over the base: whole template parts, single phrases. Reads and parses now, synchronously. */
  forTenant(dirs: RenderDirs): TenantRendering;
}

export type LoadedBase =
  | { readonly base: RenderBase; readonly faults: readonly [] }
  | { readonly base?: undefined; readonly faults: readonly Fault[] };

/** The template whose parts stand in for those that another does not have. */
const DEFAULT_TEMPLATE = 'default';

type TemplateTable = ReadonlyMap<string, Template>;

const tableKey = (name: string, part: TemplatePart): string => `${name}/${part}`;

/** Reads and parses the product's templates and locales, synchronously; every fault in them at once. */
export function loadRenderBase(dirs: Required<RenderDirs>): LoadedBase {
  const engine = new TemplateEngine();
  const formats = new FormatsCache();
  const { tables, faults: phraseFaults } = readPhrases(dirs.localesDir);
  const phrases = new Phrases(tables);
  const { table, names, faults: templateFaults } = parseAll(engine, dirs.templatesDir, phrases);
  const faults = [...phraseFaults, ...templateFaults, ...missingParts(dirs, table, phrases)];
  if (faults.length > 0) return { faults };

  const builtIn = new Languages(phrases, formats);
  const findIn = (own: TemplateTable) => (name: string, part: TemplatePart) =>
    own.get(tableKey(name, part)) ??
    table.get(tableKey(name, part)) ??
    own.get(tableKey(DEFAULT_TEMPLATE, part)) ??
    table.get(tableKey(DEFAULT_TEMPLATE, part));

  const rendererFor = (templates: ReadonlySet<string>, own: TemplateTable, ownPhrases: Phrases): Renderer => {
    const find = findIn(own);
    return createRenderer({
      findTemplate: (name, part) => (templates.has(name) ? find(name, part) : undefined),
      phrases: ownPhrases,
      own: ownPhrases === phrases ? builtIn : new Languages(ownPhrases, formats),
      builtIn,
    });
  };

  const renderer = rendererFor(names, new Map(), phrases);
  const base: RenderBase = {
    templates: names,
    renderer,
    forTenant(tenantDirs) {
      const over = readPhrases(tenantDirs.localesDir, phrases);
      const ownPhrases = over.tables.size === 0 ? phrases : new Phrases(mergeTables(tables, over.tables));
      const own = parseAll(engine, tenantDirs.templatesDir, ownPhrases);
      const templates = new Set([...names, ...own.names]);
      const isShared = own.table.size === 0 && ownPhrases === phrases;
      return {
        renderer: isShared ? renderer : rendererFor(templates, own.table, ownPhrases),
        templates: isShared ? names : templates,
        faults: [...over.faults, ...own.faults],
      };
    },
  };
  return { base, faults: [] };
}

function parseAll(engine: TemplateEngine, dir: string | undefined, phrases: Phrases) {
  const { sources, faults: fileFaults } = readTemplates(dir);
  const table = new Map<string, Template>();
  const faults: Fault[] = [...fileFaults];
  for (const { name, part, file, source } of sources) {
    const parsed = engine.parse(file, source, (key) => phrases.placeholders(key));
    if ('template' in parsed) table.set(tableKey(name, part), parsed.template);
    else faults.push(...parsed.faults);
  }
  return { table, names: new Set(sources.map(({ name }) => name)), faults };
}

/** What the product cannot do without: the default template, English, and every phrase that code uses. */
function missingParts(dirs: Required<RenderDirs>, table: TemplateTable, phrases: Phrases): readonly Fault[] {
  const faults: Fault[] = [];
  const english = join(dirs.localesDir, 'en', 'message.json');
  if (!phrases.tables.has('en')) faults.push({ file: english, path: '', reason: 'the English phrases are missing' });
  for (const [key, given] of Object.entries(BUILT_IN_PHRASES)) {
    const wanted = phrases.placeholders(key);
    const extra = [...(wanted ?? [])].find((name) => !given.includes(name));
    if (wanted === undefined) faults.push({ file: english, path: key, reason: 'the phrase is missing' });
    else if (extra !== undefined)
      faults.push({ file: english, path: key, reason: `it is not given a value "${extra}"` });
  }
  for (const part of ['message', 'thread'] as const) {
    const file = join(dirs.templatesDir, DEFAULT_TEMPLATE, `${part}.hbs`);
    if (!table.has(tableKey(DEFAULT_TEMPLATE, part))) {
      faults.push({ file, path: '', reason: 'the default template needs this part, without faults' });
    }
  }
  return faults;
}
