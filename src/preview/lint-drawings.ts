/** Draws every template with every fixture in every language, and looks at all that comes out. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../core/fault.ts';
import type { Content, Frame } from '../core/preview.ts';
import { contentProblems } from './check-content.ts';
import { peopleIn } from './later-steps.ts';
import type { Life } from './life.ts';
import type { LintReport } from './lint-report.ts';
import type { Rendering } from './load-rendering.ts';
import { DIGEST_TEMPLATE, playDigest } from './play-digest.ts';
import { playLife, unreadMetrics } from './play-life.ts';

/** A message that was drawn, and the file that drew it. */
export interface Drawn {
  readonly content: Content;
  readonly file: string;
  /** Which fixture, language and step, for people. */
  readonly where: string;
}

export interface LintedRendering {
  readonly rendering: Rendering;
  /** Of the rendering's, those to draw. */
  readonly templates: readonly string[];
  /** The folders of templates, most general first. */
  readonly templateDirs: readonly string[];
  readonly locales: readonly string[];
}

/** Reports what is wrong with each message, and gives them all. */
export async function lintDrawings(linted: LintedRendering, report: LintReport): Promise<readonly Drawn[]> {
  const { rendering, templates, locales } = linted;
  const drawing = { renderer: rendering.renderer, timeZone: 'UTC', metrics: unreadMetrics() };
  const drawn: Drawn[] = templates.includes(DIGEST_TEMPLATE) ? [...(await lintDigests(linted, report))] : [];
  for (const template of templates.filter((name) => name !== DIGEST_TEMPLATE)) {
    for (const [fixture, life] of rendering.lives) {
      for (const locale of locales) {
        const frames = await playLife(life, { ...drawing, template, locale });
        drawn.push(...lookAt(frames, { template, locale, fixture, life, linted }, report));
      }
    }
  }
  return drawn;
}

/** The summary of all lives, in every state and language. */
async function lintDigests({ rendering, templateDirs, locales }: LintedRendering, report: LintReport) {
  const file = fileIn(templateDirs, [DIGEST_TEMPLATE], ['message']);
  const threadFile = fileIn(templateDirs, [DIGEST_TEMPLATE], ['thread']);
  const people = [...rendering.lives.values()].flatMap(peopleIn);
  const drawn: Drawn[] = [];
  for (const locale of locales) {
    const drawing = { renderer: rendering.renderer, template: DIGEST_TEMPLATE, locale, timeZone: 'UTC' };
    for (const { name, message, thread, failure } of await playDigest(rendering.lives.values(), drawing)) {
      const where = `${DIGEST_TEMPLATE} of all fixtures in ${locale}, ${name}`;
      drawn.push({ content: message, file, where });
      for (const content of thread) drawn.push({ content, file: threadFile, where });
      if (failure !== undefined) report.error(failureFault(failure, file), where);
    }
  }
  judge(drawn, people, report);
  return drawn;
}

function judge(drawn: readonly Drawn[], people: readonly string[], report: LintReport): void {
  for (const { content, file, where } of drawn) {
    for (const reason of contentProblems(content, people)) report.error({ file, path: '', reason }, where);
  }
}

interface Looked {
  readonly template: string;
  readonly locale: string;
  readonly fixture: string;
  readonly life: Life;
  readonly linted: LintedRendering;
}

function lookAt(frames: readonly Frame[], looked: Looked, report: LintReport): readonly Drawn[] {
  const drawn: Drawn[] = [];
  let replies = 0;
  for (const { name, message, thread, failure } of frames) {
    const where = `${looked.template} with ${looked.fixture} in ${looked.locale}, ${name}`;
    const isRepeat = name === 'reminded';
    drawn.push({ content: message, where, file: fileOf(looked, ['message']) });
    // A new message begins a thread of its own.
    const fresh = thread.slice(thread.length < replies ? 0 : replies);
    for (const content of fresh) {
      drawn.push({ content, where, file: fileOf(looked, isRepeat ? ['reminder', 'thread'] : ['thread']) });
    }
    replies = thread.length;
    if (failure !== undefined) report.error(failureFault(failure, fileOf(looked, ['message'])), where);
  }
  judge(drawn, peopleIn(looked.life), report);
  return drawn;
}

/** The file of the first of the parts that there is: the tenant's, the product's, the default's. */
function fileOf({ template, linted: { templateDirs } }: Looked, parts: readonly string[]): string {
  return fileIn(templateDirs, [template, 'default'], parts);
}

function fileIn(templateDirs: readonly string[], names: readonly string[], parts: readonly string[]): string {
  const folders = names.flatMap((name) => [...templateDirs].reverse().map((dir) => join(dir, name)));
  const candidates = folders.flatMap((folder) => parts.map((part) => join(folder, `${part}.hbs`)));
  return candidates.find((file) => existsSync(file)) ?? candidates[0] ?? '';
}

/** `file:line:column: reason`, as the renderer tells failures. */
function failureFault(failure: string, file: string): Fault {
  const placed = /^(.+?\.hbs):(\d+):(\d+): (.+)$/s.exec(failure);
  const hint = 'the plain message would be sent instead';
  if (placed === null) return { file, path: '', reason: failure, hint };
  const [, named = file, line, column, reason = failure] = placed;
  return { file: named, path: '', line: Number(line), column: Number(column), reason, hint };
}
