import { join } from 'node:path';
import type { Fault } from '../core/fault.ts';
import { buildTemplates, type TemplateTable } from './build-templates.ts';
import { createRenderer } from './create-renderer.ts';
import { FormatsCache, Languages } from './language.ts';
import { mergeTables, readPhrases } from './phrase-files.ts';
import { Phrases, type PhraseTables } from './phrases.ts';
import { BUILT_IN_PHRASES } from './plain-message.ts';
import { type Renderer, TEMPLATE_PARTS, type TemplatePart } from './renderer.ts';
import { DEFAULT_TEMPLATE, DIGEST_TEMPLATE, TemplateChoice } from './select-template.ts';
import { readTemplates, type TemplateSource, type TemplateSources } from './template-files.ts';

/** Folders of templates and locales; for a tenant both are optional and need not exist. */
export interface RenderDirs {
  readonly templatesDir?: string;
  readonly localesDir?: string;
  /** A template that stands in no file yet: a part of the tenant's own. */
  readonly draft?: TemplateSource;
}

/** A tenant's renderer. With faults it still works, without the files that have them: the caller decides. */
export interface TenantRendering {
  readonly renderer: Renderer;
  /** Names that a receiver may give as its `template`. */
  readonly templates: ReadonlySet<string>;
  /** Locales that there are phrases for, the tenant's own included. */
  readonly locales: ReadonlySet<string>;
  readonly faults: readonly Fault[];
}

/** The product's templates and phrases, parsed. Tenants without their own share its renderer. */
export interface RenderBase {
  readonly templates: ReadonlySet<string>;
  readonly renderer: Renderer;
  /** Locales that there are phrases for. */
  readonly locales: ReadonlySet<string>;
  /** Lays a tenant's folders over the base: whole template parts, partials, single phrases. Reads and parses now, synchronously. */
  forTenant(dirs: RenderDirs): TenantRendering;
}

export type LoadedBase =
  | { readonly base: RenderBase; readonly faults: readonly [] }
  | { readonly base?: undefined; readonly faults: readonly Fault[] };

const tableKey = (name: string, part: TemplatePart): string => `${name}/${part}`;

/** What one renderer is made of. */
interface Layers {
  readonly phrases: Phrases;
  readonly names: ReadonlySet<string>;
  /** Names of the tenant's own templates. */
  readonly ownNames: ReadonlySet<string>;
  readonly own: TemplateTable;
  readonly product: TemplateTable;
}

/** Reads and parses the product's templates and locales, synchronously; every fault in them at once. */
export function loadRenderBase(dirs: Required<Omit<RenderDirs, 'draft'>>): LoadedBase {
  const { tables, faults: phraseFaults } = readPhrases(dirs.localesDir);
  const phrases = new Phrases(tables);
  const sources = readTemplates(dirs.templatesDir);
  const built = buildTemplates(sources, { phrases });
  const faults = [
    ...phraseFaults,
    ...sources.faults,
    ...built.faults,
    ...missingPhrases(dirs, phrases),
    ...missingParts(dirs, built.table),
  ];
  return faults.length > 0
    ? { faults }
    : { base: renderBase({ tables, phrases, sources, product: built.table }), faults: [] };
}

interface Product {
  readonly tables: PhraseTables;
  readonly phrases: Phrases;
  readonly sources: TemplateSources;
  readonly product: TemplateTable;
}

function renderBase({ tables, phrases, sources, product }: Product): RenderBase {
  const formats = new FormatsCache();
  const builtIn = new Languages(phrases, formats);
  const rendererOf = (layers: Layers): Renderer =>
    createRenderer({
      findTemplate: finderIn(layers),
      choice: new TemplateChoice(layers.names, layers.ownNames),
      phrases: layers.phrases,
      own: layers.phrases === phrases ? builtIn : new Languages(layers.phrases, formats),
      builtIn,
    });
  const names = namesOf(sources);
  const none = { ownNames: new Set<string>(), own: new Map() };
  const renderer = rendererOf({ phrases, names, product, ...none });
  const templates = withoutDigest(names);
  const locales = new Set(tables.keys());
  return {
    templates,
    locales,
    renderer,
    forTenant(dirs) {
      const over = readPhrases(dirs.localesDir, { base: phrases });
      const ownSources = withDraft(readTemplates(dirs.templatesDir), dirs.draft);
      const files = [...ownSources.templates, ...ownSources.partials];
      const early = [...over.faults, ...ownSources.faults];
      if (over.tables.size === 0 && files.length === 0) return { renderer, templates, locales, faults: early };
      const ownPhrases = over.tables.size === 0 ? phrases : new Phrases(mergeTables(tables, over.tables));
      const own = buildTemplates(ownSources, { phrases: ownPhrases, base: sources });
      const ownNames = namesOf(ownSources);
      const allNames = new Set([...names, ...ownNames]);
      return {
        renderer: rendererOf({
          phrases: ownPhrases,
          names: allNames,
          ownNames,
          own: own.table,
          product: own.baseTable ?? product,
        }),
        templates: withoutDigest(allNames),
        locales: new Set([...locales, ...over.tables.keys()]),
        faults: [...early, ...own.faults],
      };
    },
  };
}

function withDraft(sources: TemplateSources, draft: TemplateSource | undefined): TemplateSources {
  if (draft === undefined) return sources;
  const others = sources.templates.filter(({ name, part }) => name !== draft.name || part !== draft.part);
  return { ...sources, templates: [...others, draft] };
}

const namesOf = ({ templates }: TemplateSources): ReadonlySet<string> => new Set(templates.map(({ name }) => name));

function withoutDigest(names: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...names].filter((name) => name !== DIGEST_TEMPLATE));
}

/** A part is the tenant's, else the product's; else that of the tenant's `default`, else of the product's. */
function finderIn({ names, own, product }: Layers) {
  return (name: string, part: TemplatePart) => {
    if (!names.has(name)) return undefined;
    const [wanted, standIn] = [tableKey(name, part), tableKey(DEFAULT_TEMPLATE, part)];
    const found = own.get(wanted) ?? product.get(wanted);
    if (found !== undefined || name === DIGEST_TEMPLATE) return found;
    return own.get(standIn) ?? product.get(standIn);
  };
}

/** What the product cannot do without: English, and every phrase that code uses. */
function missingPhrases(dirs: Required<Omit<RenderDirs, 'draft'>>, phrases: Phrases): readonly Fault[] {
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
  return faults;
}

/** All of the default template, whose parts stand in for others', and what a digest is drawn with. */
function missingParts(dirs: Required<Omit<RenderDirs, 'draft'>>, table: TemplateTable): readonly Fault[] {
  const needed = [
    ...TEMPLATE_PARTS.map((part) => [DEFAULT_TEMPLATE, part] as const),
    ...(['message', 'fallback'] as const).map((part) => [DIGEST_TEMPLATE, part] as const),
  ];
  return needed
    .filter(([name, part]) => !table.has(tableKey(name, part)))
    .map(([name, part]) => {
      const file = join(dirs.templatesDir, name, `${part}.hbs`);
      return { file, path: '', reason: `the ${name} template needs this part, without faults` };
    });
}
