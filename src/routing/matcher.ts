import type { LabelSet } from '../core/alert.ts';
import { TocsinError } from '../core/errors.ts';
import { parseClassic } from './classic-syntax.ts';
import { compileLabelRegex, type ValueTest } from './label-regex.ts';
import { type Operator, SPACES, type SyntaxProblem, type WrittenMatcher } from './matcher-syntax.ts';
import { parseUtf8 } from './utf8-syntax.ts';

/** The longest text of a matcher or list of matchers, in UTF-16 code units. Ours; room for a thousand host names. */
export const MAX_MATCHER_LENGTH = 16_384;

/** A condition on one label. */
export interface Matcher {
  readonly name: string;
  readonly operator: Operator;
  readonly value: string;
  /** As Alertmanager prints it: `team=~"db|storage"`. */
  readonly text: string;
  /** A label that is absent counts as empty. */
  matches(labels: LabelSet): boolean;
}

/**
 * Reads what Alertmanager reads in one entry of `matchers`: usually one matcher, but also a list parted by commas,
 * with or without braces, and nothing at all (which matches everything).
 *
 * Alertmanager 0.27 and later know two syntaxes, the classic one and that of UTF-8 names. Where both succeed and
 * differ, as for `a="\u0041"`, it takes the classic reading (matcher/compat/parse.go), and so does this.
 *
 * @throws TocsinError of reason `config_invalid` that names the place, the fault and what to do; nothing else.
 */
export function parseMatchers(text: string): readonly Matcher[] {
  const read = readMatchers(text);
  if ('problem' in read) throw new TocsinError('config_invalid', read.problem);
  return read.matchers;
}

/** As {@link parseMatchers}, with the problem as a value, for validation. */
export function readMatchers(text: string): { readonly matchers: readonly Matcher[] } | { readonly problem: string } {
  if (text.length > MAX_MATCHER_LENGTH) {
    return {
      problem: `the matcher is ${text.length} characters long, at most ${MAX_MATCHER_LENGTH} are allowed; split it over several routes`,
    };
  }
  const classic = parseClassic(text);
  const fromClassic = classic && compileAll(classic);
  if (fromClassic !== undefined && !('reason' in fromClassic)) return { matchers: fromClassic };
  const utf8 = parseUtf8(text);
  const fromUtf8 = 'reason' in utf8 ? utf8 : compileAll(utf8);
  if (!('reason' in fromUtf8)) return { matchers: fromUtf8 };
  return { problem: describe(text, fromClassic ?? fromUtf8) };
}

/** The matcher `name="value"`. */
export function equalTo(name: string, value: string): Matcher {
  return toMatcher({ name, operator: '=', value, valueAt: 0 }, (actual) => actual === value);
}

function describe(text: string, { at, reason, hint }: SyntaxProblem): string {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return `in the matcher ‹${shown}›, character ${[...text.slice(0, at)].length + 1}: ${reason}; ${hint}`;
}

function compileAll(written: readonly WrittenMatcher[]): readonly Matcher[] | SyntaxProblem {
  const matchers: Matcher[] = [];
  for (const each of written) {
    const test = compileTest(each);
    if (typeof test !== 'function') return { at: each.valueAt, ...test };
    matchers.push(toMatcher(each, test));
  }
  return matchers;
}

function compileTest({ operator, value }: WrittenMatcher): ReturnType<typeof compileLabelRegex> {
  if (operator === '=') return (actual) => actual === value;
  if (operator === '!=') return (actual) => actual !== value;
  const regex = compileLabelRegex(value);
  if (operator === '=~' || typeof regex !== 'function') return regex;
  return (actual) => !regex(actual);
}

function toMatcher({ name, operator, value }: WrittenMatcher, test: ValueTest): Matcher {
  return {
    name,
    operator,
    value,
    text: formatMatcher(name, operator, value),
    matches: (labels) => test(labelValue(labels, name)),
  };
}

/** The label's value, empty when it is absent. Only own properties count: a label may be named `constructor`. */
export function labelValue(labels: LabelSet, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
}

const NEEDS_QUOTES = new RegExp(`[${SPACES}{}!=~,\\\\"'\`]`);

/** As Alertmanager prints it. */
export function formatMatcher(name: string, operator: Operator, value: string): string {
  const shownName = name === '' || NEEDS_QUOTES.test(name) ? `"${escaped(name)}"` : name;
  return `${shownName}${operator}"${escaped(value)}"`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
