/** What time alone does to a group: old resolved alerts leave, and alerts that nobody reports any more. Pure. */
import { valuesOf } from '../core/dictionary.ts';
import type { Group, GroupAlert, Marks, Seen, Tombstone } from '../core/group.ts';
import type { Fingerprint } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { marksOf } from './merge.ts';
import { hiddenOf, isReported } from './view.ts';

/** Resolved alerts stay in the document, and so in the message, this long after readers were told. */
export const RESOLVED_KEPT_MS = 15 * 60_000;

/** A tombstone outlives every late copy: replicas' copies come within minutes (reference: high availability). */
export const TOMBSTONE_MS = 60 * 60_000;

/**
 * Alertmanager repeats a firing group at the latest when its notification log forgets it, after 120 hours by default
 * (`--data.retention`). What it has not mentioned for six days is gone, or lives on under another groupKey.
 */
export const SILENT_MS = 6 * 24 * 60 * 60_000;

/** The group as it is at `now`; the same object when time changes nothing. */
export function settle(group: Group, policy: ReceiverPolicy, now: number): Group {
  return expireUnreported(prune(group, now), policy, now);
}

/** When `settle` will next find something to do about alerts that nobody reports, if ever. */
export function nextExpiryAt(group: Group, policy: ReceiverPolicy): number | undefined {
  let next = group.truncated.unknown > 0 ? group.truncated.at + policy.unreportedTimeoutMs : Number.POSITIVE_INFINITY;
  for (const alert of valuesOf(group.alerts)) next = Math.min(next, expiryOf(alert, group, policy));
  return Number.isFinite(next) ? next : undefined;
}

/** When an alert leaves that is not heard of until then; never for a resolved one. */
function expiryOf(alert: GroupAlert, group: Group, policy: ReceiverPolicy): number {
  if (alert.status === 'resolved') return Number.POSITIVE_INFINITY;
  // What is kept back does not count as forgotten as long as Alertmanager's API confirms it.
  if (hiddenOf(alert, group) !== undefined) {
    return Math.max(alert.lastSeenAt, group.checkedAt ?? 0) + policy.unreportedTimeoutMs;
  }
  const isLeftOut = !isReported(alert, group, policy.copyWindowMs);
  const patienceMs = Math.max(policy.unreportedTimeoutMs, SILENT_MS);
  return alert.lastSeenAt + (isLeftOut ? policy.unreportedTimeoutMs : patienceMs);
}

function prune(group: Group, now: number): Group {
  const leaving = valuesOf(group.alerts).filter((alert) => isOldNews(alert, group.marks[alert.fingerprint], now));
  const expired = Object.values(group.tombstones).some((tombstone) => tombstone.until <= now);
  if (leaving.length === 0 && !expired) return group;
  const alerts: Record<Fingerprint, GroupAlert> = { ...group.alerts };
  const tombstones: Record<Fingerprint, Tombstone> = Object.fromEntries(
    Object.entries(group.tombstones).filter(([, tombstone]) => tombstone.until > now),
  );
  for (const { fingerprint, startsAt, resolvedSeenAt } of leaving) {
    delete alerts[fingerprint];
    tombstones[fingerprint] = { startsAt, resolvedSeenAt, until: now + TOMBSTONE_MS };
  }
  return { ...group, alerts, tombstones, marks: marksOf(alerts, group.marks) };
}

function isOldNews(alert: GroupAlert, marks: Marks | undefined, now: number): boolean {
  return (
    alert.status === 'resolved' &&
    alert.lastSeenAt + RESOLVED_KEPT_MS <= now &&
    isKnownResolved(marks?.shown, alert) &&
    isKnownResolved(marks?.told, alert)
  );
}

function isKnownResolved(seen: Seen | undefined, alert: GroupAlert): boolean {
  return seen?.status === 'resolved' && seen.startsAt === alert.startsAt;
}

function expireUnreported(group: Group, policy: ReceiverPolicy, now: number): Group {
  const deadline = now - policy.unreportedTimeoutMs;
  const gone = valuesOf(group.alerts).filter((alert) => expiryOf(alert, group, policy) <= now);
  const forgetsUnknown = group.truncated.unknown > 0 && group.truncated.at <= deadline;
  if (gone.length === 0 && !forgetsUnknown) return group;
  const alerts: Record<Fingerprint, GroupAlert> = { ...group.alerts };
  for (const { fingerprint } of gone) delete alerts[fingerprint];
  const unknown = forgetsUnknown ? group.truncated.unknown : 0;
  return {
    ...group,
    alerts,
    marks: marksOf(alerts, group.marks),
    truncated: forgetsUnknown ? { ...group.truncated, count: 0, unknown: 0 } : group.truncated,
    unconfirmed: group.unconfirmed + gone.length + unknown,
    pendingSince: group.pendingSince ?? now,
  };
}
