import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';

/**
 * The largest regex, in characters with its counted repetitions written out (`a{100}` counts as 200): RE2's time is
 * the label's length times this. Ours; Alertmanager has no limit. Long lists of plain words are not regexes here and
 * not limited by it.
 */
export const MAX_REGEX_SIZE = 10_000;

/** Tells whether a label's value matches. */
export type ValueTest = (value: string) => boolean;

/**
 * Compiles a matcher's regex once: RE2 (linear time, no back-references or look-around), bound to the whole value as
 * Alertmanager binds it, `^(?:…)$`. A mere choice of literals becomes a set. Returns the reason when it is no such regex.
 */
export function compileLabelRegex(source: string): ValueTest | { readonly reason: string; readonly hint: string } {
  const literals = literalChoices(source);
  if (literals !== undefined) return (value) => literals.has(value);
  const size = writtenOutSize(source);
  if (size > MAX_REGEX_SIZE) {
    return {
      reason: `the regex is too large: ${size} characters with its repetitions written out, at most ${MAX_REGEX_SIZE} are allowed`,
      hint: 'lower the counts in {…} or split it over several routes',
    };
  }
  try {
    const regex = RE2JS.compile(`^(?:${source})$`);
    return (value) => regex.test(value);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return {
      reason: `the regex is not one of RE2: ${describe(error, source)}`,
      hint: 'correct it (https://github.com/google/re2/wiki/Syntax); RE2 has no back-references and no look-around',
    };
  }
}

/** RE2's own words, with the faulty piece where that is one of the source and not of what we put around it. */
function describe(error: RE2JSException, source: string): string {
  if (!(error instanceof RE2JSSyntaxException)) return error.message;
  const piece = error.getPattern() ?? '';
  return source.includes(piece) && piece !== '' ? `${error.getDescription()} ${piece}` : error.getDescription();
}

/** Literal characters, escaped punctuation, and `|` between them. */
const LITERALS = /^(?:[^\\.+*?()[\]{}^$]|\\[!-/:-@[-`{-~])*$/u;

/** The words of a regex that is nothing but a choice of words; undefined for any other. */
export function literalChoices(source: string): ReadonlySet<string> | undefined {
  if (!LITERALS.test(source)) return undefined;
  const words: string[] = [];
  let word = '';
  for (let at = 0; at < source.length; at++) {
    const character = source[at] ?? '';
    if (character === '|') {
      words.push(word);
      word = '';
    } else {
      word += character === '\\' ? (source[++at] ?? '') : character;
    }
  }
  return new Set([...words, word]);
}

/** What is never closed goes to the end, so that a text of nothing but brackets is read once. */
const PIECE = new RegExp(
  [
    /\\Q[\s\S]*?(?:\\E|$)/, // literal text
    /\\[pPx]\{[^}]*(?:\}|$)/, // a class or character by name
    /\\[\s\S]/,
    /\[\^?\]?(?:\[:\^?\w+:\]|\\(?:[\s\S]|$)|[^\]\\])*(?:\]|$)/, // a class
    /\{(?<from>\d+)(?<open>,(?<to>\d*))?\}/,
    /[\s\S]/,
  ]
    .map((piece) => piece.source)
    .join('|'),
  'gu',
);

/**
 * Never less than the number of instructions that RE2 makes of a regex, and found without compiling it: compiling
 * `a{1000}` six hundred times over takes seconds and hundreds of megabytes.
 */
export function writtenOutSize(source: string): number {
  const tally: Tally = { outer: [], total: 0, last: 0 };
  for (const { 0: piece, groups } of source.matchAll(PIECE)) {
    if (piece === '(') openGroup(tally);
    else if (piece === ')') closeGroup(tally);
    else if (groups?.from === undefined) addAtom(tally, 2 * piece.length);
    else addAtom(tally, repeatedSize(tally.last, groups), tally.last);
  }
  return tally.outer.reduce((sum, size) => sum + size, tally.total);
}

interface Tally {
  /** Sizes of what stands before each open group. */
  readonly outer: number[];
  /** Size of the present group so far. */
  total: number;
  /** Size of what a repetition would repeat. */
  last: number;
}

function openGroup(tally: Tally): void {
  tally.outer.push(tally.total);
  tally.total = 2;
}

function closeGroup(tally: Tally): void {
  tally.last = tally.total;
  tally.total += tally.outer.pop() ?? 0;
}

function addAtom(tally: Tally, size: number, replaced = 0): void {
  tally.total += size - replaced;
  tally.last = size;
}

/** Each repetition, at least one though `{0}` removes it, and a branch before each that may be left out. */
function repeatedSize(size: number, { from, open, to }: Readonly<Record<string, string | undefined>>): number {
  const least = Number(from);
  const most = open === undefined ? least : Number(to || least + 1);
  return size * Math.max(1, least, most) + Math.max(0, most - least);
}
