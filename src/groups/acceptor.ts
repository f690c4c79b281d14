/**
 * Takes a webhook into the store: merges its reports into the groups' states and writes all of them in one atomic step.
 * In the common case (a new group, or one that this process knows) that is one round trip.
 *
 * Our routes may lead one stream's alerts to several receivers. What a full webhook leaves out is left out at each of
 * them, also at those to which it brings nothing. The store knows the stream's open groups and refuses a full webhook
 * that passes over one; then such a group gets an empty report, in the same atomic step as the others: neither a crash
 * nor a copy can come between.
 */

import type { Alert, Notification } from '../core/alert.ts';
import { copyWith } from '../core/copy-with.ts';
import { TocsinError } from '../core/errors.ts';
import type { Group } from '../core/group.ts';
import { type GroupId, groupIdIn, type ReceiverName, type StreamId, streamIdOf, type TenantId } from '../core/ids.ts';
import { changesBy, type ReportChange, withChange } from './change.ts';
import { dedupeKeyOf } from './dedupe-key.ts';
import type { GroupCache } from './group-cache.ts';
import { merge, type Report } from './merge.ts';
import type { AcceptedWrite, AcceptResult, Claim, Store, Stored } from './store.ts';
import { stateOf, telling } from './view.ts';
import { without } from './without.ts';

export interface Arrival {
  readonly tenantId: TenantId;
  readonly notification: Notification;
  /** The notification's alerts by the receiver that the tenant's routes lead them to. */
  readonly byReceiver: ReadonlyMap<ReceiverName, readonly Alert[]>;
  /**
   * The dedupe window, milliseconds: the same facts within it are a copy. It is also the copy window, within which
   * webhooks are replicas' views of the same moment, and must be the `copyWindowMs` of the receivers' policies: else
   * what counts as news here would not be what the message shows.
   */
  readonly dedupeMs: number;
  /** What tells copies from news, where that is more than the notification's own facts. */
  readonly dedupeKey?: string;
  /** W3C traceparent of the work that takes it in; absent when nobody traces. */
  readonly traceparent?: string;
  /** Present when the caller could deliver at once as many groups as there are receivers. */
  readonly workers?: FreeWorkers;
}

/** Workers that wait for something to do. */
export interface FreeWorkers {
  /** How long they hold a group, milliseconds. */
  readonly leaseMs: number;
  /** Takes groups that were leased to them while being stored; `now` is the store's clock. */
  take(claims: readonly Claim[], now: number): void;
}

/** `stale`: stored, but it said nothing new. `repeat`: Alertmanager repeated itself on purpose. */
export type ArrivalOutcome = 'accepted' | 'peer_copy' | 'retry' | 'repeat' | 'stale';

/** Another writer can win so often in a row only if something is wrong; Alertmanager then tries again. */
const MAX_ATTEMPTS = 20;

export interface AcceptorParts {
  readonly store: Store;
  readonly cache: GroupCache;
  /** News of the group was stored that arrived then, epoch milliseconds. */
  readonly onNews?: (tenantId: TenantId, groupId: GroupId, at: number) => void;
}

/** Takes in an arrival. Rejects with `store_unavailable` when it could not be stored. */
export type Acceptor = (arrival: Arrival) => Promise<ArrivalOutcome>;

export function createAcceptor(parts: AcceptorParts): Acceptor {
  return (arrival) => acceptArrival(parts, arrival);
}

async function acceptArrival({ store, cache, onNews }: AcceptorParts, arrival: Arrival): Promise<ArrivalOutcome> {
  const { tenantId, notification, dedupeMs } = arrival;
  const stream = streamIdOf(notification);
  const parts = partsOf(arrival, { stream, cache });
  const request = {
    tenantId,
    dedupeKey: arrival.dedupeKey ?? dedupeKeyOf(notification),
    dedupeMs,
    peer: notification.externalURL,
    ...(isFull(notification) ? { wholeStream: stream } : {}),
    ...(arrival.workers === undefined ? {} : { leaseMs: arrival.workers.leaseMs }),
  };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const merged = mergeParts(parts, arrival);
    const result = await store.accept({ writes: merged.map(({ write }) => write), ...request });
    if (result.outcome === 'duplicate') return causeOf(result.peer, notification);
    if (result.outcome === 'stored') {
      arrival.workers?.take(result.claims, result.now);
      return finish({ cache, onNews, arrival, merged, result });
    }
    learn(parts, result.current, notification);
  }
  throw new TocsinError('store_unavailable', `the group changed ${MAX_ATTEMPTS} times while it was being written`);
}

/** What one group is told, and its state as far as this process knows. */
interface Part {
  readonly report: Report;
  readonly known: Stored | undefined;
}

