/** What Slack, or a reader, would mind about a drawn message. */
import type { Content } from '../core/preview.ts';
import { isRefusal } from '../sandbox/answer.ts';
import { jsonArguments } from '../sandbox/arguments.ts';
import { isObject } from '../sandbox/block-kit/check-rule.ts';
import { readContent } from '../sandbox/message-content.ts';

/** chat.update counts UTF-8 bytes and refuses above 4 000 (reference: chat.update); 200 are left for doubt. */
const FALLBACK_BYTES = 3_800;

/** Everything that is wrong, in a line each; empty when nothing is. `people` may be named: they acknowledged. */
export function contentProblems(content: Content, people: readonly string[] = []): readonly string[] {
  return [...refusalsOf(content), ...fallbackProblems(content), ...unescapedIn(content, people)];
}

function refusalsOf({ text, blocks, attachments }: Content): readonly string[] {
  const read = readContent(jsonArguments({ text, blocks, attachments }), true);
  if (!isRefusal(read)) return [];
  const details = Array.isArray(read.errors) ? read.errors.map(String) : [];
  return details.length === 0
    ? [`Slack refuses it: ${read.error}`]
    : details.map((each) => `Slack refuses it: ${each}`);
}

function fallbackProblems({ text }: Content): readonly string[] {
  if (text.trim() === '') return ['it has no text for notifications and screen readers'];
  const bytes = Buffer.byteLength(text);
  return bytes > FALLBACK_BYTES ? [`its text for notifications has ${bytes} bytes of ${FALLBACK_BYTES}`] : [];
}

/** What the product's helpers write: dates, links, and channels' and people's names. */
const TOKEN = /<(?:!date\^\d+\^[^<>|]*\|[^<>|]*|https?:\/\/[^<>|\s]+(?:\|[^<>]*)?|@[UW][A-Z0-9]+)>/g;
const PERSON = /<@([UW][A-Z0-9]+)>/g;
const STRAY = /[<>]|&(?!amp;|lt;|gt;)/;

/** Markup that came out of data: a mention that nobody asked for, or a character that Slack takes for markup. */
function unescapedIn({ text, blocks, attachments = [] }: Content, people: readonly string[]): readonly string[] {
  return [text, ...mrkdwnIn([blocks, attachments])].flatMap((mrkdwn) => {
    const stranger = [...mrkdwn.matchAll(PERSON)].find(([, person]) => !people.includes(person ?? ''));
    const stray = STRAY.exec(mrkdwn.replace(TOKEN, ''));
    const found = stranger?.[0] ?? stray?.[0];
    return found === undefined ? [] : [`a text holds ${found}, which is not escaped`];
  });
}

/** The texts in which Slack looks for markup. */
function mrkdwnIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (!isObject(value)) return [];
  if (value.type === 'mrkdwn' && typeof value.text === 'string') return [value.text];
  return Object.values(value).flatMap(mrkdwnIn);
}
