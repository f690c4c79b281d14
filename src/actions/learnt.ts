/** What one answer of Alertmanager's API says of a group's alerts, collected, and the group with it. Pure. */
import type { Ended, Group, GroupAlert, Hidden } from '../core/group.ts';
import type { Fingerprint } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { marksOf } from '../groups/merge.ts';

/** What a check finds out about alerts, as `tocsin_truth_findings_total` counts it. */
export const FINDINGS = ['hidden', 'reported', 'refired', 'resolved'] as const;
export type Finding = (typeof FINDINGS)[number];

/** What is known of alerts beside what was reported of them. */
export interface Beside {
  readonly alerts: Record<Fingerprint, GroupAlert>;
  readonly hidden: Record<Fingerprint, Hidden>;
  readonly missing: Record<Fingerprint, number>;
  readonly ended: Record<Fingerprint, Ended>;
  readonly findings: Finding[];
}

/** Of alerts that payloads left out. */
export type Unlisted = Pick<Group, 'truncated' | 'emptySince'>;

interface Learnt {
  readonly askedAt: number;
  readonly policy: ReceiverPolicy;
  readonly beside: Beside;
  readonly unlisted: Unlisted;
}

/** What no longer matters: of alerts that left or fire again, and what was watched for long enough. */
export function forgetOld({ alerts, hidden, missing, ended }: Beside, now: number): void {
  for (const beside of [hidden, missing]) {
    for (const name of Object.keys(beside)) {
      if (alerts[name as Fingerprint]?.status !== 'firing') delete beside[name as Fingerprint];
    }
  }
  for (const [name, { until }] of Object.entries(ended)) {
    if (until <= now || alerts[name as Fingerprint]?.status === 'firing') delete ended[name as Fingerprint];
  }
}

/** While something is hidden, that it still is must be seen in the document, or it would count as forgotten. */
const CONFIRM_MS = 60 * 60_000;

/** The group with all that; the very same object when nothing of it is new. */
export function withLearnt(group: Group, { askedAt, policy, beside, unlisted }: Learnt): Group {
  const { findings, alerts } = beside;
  const isOther =
    findings.length > 0 ||
    unlisted.emptySince !== group.emptySince ||
    !isSame(beside.hidden, group.hidden) ||
    !isSame(beside.missing, group.missing) ||
    !isSame(beside.ended, group.ended);
  const confirmMs = Math.min(CONFIRM_MS, policy.unreportedTimeoutMs / 4);
  const isDue = Object.keys(beside.hidden).length > 0 && askedAt - (group.checkedAt ?? 0) >= confirmMs;
  if (!isOther && !isDue) return group;
  const { hidden: _h, missing: _m, ended: _e, emptySince: _s, ...rest } = group;
  const isShown = findings.length > 0 || !isSame(beside.hidden, group.hidden);
  return {
    ...rest,
    ...unlisted,
    alerts: findings.length > 0 ? alerts : group.alerts,
    marks: findings.length > 0 ? marksOf(alerts, group.marks) : group.marks,
    ...named('hidden', beside.hidden),
    ...named('missing', beside.missing),
    ...named('ended', beside.ended),
    checkedAt: askedAt,
    ...(isShown ? { pendingSince: group.pendingSince ?? askedAt } : {}),
  };
}

function named<N extends string, T>(name: N, facts: Readonly<Record<string, T>>) {
  return Object.keys(facts).length === 0 ? {} : { [name]: facts };
}

function isSame(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>> = {}): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