type Parts = Map<GroupId, Part>;

interface Merged {
  readonly write: AcceptedWrite;
  readonly change: ReportChange;
}

function finish(stored: {
  readonly cache: GroupCache;
  readonly onNews: AcceptorParts['onNews'];
  readonly arrival: Arrival;
  readonly merged: readonly Merged[];
  readonly result: AcceptResult & { readonly outcome: 'stored' };
}): ArrivalOutcome {
  const { cache, onNews, merged, result } = stored;
  const { tenantId, notification } = stored.arrival;
  for (const [index, { write, change }] of merged.entries()) {
    const { group } = write;
    const version = result.versions[index];
    if (version !== undefined && isNeededSoon(write, result)) {
      cache.set(tenantId, group.id, { group, version }, result.texts?.[index]);
    }
    if (change === 'news') onNews?.(tenantId, group.id, notification.receivedAt);
  }
  return overallOutcome(merged.map(({ change }) => change));
}

/**
 * A new group that waits for its turn is the store's to keep: in a flood it waits long, and what this process remembered
 * of it would be garbage that took long to collect.
 */
function isNeededSoon({ group, expectedVersion }: AcceptedWrite, { claims }: { readonly claims: readonly Claim[] }) {
  return expectedVersion > 0 || claims.some((claim) => claim.group === group);
}

function causeOf(firstPeer: string, notification: Notification): ArrivalOutcome {
  return firstPeer === notification.externalURL ? 'retry' : 'peer_copy';
}

/** Whether it lists every alert of its stream. */
function isFull({ truncatedAlerts, droppedAlerts }: Notification): boolean {
  return truncatedAlerts === 0 && droppedAlerts === 0;
}

function partsOf(
  { tenantId, notification, byReceiver }: Arrival,
  { stream, cache }: { readonly stream: StreamId; readonly cache: GroupCache },
): Parts {
  const parts: Parts = new Map();
  for (const [receiver, alerts] of byReceiver) {
    const groupId = groupIdIn(stream, receiver);
    const report = copyWith(notification, { receiver, alerts, groupId });
    parts.set(groupId, { report, known: cache.get(tenantId, groupId) });
  }
  return parts;
}

/** Takes over what the store holds, and gives groups that were passed over an empty report while they are there. */
function learn(
  parts: Parts,
  current: ReadonlyMap<GroupId, Stored | undefined>,
  { reason: _, ...notification }: Notification,
): void {
  for (const [id, known] of current) {
    const report = parts.get(id)?.report;
    if (report !== undefined && report.alerts.length > 0) parts.set(id, { report, known });
    else if (known === undefined) parts.delete(id);
    // Without the reason: a repeat repeats what it lists, and of this group that is nothing.
    else parts.set(id, { report: { ...notification, receiver: known.group.receiver, alerts: [] }, known });
  }
}

function mergeParts(parts: Parts, { dedupeMs: copyWindowMs, traceparent }: Arrival): readonly Merged[] {
  const effects = [...parts.values()].map(({ report, known }) => {
    const before = known?.group;
    return { known, before, after: merge(before, report), report };
  });
  const changes = changesBy(effects, copyWindowMs);
  return effects.map(({ known, after, report }, index) => {
    const change = changes[index] ?? 'none';
    const changed = withChange(after, change, report.receivedAt);
    const group = change === 'news' ? traced(changed, traceparent) : changed;
    return { change, write: writeOf(known, group, { report, change }) };
  });
}

/** What was traced once and is not any more must not go on with the old trace. */
function traced(group: Group, traceparent: string | undefined): Group {
  if (traceparent !== undefined) return { ...group, trace: traceparent };
  return group.trace === undefined ? group : without(group, 'trace');
}

function writeOf(
  known: Stored | undefined,
  group: Group,
  { report, change }: { readonly report: Report; readonly change: ReportChange },
): AcceptedWrite {
  return {
    group,
    state: stateOf(group),
    expectedVersion: known?.version ?? 0,
    event: telling(
      {
        at: report.receivedAt,
        kind: eventKind(known, change),
        group: group.id,
        receiver: group.receiver,
        detail: { alerts: report.alerts.length, change },
      },
      known?.group,
      group,
    ),
  };
}

function eventKind(known: Stored | undefined, change: ReportChange): AcceptedWrite['event']['kind'] {
  if (known === undefined) return 'received';
  return change === 'repeat' ? 'repeated' : 'merged';
}

function overallOutcome(changes: readonly ReportChange[]): ArrivalOutcome {
  if (changes.includes('news') || changes.length === 0) return 'accepted';
  return changes.includes('repeat') ? 'repeat' : 'stale';
}
