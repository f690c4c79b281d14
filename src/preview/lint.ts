import { join } from 'node:path';
import { type Drawn, lintDrawings } from './lint-drawings.ts';
import { lintPhrases } from './lint-phrases.ts';
import type { LintReport } from './lint-report.ts';
import { lintTemplate, namesIn, readTemplateFiles } from './lint-templates.ts';
import { foldersOf, loadRendering, type RenderingSource } from './load-rendering.ts';

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
 * is wrong. `locales` are the languages that count; all that there are when absent.
 */
export async function lint(source: RenderingSource, report: LintReport, locales?: readonly string[]): Promise<Linted> {
  const { rendering, faults } = await loadRendering(source);
  for (const fault of faults) report.error(fault);
  if (rendering === undefined) return { templates: 0, fixtures: 0, locales: 0, drawn: [] };
  const folders = foldersOf(source);
  const counted = locales ?? rendering.locales;
  const templates = readTemplateFiles(folders.templates);
  const names = namesIn(rendering.lives.values());
  for (const template of templates) lintTemplate(template, names, report);
  const own = source.tenant === undefined ? {} : { ownDir: join(source.tenant.folder, 'locales') };
  lintPhrases({ localesDir: source.localesDir, ...own, locales: counted, templates }, report);
  const drawn = await lintDrawings({ rendering, templateDirs: folders.templates, locales: counted }, report);
  return { templates: rendering.templates.size, fixtures: rendering.lives.size, locales: counted.length, drawn };
}
