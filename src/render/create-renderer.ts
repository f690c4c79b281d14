import { TocsinError } from '../core/errors.ts';
import { barColor } from './bar-color.ts';
import { DigestContext, digestSubject } from './digest-context.ts';
import { dataText, escapeMarkup, oneLine, withoutTokens } from './escape.ts';
import type { Language, Languages } from './language.ts';
import { MessageBuilder } from './message-builder.ts';
import { noteText } from './note-text.ts';
import { noticeText } from './notice-text.ts';
import { personText } from './person-text.ts';
import type { Phrases } from './phrases.ts';
import { notificationText, plainDigest, plainMessage } from './plain-message.ts';
import { type CallSite, RenderFrame } from './render-frame.ts';
import type { Audience, DigestRequest, Notice, Rendered, Renderer, RenderRequest, TemplatePart } from './renderer.ts';
import { reportTexts } from './report-text.ts';
import { DIGEST_TEMPLATE, type TemplateChoice } from './select-template.ts';
import { ANNOTATION_CHARS, LIST_BUDGETS } from './slack-limits.ts';
import { type Subject, subjectOf } from './subject.ts';
import type { Template } from './template-engine.ts';
import { ViewContext } from './view-context.ts';
import { writeContent } from './write-content.ts';

/** The template of that name and part, if there is one. */
export type FindTemplate = (name: string, part: TemplatePart) => Template | undefined;

/** Slack's mention syntax: users, user groups and the three broadcasts (docs.slack.dev, formatting message text). */
const MENTION = /^<(?:@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!here|!channel|!everyone)(?:\|[^<>|]*)?>$/;

function mentionLine(mentions: readonly string[]): string {
  return mentions.map((mention) => (MENTION.test(mention) ? mention : escapeMarkup(mention))).join(' ');
}

/** One drawing: what is drawn, for whom, and what the notification says when the template does not. */
interface Drawing {
  readonly context: { readonly totals: ReadonlyMap<unknown, number> };
  readonly subject: Subject;
  readonly language: Language;
  readonly audience: Audience;
  readonly colorBar: boolean;
}

type RunResult = Pick<Rendered, 'content' | 'hash'> | { readonly failure: string };

interface Parts {
  readonly template: Template;
  readonly fallback: Template;
}

/** Remembers the newest frame, so that a failure knows where it happened. */
interface Attempt {
  file: string;
  frame: RenderFrame | undefined;
}

function runTemplate(parts: Parts, drawing: Drawing): RunResult {
  const attempt: Attempt = { file: parts.template.file, frame: undefined };
  try {
    return tryTemplate(parts, drawing, attempt);
  } catch (error) {
    const at = attempt.frame?.lastCall;
    return failureAt(at ?? beginningOf(attempt.file), reasonOf(error));
  }
}

/** When something else than a list had to be cut, the template is run again with shorter lists. */
function tryTemplate({ template, fallback }: Parts, drawing: Drawing, attempt: Attempt): RunResult {
  const { context, subject, language, audience } = drawing;
  const mentions = mentionLine(audience.mentions);
  const start = (listBudget: number): RenderFrame => {
    attempt.frame = new RenderFrame({ subject, language, mentions, totals: context.totals, listBudget });
    return attempt.frame;
  };
  let frame = start(LIST_BUDGETS[0]);
  template.run(context, frame);
  for (const listBudget of LIST_BUDGETS.slice(1)) {
    if (!frame.builder.overflowed) break;
    frame = start(listBudget);
    template.run(context, frame);
  }
  const { entries } = frame.builder;
  if (entries.length === 0) return failureAt(beginningOf(template.file), 'nothing was drawn');
  attempt.file = fallback.file;
  const ownText = frame.fallback;
  const text = ownText === '' ? oneLine(withoutTokens(fallback.run(context, start(LIST_BUDGETS[0])))) : ownText;
  if (text === '') return failureAt(beginningOf(fallback.file), 'nothing was drawn');
  return writeContent({ entries, text, color: drawing.colorBar ? barColor(subject) : undefined });
}

/** The place of what a file as a whole did wrong. */
const beginningOf = (file: string): CallSite => ({ file, line: 1, column: 1 });

function failureAt({ file, line, column }: CallSite, reason: string): { readonly failure: string } {
  return { failure: `${file}:${line}:${column}: ${reason}` };
}

/** Why a template failed, without anything of what it was given. */
function reasonOf(error: unknown): string {
  if (error instanceof TocsinError) return error.message;
  return error instanceof Error ? error.name : 'unknown failure';
}

