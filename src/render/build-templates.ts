import type { Fault } from '../core/fault.ts';
import { CONTEXT_SHAPE, DIGEST_SHAPE } from './context-shape.ts';
import type { Phrases } from './phrases.ts';
import type { TemplatePart } from './renderer.ts';
import { DIGEST_TEMPLATE } from './select-template.ts';
import { buildTemplate, parseFile, type Template } from './template-engine.ts';
import type { SourceFile, TemplateSource, TemplateSources } from './template-files.ts';
import type { ParsedFile, TemplateKind } from './template-kind.ts';

/** Parts of templates by `<name>/<part>`. */
export type TemplateTable = ReadonlyMap<string, Template>;

export interface BuiltTemplates {
  readonly table: TemplateTable;
  /** The base's templates built anew, where partials of the sources' own go into them. */
  readonly baseTable?: TemplateTable;
  readonly faults: readonly Fault[];
}

/**
 * Parses and checks all parts. With `base`, its partials may be used, and those of the same name in `sources` stand in
 * their place: then the base's own templates are built with them too.
 */
export function buildTemplates(
  sources: TemplateSources,
  { phrases, base }: { readonly phrases: Phrases; readonly base?: TemplateSources },
): BuiltTemplates {
  const faults: Fault[] = [];
  const parse = ({ file, source }: SourceFile): ParsedFile | undefined => {
    const result = parseFile(file, source);
    if ('parsed' in result) return result.parsed;
    faults.push(...result.faults);
    return undefined;
  };
  const partials = new Map<string, ParsedFile>();
  for (const partial of [...(base?.partials ?? []), ...sources.partials]) {
    const parsed = parse({ ...partial, source: partial.source.replace(/\r?\n$/, '') });
    if (parsed !== undefined) partials.set(partial.name, parsed);
  }
  const needs = { phrase: (key: string) => phrases.placeholders(key), partials };
  const build = (templates: readonly TemplateSource[]): TemplateTable => {
    const table = new Map<string, Template>();
    for (const template of templates) {
      const parsed = parse(template);
      if (parsed === undefined) continue;
      const built = buildTemplate(parsed, kindOf(template.name, template.part), needs);
      if ('template' in built) table.set(`${template.name}/${template.part}`, built.template);
      else faults.push(...built.faults);
    }
    return table;
  };
  const table = build(sources.templates);
  if (base === undefined || sources.partials.length === 0) return { table, faults: distinct(faults) };
  const baseTable = build(base.templates);
  return { table, baseTable, faults: distinct(faults) };
}

function kindOf(name: string, part: TemplatePart): TemplateKind {
  return {
    shape: name === DIGEST_TEMPLATE ? DIGEST_SHAPE : CONTEXT_SHAPE,
    place: part === 'fallback' ? 'text' : 'message',
  };
}

/** A partial with a fault has it at each of its uses. */
function distinct(faults: readonly Fault[]): readonly Fault[] {
  const seen = new Set<string>();
  return faults.filter((fault) => {
    const key = JSON.stringify(fault);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
