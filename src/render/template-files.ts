import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../core/fault.ts';
import { TEMPLATE_PARTS, type TemplatePart } from './renderer.ts';

export interface SourceFile {
  readonly name: string;
  readonly file: string;
  readonly source: string;
}

export interface TemplateSource extends SourceFile {
  readonly part: TemplatePart;
}

export interface TemplateSources {
  readonly templates: readonly TemplateSource[];
  readonly partials: readonly SourceFile[];
  readonly faults: readonly Fault[];
}

/** The folder among those of templates that holds partials. */
const PARTIALS = 'partials';

/** Folders among those of templates that hold none. */
const NO_TEMPLATES: ReadonlySet<string> = new Set([PARTIALS, 'fixtures']);

const EXTENSION = '.hbs';

/** The names in a folder, sorted; none when the folder is not there. */
export function namesIn(dir: string | undefined): readonly string[] {
  return dir !== undefined && statSync(dir, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(dir).sort() : [];
}

/** Reads `<dir>/<template>/<part>.hbs` and `<dir>/partials/*.hbs`. Other files are left alone; a misnamed one is a fault. */
export function readTemplates(dir: string | undefined): TemplateSources {
  const found = namesIn(dir)
    .filter((name) => !NO_TEMPLATES.has(name))
    .map((name) => readTemplate(join(dir ?? '', name), name));
  return {
    templates: found.flatMap(({ templates }) => templates),
    partials: dir === undefined ? [] : sourcesIn(join(dir, PARTIALS)),
    faults: found.flatMap(({ faults }) => faults),
  };
}

function readTemplate(folder: string, name: string): Pick<TemplateSources, 'templates' | 'faults'> {
  if (name.endsWith(EXTENSION)) {
    const hint = 'move it to <name>/message.hbs';
    return { templates: [], faults: [{ file: folder, path: '', reason: 'a template is a folder', hint }] };
  }
  const templates: TemplateSource[] = [];
  const faults: Fault[] = [];
  for (const { name: partName, file, source } of sourcesIn(folder)) {
    const part = TEMPLATE_PARTS.find((each) => each === partName);
    const hint = `name it ${TEMPLATE_PARTS.map((each) => each + EXTENSION).join(', ')}`;
    if (part !== undefined) templates.push({ name, part, file, source });
    else faults.push({ file, path: '', reason: 'a template has no such part', hint });
  }
  return { templates, faults };
}

function sourcesIn(folder: string): readonly SourceFile[] {
  return namesIn(folder)
    .filter((fileName) => fileName.endsWith(EXTENSION))
    .map((fileName) => {
      const file = join(folder, fileName);
      return { name: fileName.slice(0, -EXTENSION.length), file, source: readFileSync(file, 'utf8') };
    });
}