/** `own` speak with the tenant's phrases, `builtIn` with the product's: the plain message trusts only these. */
export function createRenderer(options: {
  readonly findTemplate: FindTemplate;
  readonly choice: TemplateChoice;
  readonly phrases: Phrases;
  readonly own: Languages;
  readonly builtIn: Languages;
}): Renderer {
  const { findTemplate, choice, phrases, own, builtIn } = options;
  const templateOf = (request: RenderRequest): string => request.template ?? choice.for(request.view);

  function run(name: string, part: TemplatePart, drawing: Drawing): RunResult {
    const template = findTemplate(name, part);
    const fallback = findTemplate(name, 'fallback');
    if (template === undefined || fallback === undefined) return { failure: `no template "${name}"` };
    return runTemplate({ template, fallback }, drawing);
  }

  function renderPlain(request: RenderRequest): Rendered {
    const { part, view, audience } = request;
    const language = builtIn.get(audience);
    const context = new ViewContext({ view, language, part });
    const { entries } = plainMessage({ part, view, context, language, mentions: mentionLine(audience.mentions) });
    const text = notificationText(part, context);
    return { ...writeContent({ entries, text, color: undefined }), template: templateOf(request) };
  }

  function renderDigest(request: DigestRequest): Rendered {
    const { digest, receiver, audience, part = 'message', colorBar = true } = request;
    const language = own.get(audience);
    const context = new DigestContext(digest, receiver, language);
    const drawing = { context, subject: digestSubject(context), language, audience, colorBar };
    const result = run(DIGEST_TEMPLATE, part, drawing);
    if ('content' in result) return { ...result, template: DIGEST_TEMPLATE };
    return { ...renderPlainDigest(request), failure: result.failure };
  }

  function renderPlainDigest({ digest, receiver, audience }: DigestRequest): Rendered {
    const language = builtIn.get(audience);
    const plain = plainDigest(new DigestContext(digest, receiver, language), language);
    return { ...writeContent({ ...plain, color: undefined }), template: DIGEST_TEMPLATE };
  }

  return {
    render(request) {
      const { part, view, audience, colorBar = true, canSilence = true } = request;
      const language = own.get(audience);
      const context = new ViewContext({ view, language, part, canSilence });
      const template = templateOf(request);
      const result = run(template, part, {
        context,
        subject: subjectOf(view, canSilence),
        language,
        audience,
        colorBar,
      });
      return 'content' in result ? { template, ...result } : { ...renderPlain(request), failure: result.failure };
    },
    templateFor: (view) => choice.for(view),
    renderDigest,
    renderPlainDigest,
    renderPlain,
    renderNotes(notes, audience) {
      const language = own.get(audience);
      const texts = notes.map((note) => noteText(note, language));
      return writeTexts(texts, mentionLine(audience.mentions));
    },
    renderNotice: (notice, audience) => writeNotice(notice, audience, builtIn),
    language: (audience) => own.get(audience),
    phrase: (...question) => answerPhrase({ phrases, own }, ...question),
  };
}

function answerPhrase(
  { phrases, own }: { readonly phrases: Phrases; readonly own: Languages },
  ...[key, locale, values = {}]: Parameters<Renderer['phrase']>
): string {
  if (phrases.placeholders(key) === undefined) throw new TocsinError('template_failed', `no phrase "${key}"`);
  const escaped = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' ? value : valueText(name, value),
  ]);
  return own.get({ locale, timeZone: 'UTC' }).phrase(key, Object.fromEntries(escaped));
}

function writeNotice(notice: Notice, audience: Audience, languages: Languages): Pick<Rendered, 'content'> {
  const language = languages.get(audience);
  const texts =
    notice.kind === 'report' ? reportTexts(notice.report, notice.tenant, language) : [noticeText(notice, language)];
  return writeTexts(texts, mentionLine(audience.mentions));
}

/** Paragraphs without a template. */
function writeTexts(texts: readonly string[], mentions = ''): Pick<Rendered, 'content' | 'hash'> {
  const builder = new MessageBuilder();
  builder.mentions(mentions);
  for (const text of texts) builder.section(text);
  const text = oneLine(withoutTokens(texts.join(' · ')));
  return writeContent({ entries: builder.entries, text, color: undefined });
}

/** A person is mentioned in answers as in messages. */
function valueText(name: string, value: string): string {
  return name === 'person' ? personText(value) : dataText(value, ANNOTATION_CHARS);
}
