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

/** A line that begins or ends in white space, or an empty one: what {@link tidyLines} has work with. */
const UNTIDY = /^\s|\s$|\s\n|\n\s/;

/** Trims every line and leaves at most one empty line between two: a template's own indentation is not content. */
export function tidyLines(text: string): string {
  if (!UNTIDY.test(text)) return text;
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed !== '' || (lines.length > 0 && lines.at(-1) !== '')) lines.push(trimmed);
  }
  if (lines.at(-1) === '') lines.pop();
  return lines.join('\n');
}
