/** What the memory store keeps of one tenant, and the steps that change it. */
import { randomUUID } from 'node:crypto';
import type { Group, GroupState } from '../core/group.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import { revived } from '../groups/dead-letter.ts';
import type {
  Acceptance,
  AcceptedWrite,
  Claim,
  Commit,
  DeadLetterPlace,
  GroupEvent,
  Stored,
  StoredState,
  TenantStats,
} from '../groups/store.ts';
import { DueQueue } from './due-queue.ts';
import { OpenGroups } from './open-groups.ts';
import { SeenFacts } from './seen-facts.ts';

/** A tenant's newest events that are kept: a tenth of what Redis keeps, because this is the process's own memory. */
const EVENTS_KEPT = 1_000;

interface Lease {
  readonly token: string;
  readonly until: number;
  /** When the first of the leases began that nobody ended. */
  readonly since: number;
}

export interface Entry extends Stored {
  readonly state: StoredState;
  readonly lease?: Lease;
}

/** Of one summary. */
interface Members {
  readonly places: Map<GroupId, number>;
  /** The last place that was given. */
  given: number;
}

/** What is remembered of one reader. */
export interface OutboxReader {
  readonly holder: string;
  readonly until: number;
  /** How many events of the tenant's whole history it has read. */
  readonly place: number;
  readonly takenAt: number;
}

export interface TenantMemory {
  readonly groups: Map<GroupId, Entry>;
  readonly open: OpenGroups;
  /** Members of summaries, by their places. */
  readonly members: Map<GroupId, Members>;
  readonly due: DueQueue;
  readonly seen: SeenFacts;
  /** Oldest first. */
  readonly events: GroupEvent[];
  /** How many events went before the oldest of these. */
  forgotten: number;
  /** Who reads the events, by name. */
  readonly readers: Map<string, OutboxReader>;
  /** The highest version that any group ever had: a new group starts above it. */
  highestVersion: number;
}

export function emptyMemory(): TenantMemory {
  return {
    groups: new Map(),
    open: new OpenGroups(),
    members: new Map(),
    due: new DueQueue(),
    seen: new SeenFacts(),
    events: [],
    forgotten: 0,
    readers: new Map(),
    highestVersion: 0,
  };
}

export function changedIds({ groups }: TenantMemory, { writes }: Acceptance): readonly GroupId[] {
  return writes
    .filter(({ group, expectedVersion }) => (groups.get(group.id)?.version ?? 0) !== expectedVersion)
    .map(({ group }) => group.id);
}

export function leftOutIds({ open }: TenantMemory, { writes, wholeStream }: Acceptance): readonly GroupId[] {
  if (wholeStream === undefined) return [];
  return [...open.of(wholeStream)].filter((id) => !writes.some(({ group }) => group.id === id));
}

/** See the accept script for when a group becomes due, and for its first version. */
export function acceptWrite(memory: TenantMemory, { group, state, event }: AcceptedWrite, now: number): void {
  const { groups, due } = memory;
  const old = groups.get(group.id);
  const version = (old?.version ?? memory.highestVersion) + 1;
  groups.set(group.id, { ...old, group, state, version });
  memory.open.note(group.id, state);
  memory.highestVersion = Math.max(memory.highestVersion, version);
  const isLeased = old?.lease !== undefined && old.lease.until > now;
  if (!isLeased) due.set(group.id, Math.min(now, due.get(group.id) ?? now));
  remember(memory, event);
}

/** Leases those of the groups that nobody holds. */
export function leaseFree(
  { groups, due }: TenantMemory,
  ids: readonly GroupId[],
  { tenantId, now, leaseMs }: { readonly tenantId: TenantId; readonly now: number; readonly leaseMs: number },
): readonly Claim[] {
  const token = randomUUID();
  const until = now + leaseMs;
  return ids.flatMap((id) => {
    const entry = groups.get(id);
    if (entry === undefined || (entry.lease !== undefined && entry.lease.until > now)) return [];
    const since = entry.lease?.since ?? now;
    groups.set(id, { ...entry, lease: { token, until, since } });
    due.set(id, until);
    return [claimOf(entry, { tenantId, token, readAt: now, since })];
  });
}

