import { type Operator, SPACES, type WrittenMatcher } from './matcher-syntax.ts';

/**
 * Alertmanager's classic matcher syntax (pkg/labels/parse.go): a list parted by commas, braces optional; names are
 * Prometheus label names; values with or without quotes; `\"`, `\\` and `\n` are escapes, any other backslash is itself.
 * Its quirks are kept, because Alertmanager prefers this reading wherever it succeeds.
 *
 * Returns undefined for a text that is not of this syntax.
 */
export function parseClassic(text: string): readonly WrittenMatcher[] | undefined {
  const from = text.startsWith('{') ? 1 : 0;
  const to = text.endsWith('}') && text.length > from ? text.length - 1 : text.length;
  const matchers: WrittenMatcher[] = [];
  for (const part of splitAtCommas(text, from, to)) {
    const matcher = parseOne(text.slice(part.from, part.to), part.from);
    if (matcher === undefined) return undefined;
    matchers.push(matcher);
  }
  return matchers;
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/** The parts between commas outside quotes. A last part of nothing but spaces is a trailing comma and left out. */
function splitAtCommas(text: string, from: number, to: number): readonly Part[] {
  const parts: Part[] = [];
  let start = from;
  let quoting: Quoting = { quoted: false, escaped: false };
  for (let at = from; at < to; at++) {
    const character = text[at] ?? '';
    quoting = quotingAfter(character, quoting);
    if (character !== ',' || quoting.quoted) continue;
    parts.push({ from: start, to: at });
    start = at + 1;
  }
  const last = trimmed(text, { from: start, to });
  if (last.from < last.to) parts.push(last);
  return parts;
}

interface Quoting {
  readonly quoted: boolean;
  /** The next double quote does not count. */
  readonly escaped: boolean;
}

/** A comma leaves the escape of a backslash before it standing: Alertmanager's own quirk. */
function quotingAfter(character: string, { quoted, escaped }: Quoting): Quoting {
  if (character === '"') return { quoted: escaped ? quoted : !quoted, escaped: false };
  if (character === '\\') return { quoted, escaped: !escaped };
  return { quoted, escaped: escaped && character === ',' };
}

const SPACE = new RegExp(`[${SPACES}]`);

/** Only the last part of a list has Unicode spaces cut off its ends; elsewhere they belong to the value. */
function trimmed(text: string, part: Part): Part {
  let { from, to } = part;
  while (to > from && SPACE.test(text[to - 1] ?? '')) to--;
  while (to > from && SPACE.test(text[from] ?? '')) from++;
  return { from, to };
}

const HEAD = /^[\t\n\f\r ]*([a-zA-Z_:][a-zA-Z0-9_:]*)[\t\n\f\r ]*(=~|=|!=|!~)[\t\n\f\r ]*/;

function parseOne(text: string, offset: number): WrittenMatcher | undefined {
  const head = HEAD.exec(text);
  const name = head?.[1];
  const operator = head?.[2];
  if (head === null || name === undefined || !isOperator(operator)) return undefined;
  const value = unescapeValue(withoutAsciiSpaces(text.slice(head[0].length)));
  return value === undefined ? undefined : { name, operator, value, valueAt: offset + head[0].length };
}

function isOperator(text: string | undefined): text is Operator {
  return text === '=' || text === '!=' || text === '=~' || text === '!~';
}

function withoutAsciiSpaces(text: string): string {
  let end = text.length;
  while (end > 0 && '\t\n\f\r '.includes(text[end - 1] ?? '')) end--;
  return text.slice(0, end);
}

const QUOTED = /^"((?:[^"\\]|\\[\s\S])*)"$/;
const UNQUOTED = /^(?:[^"\\]|\\[\s\S])*\\?$/;

/** Undefined when a double quote stands where none may: only the first and the last character may be one. */
function unescapeValue(raw: string): string | undefined {
  const body = raw.startsWith('"') ? QUOTED.exec(raw)?.[1] : UNQUOTED.exec(raw)?.[0];
  return body?.replace(/\\([n"\\])/g, (_all, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}
