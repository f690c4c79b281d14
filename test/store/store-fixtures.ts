import type { Group, GroupState } from '../../src/core/group.ts';
import { groupIdOf, isTenantId, receiverName, type TenantId } from '../../src/core/ids.ts';
import type { Acceptance, AcceptedWrite, Claim, Commit, GroupEvent, Store } from '../../src/groups/store.ts';

export function tenant(name: string): TenantId {
  if (!isTenantId(name)) throw new Error(`${name} is no tenant id`);
  return name;
}

export const ACME = tenant('acme');
export const GLOBEX = tenant('globex');

/** A group whose identity follows from its name alone. */
export function groupNamed(name: string, more: Partial<Group> = {}): Group {
  const identity = { upstreamReceiver: 'tocsin', groupKey: `{}:{alertname="${name}"}`, receiver: receiverName('ops') };
  return {
    schema: 1,
    id: groupIdOf(identity),
    ...identity,
    groupLabels: { alertname: name },
    peers: ['http://am-1'],
    alerts: {},
    tombstones: {},
    lastFullAt: 1,
    truncated: { at: 0, count: 0, unknown: 0 },
    unconfirmed: 0,
    marks: {},
    ...more,
  };
}

/** The group of the same stream at another receiver. */
export function siblingOf(group: Group, receiver = 'database'): Group {
  const identity = { ...group, receiver: receiverName(receiver) };
  return { ...identity, id: groupIdOf(identity) };
}

export function eventOf(group: Group, kind: GroupEvent['kind'] = 'received', at = 1): GroupEvent {
  return { at, kind, group: group.id, receiver: group.receiver };
}

export function writeOf(group: Group, expectedVersion = 0, state: GroupState = 'open'): AcceptedWrite {
  return { group, state, expectedVersion, event: eventOf(group, expectedVersion === 0 ? 'received' : 'merged') };
}

let facts = 0;

/** An acceptance of facts that nobody sent before. */
export function acceptanceOf(writes: readonly AcceptedWrite[], more: Partial<Acceptance> = {}): Acceptance {
  facts += 1;
  return { tenantId: ACME, dedupeKey: `facts-${facts}`, dedupeMs: 60_000, peer: 'http://am-1', writes, ...more };
}

/** Stores a group that is not stored yet and returns its version. */
export async function storeNew(store: Store, group: Group, tenantId = ACME): Promise<number> {
  const result = await store.accept(acceptanceOf([writeOf(group)], { tenantId }));
  if (result.outcome !== 'stored') throw new Error(`not stored but ${result.outcome}`);
  return versionOf(store, group, tenantId);
}

export async function versionOf(store: Store, group: Group, tenantId = ACME): Promise<number> {
  return (await store.read(tenantId, group.id))?.version ?? 0;
}

export async function claimAll(store: Store, more: { tenantId?: TenantId; limit?: number; leaseMs?: number } = {}) {
  return await store.claim({ tenantId: ACME, limit: 100, leaseMs: 60_000, ...more });
}

/** The one group that is due. */
export async function claimOne(store: Store, leaseMs = 60_000): Promise<Claim> {
  const { claims } = await claimAll(store, { leaseMs });
  const [claim] = claims;
  if (claim === undefined || claims.length > 1) throw new Error(`${claims.length} groups are due instead of one`);
  return claim;
}

/** Ends a claim, unless told otherwise without a change. */
export function commitOf(claim: Claim, more: Partial<Commit> = {}): Commit {
  return {
    tenantId: claim.tenantId,
    groupId: claim.group.id,
    token: claim.token,
    expectedVersion: claim.version,
    change: 'unchanged',
    events: [],
    ...more,
  };
}
