import { escapeMarkup, unescapeMarkup } from './escape.ts';

const ELLIPSIS = '…';
/** Of `&amp;`. */
const LONGEST_ESCAPE = 5;

const ELLIPSIS_BYTES = 3;

/** The last place at or before `end` that lies inside no code point, entity or `<…>` token of finished mrkdwn. */
function safeEnd(text: string, end: number): number {
  if (end >= text.length) return text.length;
  let cut = end;
  const next = text.charCodeAt(cut);
  if (next >= 0xdc00 && next <= 0xdfff) cut -= 1;
  const entity = text.lastIndexOf('&', cut - 1);
  if (entity >= 0 && cut - entity < '&amp;'.length && text.indexOf(';', entity) >= cut) cut = entity;
  const token = text.lastIndexOf('<', cut - 1);
  return token > text.lastIndexOf('>', cut - 1) ? token : cut;
}

/** Finished mrkdwn, at most `max` UTF-16 units long; what is cut off shows as an ellipsis. */
export function cutMrkdwn(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, safeEnd(text, Math.max(0, max - 1))).trimEnd()}${ELLIPSIS}`;
}

/** Plain text, whose escaped form is at most `max` UTF-16 units long: on the safe side, whichever Slack counts. */
export function cutPlain(text: string, max: number): string {
  if (text.length * LONGEST_ESCAPE <= max) return text;
  return unescapeMarkup(cutMrkdwn(escapeMarkup(text), max));
}

/** Escaped text of at most `maxBytes` in UTF-8. */
export function cutBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes - ELLIPSIS_BYTES) break;
    end += character.length;
  }
  return `${text.slice(0, safeEnd(text, end)).trimEnd()}${ELLIPSIS}`;
}

/** Finished mrkdwn in pieces of at most `max`, broken between lines where a line ends in the piece's second half. */
export function splitMrkdwn(text: string, max: number): readonly string[] {
  if (text.length <= max) return text === '' ? [] : [text];
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > max) {
    const lineEnd = rest.lastIndexOf('\n', max);
    const safe = lineEnd > max / 2 ? lineEnd : safeEnd(rest, max);
    const end = safe > 0 ? safe : max;
    pieces.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trimStart();
  }
  pieces.push(rest);
  return pieces.filter((piece) => piece !== '');
}

/**
 * An empty line that a template's author wrote, in a text that is not tidied yet. Any other empty line is what a value or
 * a condition left behind that had nothing to say. Data cannot hold this separator of lines.
 */
export const BLANK_LINE = '\u2028';

/** Trims every line, and keeps of the empty ones those that were meant, each once and only between two lines. */
export function tidyLines(text: string): string {
  if (!text.includes('\n')) return text.trim();
  const lines: string[] = [];
  let isBlankDue = false;
  for (const line of text.split('\n')) {
    if (line === BLANK_LINE) isBlankDue = lines.length > 0;
    const trimmed = line.trim();
    if (trimmed === '') continue;
    if (isBlankDue) lines.push('');
    lines.push(trimmed);
    isBlankDue = false;
  }
  return lines.join('\n');
}