export function claimOf(
  { group, version }: Entry,
  { since, ...lease }: Pick<Claim, 'tenantId' | 'token' | 'readAt'> & { readonly since: number },
): Claim {
  return { group, version, ...lease, ...(since < lease.readAt ? { abandonedSince: since } : {}) };
}

/** See the commit script. */
export function endClaim(memory: TenantMemory, entry: Entry, commit: Commit): void {
  const { groupId, dueAt } = commit;
  const next = entryAfter(entry, commit.change);
  if (next === undefined) memory.groups.delete(groupId);
  else memory.groups.set(groupId, next);
  memory.open.note(groupId, next?.state);
  memory.highestVersion = Math.max(memory.highestVersion, next?.version ?? 0);
  if (next === undefined || dueAt === undefined) memory.due.delete(groupId);
  else memory.due.set(groupId, dueAt);
  for (const event of commit.events) remember(memory, event);
}

function entryAfter({ lease: _, ...entry }: Entry, change: Commit['change']): Entry | undefined {
  if (change === 'removed') return undefined;
  if (change === 'unchanged') return entry;
  return { group: change.group, state: change.state, version: entry.version + 1 };
}

function remember(memory: TenantMemory, event: GroupEvent): void {
  const { events } = memory;
  events.push(event);
  if (events.length > 2 * EVENTS_KEPT) memory.forgotten += events.splice(0, events.length - EVENTS_KEPT).length;
}

export function storedOf(entry: { readonly group: Group; readonly version: number } | undefined): Stored | undefined {
  return entry === undefined ? undefined : { group: entry.group, version: entry.version };
}

export function statsOf({ groups, due }: TenantMemory, now: number): TenantStats {
  const counts = { open: 0, resolved: 0 };
  let deadLetters = 0;
  for (const { state, group } of groups.values()) {
    if (state !== 'digest') counts[state] += 1;
    if (group.dead !== undefined) deadLetters += 1;
  }
  const first = due.first();
  return {
    groups: counts,
    deadLetters,
    due: due.countDue(now),
    oldestDueMs: first === undefined ? 0 : Math.max(0, now - first.dueAt),
  };
}

/** In the order of their ids. */
export function groupsIn(wanted: GroupState, { groups }: TenantMemory): readonly Stored[] {
  const found = [...groups.values()].filter(({ state }) => state === wanted);
  return found.sort((a, b) => (a.group.id < b.group.id ? -1 : 1)).map(({ group, version }) => ({ group, version }));
}

/** The newest first, those of one moment by descending id. */
export function deadLettersOf({ groups }: TenantMemory): readonly DeadLetterPlace[] {
  const letters = [...groups].flatMap(([id, { group }]) =>
    group.dead === undefined ? [] : [{ id, at: group.dead.at }],
  );
  return letters.sort(comparePlaces);
}

export function comparePlaces(a: DeadLetterPlace, b: DeadLetterPlace): number {
  return b.at - a.at || (a.id < b.id ? 1 : Number(a.id > b.id) * -1);
}

/** See the letter script. */
export function reviveEntry(memory: TenantMemory, entry: Entry, { now, event }: LetterChange): void {
  const { id } = entry.group;
  const version = entry.version + 1;
  memory.groups.set(id, { ...entry, group: revived(entry.group, now), version });
  memory.highestVersion = Math.max(memory.highestVersion, version);
  if (!isLeased(entry, now)) memory.due.set(id, Math.min(now, memory.due.get(id) ?? now));
  remember(memory, event);
}

export function removeEntry(memory: TenantMemory, id: GroupId, event: GroupEvent): void {
  memory.groups.delete(id);
  memory.open.note(id, undefined);
  memory.due.delete(id);
  remember(memory, event);
}

export interface LetterChange {
  readonly now: number;
  readonly event: GroupEvent;
}

export function isLeased({ lease }: Entry, now: number): boolean {
  return lease !== undefined && lease.until > now;
}
