/**
 * Takes a webhook into the store: merges its reports into the groups' states and writes all of them in one atomic step.
 * In the common case (a new group, or one that this process knows) that is one round trip.
 */

import type { Alert, Notification } from '../core/alert.ts';
import { TocsinError } from '../core/errors.ts';
import type { Group } from '../core/group.ts';
import type { GroupId, ReceiverName, TenantId } from '../core/ids.ts';
import { groupIdOf } from '../core/ids.ts';
import { changesBy, type ReportChange } from './change.ts';
import { dedupeKeyOf } from './dedupe-key.ts';
import type { GroupCache } from './group-cache.ts';
import { markRepeated, merge, type Report } from './merge.ts';
import type { AcceptedWrite, Store, Stored } from './store.ts';
import { stateOf } from './view.ts';

export interface Arrival {
  readonly tenantId: TenantId;
  readonly notification: Notification;
  /** The notification's alerts by the receiver that the tenant's routes lead them to. */
  readonly byReceiver: ReadonlyMap<ReceiverName, readonly Alert[]>;
  /** The tenant's dedupe window, milliseconds. */
  readonly dedupeMs: number;
}

/** `stale`: stored, but it said nothing new. `repeat`: Alertmanager repeated itself on purpose. */
export type ArrivalOutcome = 'accepted' | 'peer_copy' | 'retry' | 'repeat' | 'stale';

/** Another writer can win so often in a row only if something is wrong; Alertmanager then tries again. */
const MAX_ATTEMPTS = 20;

/** Takes in an arrival. Rejects with `store_unavailable` when it could not be stored. */
export type Acceptor = (arrival: Arrival) => Promise<ArrivalOutcome>;

export function createAcceptor(parts: { readonly store: Store; readonly cache: GroupCache }): Acceptor {
  return (arrival) => acceptArrival(parts, arrival);
}

async function acceptArrival(
  { store, cache }: { readonly store: Store; readonly cache: GroupCache },
  arrival: Arrival,
): Promise<ArrivalOutcome> {
  const { tenantId, notification, dedupeMs } = arrival;
  const reports = reportsOf(arrival);
  const known = new Map(reports.map(({ id }) => [id, cache.get(tenantId, id)]));
  const request = { tenantId, dedupeKey: dedupeKeyOf(notification), dedupeMs, peer: notification.externalURL };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const merged = mergeReports(reports, known, dedupeMs);
    const result = await store.accept({ ...request, writes: merged.map(({ write }) => write) });
    if (result.outcome === 'duplicate') return causeOf(result.peer, notification);
    if (result.outcome === 'stored') return finish({ cache, tenantId, merged, versions: result.versions });
    for (const [id, stored] of result.current) known.set(id, stored);
  }
  throw new TocsinError('store_unavailable', `the group changed ${MAX_ATTEMPTS} times while it was being written`);
}

interface Merged {
  readonly write: AcceptedWrite;
  readonly change: ReportChange;
}

function finish(stored: {
  readonly cache: GroupCache;
  readonly tenantId: TenantId;
  readonly merged: readonly Merged[];
  readonly versions: readonly number[];
}): ArrivalOutcome {
  for (const [index, { write }] of stored.merged.entries()) {
    const version = stored.versions[index];
    if (version !== undefined) stored.cache.set(stored.tenantId, write.group.id, { group: write.group, version });
  }
  return overallOutcome(stored.merged.map(({ change }) => change));
}

function causeOf(firstPeer: string, notification: Notification): ArrivalOutcome {
  return firstPeer === notification.externalURL ? 'retry' : 'peer_copy';
}

function reportsOf({ notification, byReceiver }: Arrival): readonly { id: GroupId; report: Report }[] {
  return [...byReceiver].map(([receiver, alerts]) => {
    const report: Report = { ...notification, receiver, alerts };
    return { id: groupIdOf(report), report };
  });
}

function mergeReports(
  reports: readonly { readonly id: GroupId; readonly report: Report }[],
  known: ReadonlyMap<GroupId, Stored | undefined>,
  copyWindowMs: number,
): readonly Merged[] {
  const effects = reports.map(({ id, report }) => {
    const before = known.get(id);
    return { stored: before, before: before?.group, after: merge(before?.group, report), report };
  });
  const changes = changesBy(effects, copyWindowMs);
  return effects.map(({ stored, after, report }, index) => {
    const change = changes[index] ?? 'none';
    return { change, write: writeOf(stored, withChange(after, change, report.receivedAt), { report, change }) };
  });
}

function writeOf(
  stored: Stored | undefined,
  group: Group,
  { report, change }: { readonly report: Report; readonly change: ReportChange },
): AcceptedWrite {
  return {
    group,
    state: stateOf(group),
    expectedVersion: stored?.version ?? 0,
    event: {
      at: report.receivedAt,
      kind: eventKind(stored, change),
      group: group.id,
      receiver: group.receiver,
      detail: { alerts: report.alerts.length, change },
    },
  };
}

function eventKind(known: Stored | undefined, change: ReportChange): AcceptedWrite['event']['kind'] {
  if (known === undefined) return 'received';
  return change === 'repeat' ? 'repeated' : 'merged';
}

function withChange(group: Group, change: ReportChange, at: number): Group {
  if (change === 'repeat') return markRepeated(group, at);
  if (change === 'none') return group;
  return { ...group, pendingSince: group.pendingSince ?? at };
}

function overallOutcome(changes: readonly ReportChange[]): ArrivalOutcome {
  if (changes.includes('news') || changes.length === 0) return 'accepted';
  return changes.includes('repeat') ? 'repeat' : 'stale';
}
