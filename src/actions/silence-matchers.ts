/** What a silence's matchers are: those of exactly one group, and those that a person writes. Pure. */
import type { LabelSet } from '../core/alert.ts';
import { beginningOfCut } from '../core/cut-text.ts';
import type { Group } from '../core/group.ts';
import { parseClassic } from '../routing/classic-syntax.ts';
import { groupLabelsIn, routeMatchersIn } from '../routing/group-key.ts';
import { equalTo, formatMatcher, type Matcher, readMatchers } from '../routing/matcher.ts';
import { parseUtf8 } from '../routing/utf8-syntax.ts';
import type { Matcher as ApiMatcher, UpstreamGrouping } from './alertmanagers.ts';
import { quoteRegex } from './matchers.ts';

/**
 * The matchers of a group and of no other: its labels; `name=""` for each label that the route groups by and the group
 * lacks, since Alertmanager leaves these out (without them the silence of a group that lacks `cluster` would silence
 * the group of every cluster too); and what its routes demand of labels that none of these settles. Empty when nothing
 * tells the group from others: a route that groups everything into one and demands nothing.
 *
 * A label that was left out because there were too many of them is demanded as the groupKey has it. A value that may have
 * been cut is demanded by its beginning, so that groups which differ only behind it are hit too; a
 * label of which the name was cut is not demanded at all.
 */
export function matchersOfGroup(
  group: Pick<Group, 'groupKey' | 'groupLabels'>,
  grouping: UpstreamGrouping | undefined,
): readonly Matcher[] {
  const { groupLabels, groupKey } = group;
  const leftOut = (groupLabelsIn(groupKey) ?? []).filter(({ name }) => !isKept(name, groupLabels));
  const kept = Object.entries(groupLabels).flatMap(([name, value]) => matchersOfLabel(name, value));
  const present = [...kept, ...leftOut];
  const groupBy = grouping === undefined || grouping.labels === 'all' ? [] : grouping.labels;
  const isThere = (name: string) => isKept(name, groupLabels) || leftOut.some((each) => each.name === name);
  const absent = groupBy.filter((name) => !isThere(name)).map((name) => equalTo(name, ''));
  const settled = new Set([...present, ...absent].flatMap(({ name, operator }) => (operator === '=' ? [name] : [])));
  const demanded = (routeMatchersIn(groupKey) ?? fromApi(grouping?.matchers ?? [])).filter(
    ({ name }) => !settled.has(name),
  );
  return withoutRepeats([...present, ...demanded, ...absent]);
}

function matchersOfLabel(name: string, value: string): readonly Matcher[] {
  if (beginningOfCut(name) !== undefined) return [];
  const beginning = beginningOfCut(value);
  if (beginning === undefined) return [equalTo(name, value)];
  return fromApi([{ name, value: `${quoteRegex(beginning)}(?s:.*)`, isRegex: true, isEqual: true }]);
}

/** Whether the group has the label, also where its name was cut. */
function isKept(name: string, groupLabels: LabelSet): boolean {
  if (Object.hasOwn(groupLabels, name)) return true;
  const beginnings = Object.keys(groupLabels).map(beginningOfCut);
  return beginnings.some((beginning) => beginning !== undefined && name.startsWith(beginning));
}

/** What is wrong with one line of a person's text. */
export interface LineFault {
  /** From 1. */
  readonly line: number;
  /** As it was written, cut to 60 characters. */
  readonly text: string;
  readonly why: /** There is none of `=`, `!=`, `=~`, `!~` in it. */
    | 'no_operator'
    | 'no_name'
    | 'no_value'
    /** A double quote is never closed. */
    | 'open_quote'
    /** The regular expression is none of RE2, or too large. */
    | 'bad_regex'
    | 'not_a_matcher';
}

export type ReadLines = { readonly matchers: readonly Matcher[] } | { readonly faults: readonly LineFault[] };

const SHOWN_CHARS = 60;

/**
 * Reads matchers as people write them: one a line, or parted by commas, in Alertmanager's syntax or in its classic one,
 * with braces or without. Empty lines are nothing; the same matcher twice is one. Quotes as phones set them (`“db”`) are
 * quotes where a line has no others.
 */
export function readMatcherLines(text: string): ReadLines {
  const read = text.split(/\r?\n/).map((line, index) => readLine(line, index + 1));
  const faults = read.flatMap((each) => ('fault' in each ? [each.fault] : []));
  if (faults.length > 0) return { faults };
  return { matchers: withoutRepeats(read.flatMap((each) => ('matchers' in each ? each.matchers : []))) };
}

/** One a line, as {@link readMatcherLines} reads them. */
export function printMatchers(matchers: readonly Matcher[]): string {
  return matchers.map(({ text }) => text).join('\n');
}

/** In the form of Alertmanager's API. */
export function toApi({ name, operator, value }: Matcher): ApiMatcher {
  return { name, value, isRegex: operator.endsWith('~'), isEqual: operator.startsWith('=') };
}

/** As Alertmanager prints it. */
export function textOfApi({ name, value, isRegex, isEqual }: ApiMatcher): string {
  if (isRegex) return formatMatcher(name, isEqual ? '=~' : '!~', value);
  return formatMatcher(name, isEqual ? '=' : '!=', value);
}

/** Those that can be compiled here; Alertmanager has compiled them all. */
export function fromApi(matchers: readonly ApiMatcher[]): readonly Matcher[] {
  return matchers.flatMap((each) => {
    const read = readMatchers(textOfApi(each));
    return 'matchers' in read ? read.matchers : [];
  });
}

function withoutRepeats(matchers: readonly Matcher[]): readonly Matcher[] {
  return [...new Map(matchers.map((matcher) => [matcher.text, matcher])).values()];
}

function readLine(
  raw: string,
  line: number,
): { readonly matchers: readonly Matcher[] } | { readonly fault: LineFault } {
  const text = withStraightQuotes(raw.trim());
  const read = readMatchers(text);
  if ('matchers' in read && read.matchers.every(({ name }) => name !== '')) return read;
  const shown = text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
  return { fault: { line, text: shown, why: 'matchers' in read ? 'no_name' : whyNot(text) } };
}

function withStraightQuotes(text: string): string {
  return text.includes('"') ? text : text.replace(/[“”„‟]/g, '"');
}

/** Of a text that is no list of matchers: the most likely slip. */
function whyNot(text: string): LineFault['why'] {
  const written = parseClassic(text) ?? parseUtf8(text);
  if (!('reason' in written)) return 'bad_regex';
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  if ((bare.match(/"/g)?.length ?? 0) % 2 === 1) return 'open_quote';
  if (!/[=!]/.test(bare)) return 'no_operator';
  if (/^[{\s]*(?:=~|!=|!~|=)/.test(bare)) return 'no_name';
  return /(?:=~|!=|!~|=)[\s,}]*$/.test(bare) ? 'no_value' : 'not_a_matcher';
}
