/** Looks at templates and phrases as they are written: what has no effect, what is never set, what is missing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../core/fault.ts';
import { nameHint, slipHint } from '../core/name-hint.ts';
import { type MapRead, readsOf, type TemplateReads } from '../render/template-reads.ts';
import type { Life } from './life.ts';
import type { LintReport } from './lint-report.ts';

export interface ReadTemplate extends TemplateReads {
  readonly file: string;
}

/** Every template file below the folders. Files that cannot be parsed are left out: the loader tells of them. */
export function readTemplateFiles(dirs: readonly string[]): readonly ReadTemplate[] {
  return dirs.flatMap(hbsFilesIn).flatMap((file) => {
    const reads = readsOf(readFileSync(file, 'utf8'));
    if (reads === undefined) return [];
    const { maps, phrases, readsAnyPhrase, partials, tripleStashes, unusedParams } = reads;
    return { file, maps, phrases, readsAnyPhrase, partials, tripleStashes, unusedParams };
  });
}

function hbsFilesIn(dir: string): readonly string[] {
  if (!existsSync(dir)) return [];
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
  return names.filter((name) => name.endsWith('.hbs')).map((name) => join(dir, name));
}

/** The names of labels and annotations that the lives set. */
export interface KnownNames {
  readonly labels: ReadonlySet<string>;
  readonly annotations: ReadonlySet<string>;
}

export function namesIn(lives: Iterable<Life>): KnownNames {
  const [labels, annotations] = [new Set<string>(), new Set<string>()];
  const steps = [...lives].flatMap((life) => life.steps);
  const alerts = steps.flatMap((step) => ('notification' in step ? step.notification.alerts : []));
  for (const alert of alerts) {
    for (const name of Object.keys(alert.labels)) labels.add(name);
    for (const name of Object.keys(alert.annotations)) annotations.add(name);
  }
  return { labels, annotations };
}

/** Reports what one template writes or reads in vain. */
export function lintTemplate(template: ReadTemplate, known: KnownNames, report: LintReport): void {
  const { file } = template;
  const fault = (at: { line: number; column: number }, reason: string, hint: string): Fault => ({
    file,
    path: '',
    line: at.line,
    column: at.column,
    reason,
    hint,
  });
  for (const at of template.tripleStashes) {
    report.error(fault(at, 'three braces escape no less than two', 'write {{…}}: data is escaped, once, everywhere'));
  }
  for (const { name, ...at } of template.unusedParams) {
    report.error(fault(at, `"${name}" is never read`, 'read it in the block, or leave it out'));
  }
  for (const read of template.maps) {
    const names = read.map === 'annotations' ? known.annotations : known.labels;
    if (names.has(read.name)) continue;
    const { line, column } = read;
    report.warning(fault({ line, column }, `no fixture sets ${what(read)}`, unsetHint(read, names)));
  }
}

/** Reports partials that no template includes: a slip in an override, or left over. */
export function lintPartials(templates: readonly ReadTemplate[], report: LintReport): void {
  const used = new Set(templates.flatMap(({ partials }) => partials));
  for (const { file } of templates) {
    const name = /[\\/]partials[\\/]([^\\/]+)\.hbs$/.exec(file)?.[1];
    if (name === undefined || used.has(name)) continue;
    const hint = slipHint(name, used) ?? `include it with {{> ${name}}}, or leave it out`;
    report.error({ file, path: '', reason: 'no template includes this partial', hint });
  }
}

function what({ map, name }: MapRead): string {
  return `the ${map === 'annotations' ? 'annotation' : 'label'} "${name}"`;
}

function unsetHint({ name }: MapRead, names: ReadonlySet<string>): string {
  const hint = nameHint(name, names);
  return hint.startsWith('did you mean') ? hint : 'if it is right, add a fixture that has it: docs/previews.md';
}
