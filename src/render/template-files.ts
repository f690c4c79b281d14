import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../core/fault.ts';
import type { TemplatePart } from './renderer.ts';

export interface TemplateSource {
  readonly name: string;
  readonly part: TemplatePart;
  readonly file: string;
  readonly source: string;
}

const PARTS: readonly TemplatePart[] = ['message', 'thread'];

/** The names in a folder, sorted; none when the folder is not there. */
export function namesIn(dir: string | undefined): readonly string[] {
  return dir !== undefined && statSync(dir, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(dir).sort() : [];
}

/** Reads `<dir>/<template>/{message,thread}.hbs`. Files of other kinds are left alone; a misnamed template is a fault. */
export function readTemplates(dir: string | undefined): {
  readonly sources: readonly TemplateSource[];
  readonly faults: readonly Fault[];
} {
  const sources: TemplateSource[] = [];
  const faults: Fault[] = [];
  for (const name of namesIn(dir)) {
    const folder = join(dir ?? '', name);
    for (const fileName of namesIn(folder).filter((each) => each.endsWith('.hbs'))) {
      const file = join(folder, fileName);
      const part = PARTS.find((each) => fileName === `${each}.hbs`);
      if (part !== undefined) sources.push({ name, part, file, source: readFileSync(file, 'utf8') });
      else
        faults.push({
          file,
          path: '',
          reason: 'a template has no such part',
          hint: 'name it message.hbs or thread.hbs',
        });
    }
    if (name.endsWith('.hbs')) {
      faults.push({ file: folder, path: '', reason: 'a template is a folder', hint: 'move it to <name>/message.hbs' });
    }
  }
  return { sources, faults };
}
