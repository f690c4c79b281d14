/**
 * Text on its way into a message. Three kinds meet: data (labels, annotations), what templates and phrases say, and what
 * helpers make (links, dates, mentions). The first two are escaped when they are read, so that every `<` in finished
 * text comes from a helper, and nothing else can ping, link or end a helper's token.
 */

/** Printable ASCII without markup and backticks: nearly all data, and nothing in it needs a second look. */
const PLAIN = /^[\x20-\x25\x27-\x3b\x3d\x3f-\x5f\x61-\x7e]*$/;
const MARKUP = /[&<>]/;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const UNESCAPES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Escapes Slack's three control characters and nothing else (docs.slack.dev, formatting message text). */
export function escapeMarkup(text: string): string {
  return MARKUP.test(text) ? text.replace(/[&<>]/g, (character) => ESCAPES[character] ?? character) : text;
}

/** The reverse of {@link escapeMarkup}. */
export function unescapeMarkup(text: string): string {
  return text.includes('&') ? text.replace(/&(?:amp|lt|gt);/g, (entity) => UNESCAPES[entity] ?? entity) : text;
}

/** True for text that {@link dataLine} leaves as it is. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/** Controls, lone surrogates, line separators, bidirectional overrides, backticks: what {@link cleanData} looks for. */
const SUSPECT = /[\p{Cc}\p{Cs}\u2028-\u202E\u2066-\u2069`]/u;

function cleanData(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu, '')
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replaceAll('`', '\u02CB');
}

/** Cuts raw text between code points, with an ellipsis. */
function cutRaw(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max)}…`;
}

/**
 * Data as it may stand in mrkdwn: cut to `max`, without control and bidirectional override characters, lone surrogates
 * replaced, escaped. Backticks become `ˋ`, so that a value cannot end the code span that a template puts around it.
 */
export function dataText(raw: string, max: number): string {
  if (raw.length <= max && isPlain(raw)) return raw;
  return escapeMarkup(cleanData(cutRaw(raw, max)));
}

/** As {@link dataText}, on one line. */
export function dataLine(raw: string, max: number): string {
  const text = dataText(raw, max);
  return /[\n\t]/.test(text) ? text.replace(/[\n\t]+/g, ' ') : text;
}

/** Finished mrkdwn without its tokens: a link becomes its label, a date its fallback. Still escaped. */
export function withoutTokens(mrkdwn: string): string {
  if (!mrkdwn.includes('<')) return mrkdwn;
  return mrkdwn.replace(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_token, target: string, label?: string) => label ?? target);
}

/** Finished mrkdwn as Slack's `plain_text` wants it: one line, no tokens, nothing escaped. */
export function toPlainText(mrkdwn: string): string {
  return oneLine(unescapeMarkup(withoutTokens(mrkdwn)));
}

/** Finished mrkdwn for a terminal: lines stay, marks of bold and code go. */
export function toReadableText(mrkdwn: string): string {
  return unescapeMarkup(
    withoutTokens(mrkdwn)
      .replace(/(^|\s)\*([^*\n]+)\*(?=\s|$)/g, '$1$2')
      .replaceAll('`', ''),
  );
}

/** Line breaks, tabs and runs of white space; not the no-break spaces that French wants before a colon, and numbers in them. */
const BREAKING_SPACE = /[^\S\u00A0\u202F]+/g;

/** Without line breaks and runs of white space; no-break spaces stay. */
export function oneLine(text: string): string {
  return /\s{2}|[^\S ]/.test(text) ? text.replace(BREAKING_SPACE, ' ').trim() : text.trim();
}
