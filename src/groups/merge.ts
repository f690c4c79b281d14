/**
 * The merge of a webhook into a group's state: a join (see alert-join.ts), so that any order, any duplication and any
 * interleaving of replicas' views ends in the same state.
 */
import { type LabelSet, type Notification, REPEAT_REASON, type Truncation } from '../core/alert.ts';
import { dictionaryOf, valuesOf } from '../core/dictionary.ts';
import type { Group, GroupAlert, Tombstone } from '../core/group.ts';
import { type Fingerprint, fingerprint, type GroupId, groupIdOf, type ReceiverName } from '../core/ids.ts';
import { joinAlerts, LATE_COPY_MS, observe } from './alert-join.ts';

/** Peers that a group remembers: enough to show a split cluster, few enough to stay small. */
const MAX_PEERS = 8;

/** A notification's part for one receiver: its `alerts` are those that the tenant's routes lead there. */
export interface Report extends Notification {
  readonly receiver: ReceiverName;
  /** The group's, where the caller knows it already. */
  readonly groupId?: GroupId;
}

/** The state that a group has after a report. `group` is absent for a group that is not stored yet. */
export function merge(group: Group | undefined, report: Report): Group {
  const base = group ?? emptyGroup(report);
  const isFull = report.truncatedAlerts === 0 && report.droppedAlerts === 0;
  const repeatedAt = report.reason === REPEAT_REASON ? report.receivedAt : 0;
  const alerts = joinAll(base, report);
  return {
    ...base,
    peers: withPeer(base.peers, report.externalURL),
    alerts,
    marks: marksOf(alerts, base.marks),
    lastFullAt: isFull ? Math.max(base.lastFullAt, report.receivedAt) : base.lastFullAt,
    truncated: newerTruncation(base.truncated, report),
    ...withRepeat(base, repeatedAt),
  };
}

/** Marks a report that Alertmanager repeated without saying so (before 0.32 it gives no reason). */
export function markRepeated(group: Group, at: number): Group {
  return { ...group, ...withRepeat(group, at) };
}

function withRepeat(group: Group, at: number): { readonly repeatedAt?: number } {
  const repeatedAt = Math.max(group.repeatedAt ?? 0, at);
  return repeatedAt === 0 ? {} : { repeatedAt };
}

function emptyGroup(report: Report): Group {
  return {
    schema: 1,
    id: report.groupId ?? groupIdOf(report),
    receiver: report.receiver,
    upstreamReceiver: report.upstreamReceiver,
    groupKey: report.groupKey,
    groupLabels: report.groupLabels,
    peers: [],
    alerts: {},
    tombstones: {},
    lastFullAt: 0,
    truncated: { at: 0, count: 0, unknown: 0 },
    unconfirmed: 0,
    marks: {},
  };
}

function joinAll(base: Group, report: Report): Readonly<Record<Fingerprint, GroupAlert>> {
  const alerts = dictionaryOf(base.alerts);
  for (const alert of report.alerts) {
    const observed = observe(alert, report.receivedAt);
    const known = alerts[alert.fingerprint];
    // A tombstone speaks of an alert that left. Once the alert is back, its own registers know more.
    if (known === undefined && isBuried(base.tombstones[alert.fingerprint], observed)) continue;
    alerts[alert.fingerprint] = known === undefined ? observed : joinAlerts(known, observed);
  }
  return bounded(alerts);
}

/**
 * Alerts that one group may hold: twice what one webhook may bring. Beyond it those leave that matter least: resolved
 * ones, then those not heard of for longest. Only a group that never shows the same alert twice comes so far.
 */
const MAX_GROUP_ALERTS = 10_000;

function bounded(alerts: Record<Fingerprint, GroupAlert>): Readonly<Record<Fingerprint, GroupAlert>> {
  const all = valuesOf(alerts);
  if (all.length <= MAX_GROUP_ALERTS) return alerts;
  all.sort(
    (a, b) =>
      Number(a.status === 'resolved') - Number(b.status === 'resolved') ||
      b.lastSeenAt - a.lastSeenAt ||
      (a.fingerprint < b.fingerprint ? -1 : 1),
  );
  return Object.fromEntries(all.slice(0, MAX_GROUP_ALERTS).map((alert) => [alert.fingerprint, alert]));
}

/** The marks of those alerts alone; the same object when none left. */
export function marksOf(alerts: Group['alerts'], marks: Group['marks']): Group['marks'] {
  const all = Object.entries(marks);
  const kept = all.filter(([name]) => alerts[fingerprint(name)] !== undefined);
  return kept.length === all.length ? marks : Object.fromEntries(kept);
}

/** Whether a report speaks of an episode that left the document, and is no news of it. */
function isBuried(tombstone: Tombstone | undefined, report: GroupAlert): boolean {
  if (tombstone === undefined || report.startsAt > tombstone.startsAt) return false;
  if (report.startsAt < tombstone.startsAt) return true;
  return report.firingSeenAt <= tombstone.resolvedSeenAt + LATE_COPY_MS;
}

function withPeer(peers: readonly string[], peer: string): readonly string[] {
  if (peer === '' || peers.includes(peer)) return peers;
  return [...peers, peer].sort().slice(0, MAX_PEERS);
}

function newerTruncation(known: Truncation, report: Report): Truncation {
  const reported: Truncation = {
    at: report.receivedAt,
    count: report.truncatedAlerts + report.droppedAlerts,
    unknown: report.truncatedAlerts,
  };
  if (reported.at !== known.at) return reported.at > known.at ? reported : known;
  return reported.count > known.count ? reported : known;
}

/** Whether two label sets say the same. */
export function sameLabels(a: LabelSet, b: LabelSet): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
