/** What a round of the truth check asks about. Pure. */
import type { LabelSet } from '../core/alert.ts';
import { beginningOfCut } from '../core/cut-text.ts';
import type { Group } from '../core/group.ts';
import type { Fingerprint } from '../core/ids.ts';
import { isOwnGroup } from '../core/own-groups.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { getsLouderBy } from '../groups/escalation.ts';
import { isReported, stateOf } from '../groups/view.ts';
import type { Matcher } from './alertmanagers.ts';
import { quoteRegex } from './matchers.ts';

/** Ours: an address of a request stays below what proxies take, 8 KiB by habit. */
const MAX_FILTER_CHARS = 2_000;

/**
 * Before people are called, by escalation or for a missed target, so many rounds ask whether the group is silenced: two,
 * so that one of them comes in time also where the other was late or had no answer.
 */
const ROUNDS_AHEAD = 2;

export interface QuestionRules {
  readonly now: number;
  readonly policy: ReceiverPolicy;
  /** How long webhooks may say nothing of a group, milliseconds. */
  readonly quietAfterMs: number;
  /** From one round to the next, milliseconds. */
  readonly intervalMs: number;
}

/** Whether Alertmanager's API may know of the group what webhooks do not tell, or people are about to be called for it. */
export function isWorthAsking(group: Group, rules: QuestionRules): boolean {
  const { now, policy, quietAfterMs, intervalMs } = rules;
  if (group.digest !== undefined || isOwnGroup(group)) return false;
  if (group.hidden ?? group.silences ?? group.missing ?? group.emptySince) return true;
  if (stateOf(group) === 'resolved') return Object.values(group.ended ?? {}).some(({ until }) => until > now);
  const all = Object.values(group.alerts);
  if (all.some((alert) => alert.status === 'firing' && !isReported(alert, group, policy.copyWindowMs))) return true;
  const heardAt = all.reduce(
    (latest, { lastSeenAt }) => Math.max(latest, lastSeenAt),
    Math.max(group.lastFullAt, group.truncated.at),
  );
  if (now - heardAt >= quietAfterMs) return true;
  return getsLouderBy(now + ROUNDS_AHEAD * intervalMs, group, policy);
}

/**
 * Matchers that the alerts of all these groups meet, so that a tenant's ten thousand other alerts need not be sent: each
 * label that every group has, with its values, as long as they are few and were kept whole.
 */
export function commonFilter(groups: readonly Group[]): readonly Matcher[] {
  const [first, ...others] = groups;
  if (first === undefined) return [];
  const matchers: Matcher[] = [];
  let chars = 0;
  for (const name of Object.keys(first.groupLabels)) {
    const values = valuesOf(name, [first, ...others]);
    if (values === undefined) continue;
    const matcher = anyOf(name, values);
    chars += name.length + matcher.value.length;
    if (chars <= MAX_FILTER_CHARS) matchers.push(matcher);
    else chars -= name.length + matcher.value.length;
  }
  return matchers;
}

/** Undefined when one of them lacks the label, or may have it shortened. */
function valuesOf(name: string, groups: readonly Group[]): ReadonlySet<string> | undefined {
  if (beginningOfCut(name) !== undefined) return undefined;
  const values = new Set<string>();
  for (const { groupLabels } of groups) {
    const value = valueIn(groupLabels, name);
    if (value === undefined || beginningOfCut(value) !== undefined) return undefined;
    values.add(value);
  }
  return values;
}

function valueIn(labels: LabelSet, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

function anyOf(name: string, values: ReadonlySet<string>): Matcher {
  const [only = '', ...others] = values;
  if (others.length === 0) return { name, value: only, isRegex: false, isEqual: true };
  return { name, value: [...values].map(quoteRegex).join('|'), isRegex: true, isEqual: true };
}

/** By group: alerts that Alertmanager has told the same receiver in another group since. */
export function toldElsewhere(groups: readonly Group[]): ReadonlyMap<Group, ReadonlySet<Fingerprint>> {
  const newest = new Map<string, number>();
  const keyOf = ({ receiver, upstreamReceiver }: Group, name: string) => `${receiver}\0${upstreamReceiver}\0${name}`;
  for (const group of groups) {
    for (const { fingerprint, status, lastSeenAt } of Object.values(group.alerts)) {
      const key = keyOf(group, fingerprint);
      if (status === 'firing') newest.set(key, Math.max(lastSeenAt, newest.get(key) ?? 0));
    }
  }
  return new Map(
    groups.map((group) => {
      const elsewhere = Object.values(group.alerts).filter(
        ({ fingerprint, lastSeenAt }) => (newest.get(keyOf(group, fingerprint)) ?? 0) > lastSeenAt,
      );
      return [group, new Set(elsewhere.map(({ fingerprint }) => fingerprint))];
    }),
  );
}
