import { join } from 'node:path';
import { type Drawn, lintDrawings } from './lint-drawings.ts';
import { lintPhrases } from './lint-phrases.ts';
import type { LintReport } from './lint-report.ts';
import { lintPartials, lintTemplate, namesIn, readTemplateFiles } from './lint-templates.ts';
import { foldersOf, loadRendering, type RenderingSource } from './load-rendering.ts';
import { DIGEST_TEMPLATE } from './play-digest.ts';

/** What to draw; all that there is when absent. */
export interface LintOnly {
  readonly locales?: readonly string[] | undefined;
  readonly templates?: readonly string[] | undefined;
}

/** What was looked at. */
export interface Linted {
  readonly templates: number;
  readonly fixtures: number;
  readonly locales: number;
  /** Every message that was drawn; none when the files have faults. */
  readonly drawn: readonly Drawn[];
}

/**
 * Reads the templates, phrases and fixtures of a source, draws all of them with each other, and reports everything that
 * is wrong.
 */
export async function lint(source: RenderingSource, report: LintReport, only: LintOnly = {}): Promise<Linted> {
  const { rendering, faults } = await loadRendering(source);
  for (const fault of faults) report.error(fault);
  if (rendering === undefined) return { templates: 0, fixtures: 0, locales: 0, drawn: [] };
  const folders = foldersOf(source);
  const counted = only.locales ?? rendering.locales;
  const all = [...rendering.templates, DIGEST_TEMPLATE];
  const names = all.filter((name) => only.templates?.includes(name) ?? true).sort();
  const templates = readTemplateFiles(folders.templates);
  const known = namesIn(rendering.lives.values());
  for (const template of templates) lintTemplate(template, known, report);
  lintPartials(templates, report);
  const own = source.tenant === undefined ? {} : { ownDir: join(source.tenant.folder, 'locales') };
  lintPhrases({ localesDir: source.localesDir, ...own, locales: counted, templates }, report);
  const linted = { rendering, templates: names, locales: counted, templateDirs: folders.templates };
  const drawn = await lintDrawings(linted, report);
  return { templates: names.length, fixtures: rendering.lives.size, locales: counted.length, drawn };
}
