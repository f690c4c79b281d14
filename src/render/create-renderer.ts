import { createHash } from 'node:crypto';
import { TocsinError } from '../core/errors.ts';
import { cutBytes } from './cut-text.ts';
import { dataText, escapeMarkup } from './escape.ts';
import type { Language, Languages } from './language.ts';
import type { MessageBuilder } from './message-builder.ts';
import type { Phrases } from './phrases.ts';
import { notificationText, plainMessage } from './plain-message.ts';
import { RenderFrame } from './render-frame.ts';
import type { Rendered, Renderer, RenderRequest, TemplatePart } from './renderer.ts';
import { ANNOTATION_CHARS, BUDGET, LIST_BUDGETS } from './slack-limits.ts';
import type { Template } from './template-engine.ts';
import { buildContext } from './view-context.ts';

/** The template of that name and part, if there is one. */
export type FindTemplate = (name: string, part: TemplatePart) => Template | undefined;

/** Slack's mention syntax: users, user groups and the three broadcasts (docs.slack.dev, formatting message text). */
const MENTION = /^<(?:@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!here|!channel|!everyone)(?:\|[^<>|]*)?>$/;

function mentionLine(mentions: readonly string[]): string {
  return mentions.map((mention) => (MENTION.test(mention) ? mention : escapeMarkup(mention))).join(' ');
}

function rendered(builder: MessageBuilder, text: string): Rendered {
  const { blocks } = builder;
  const fallback = cutBytes(text, BUDGET.fallbackBytes);
  const hash = createHash('sha256').update(JSON.stringify([builder.blocksWithoutMentions, fallback]));
  return { content: { blocks, text: fallback }, hash: hash.digest('hex').slice(0, 32) };
}

/** Runs a template; when something else than a list had to be cut, again with shorter lists. */
function runTemplate(template: Template, request: RenderRequest, language: Language): RunResult {
  const { view, audience, repeat = false } = request;
  const { context, totals } = buildContext({ view, language, repeat });
  const mentions = mentionLine(audience.mentions);
  let frame: RenderFrame | undefined;
  try {
    for (const listBudget of LIST_BUDGETS) {
      frame = new RenderFrame({ view, language, mentions, totals, listBudget });
      template.run(context, frame);
      if (!frame.builder.overflowed) break;
    }
  } catch (error) {
    const line = frame?.lastCall?.start.line;
    return { failure: `${template.file}${line === undefined ? '' : `:${line}`}: ${reasonOf(error)}` };
  }
  if (frame === undefined || frame.builder.blocks.length === 0)
    return { failure: `${template.file}: nothing was drawn` };
  return rendered(frame.builder, frame.fallback === '' ? notificationText(request.part, context) : frame.fallback);
}

type RunResult = Rendered | { readonly failure: string };

/** Why a template failed, without anything of what it was given. */
function reasonOf(error: unknown): string {
  if (error instanceof TocsinError) return error.message;
  return error instanceof Error ? error.name : 'unknown failure';
}

/** `own` speak with the tenant's phrases, `builtIn` with the product's: the plain message trusts only these. */
export function createRenderer(options: {
  readonly findTemplate: FindTemplate;
  readonly phrases: Phrases;
  readonly own: Languages;
  readonly builtIn: Languages;
}): Renderer {
  const { findTemplate, phrases, own, builtIn } = options;

  function renderPlain(request: RenderRequest): Rendered {
    const { part, view, audience, repeat = false } = request;
    const language = builtIn.get(audience);
    const { context } = buildContext({ view, language, repeat });
    const mentions = mentionLine(audience.mentions);
    return rendered(plainMessage({ part, view, context, language, mentions }), notificationText(part, context));
  }

  return {
    render(request) {
      const template = findTemplate(request.template, request.part);
      const result =
        template === undefined
          ? { failure: `no template "${request.template}"` }
          : runTemplate(template, request, own.get(request.audience));
      return 'content' in result ? result : { ...renderPlain(request), failure: result.failure };
    },
    renderPlain,
    phrase(key, locale, values = {}) {
      if (phrases.placeholders(key) === undefined) throw new TocsinError('template_failed', `no phrase "${key}"`);
      const escaped = Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'number' ? value : dataText(value, ANNOTATION_CHARS),
      ]);
      return own.get({ locale, timeZone: 'UTC' }).phrase(key, Object.fromEntries(escaped));
    },
  };
}
