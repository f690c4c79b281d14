import { randomUUID } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { Group, GroupState } from '../core/group.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import type {
  Acceptance,
  AcceptedWrite,
  AcceptResult,
  Claim,
  ClaimResult,
  Commit,
  CommitResult,
  GroupEvent,
  Store,
  Stored,
  StoreHealth,
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

interface Entry extends Stored {
  readonly state: GroupState;
  readonly lease?: Lease;
}

interface TenantMemory {
  readonly groups: Map<GroupId, Entry>;
  readonly open: OpenGroups;
  readonly due: DueQueue;
  readonly seen: SeenFacts;
  /** Oldest first. */
  readonly events: GroupEvent[];
  /** The highest version that any group ever had: a new group starts above it. */
  highestVersion: number;
}

/** The embedded default: the same behaviour as Redis, for one process, and nothing survives its end. */
export function createMemoryStore({ clock }: { readonly clock: Clock }): Store {
  return new MemoryStore(clock);
}

/** Every method runs in one go, so that each is atomic without locks. */
class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #tenants = new Map<TenantId, TenantMemory>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async accept(acceptance: Acceptance): Promise<AcceptResult> {
    const now = this.#clock.now();
    const memory = this.#memoryOf(acceptance.tenantId);
    const peer = memory.seen.peerOf(acceptance.dedupeKey, now);
    if (peer !== undefined) return { outcome: 'duplicate', peer };
    const differing = [...changedIds(memory, acceptance), ...leftOutIds(memory, acceptance)];
    if (differing.length > 0) {
      return { outcome: 'conflict', current: new Map(differing.map((id) => [id, storedOf(memory.groups.get(id))])) };
    }
    memory.seen.add(acceptance.dedupeKey, acceptance.peer, { now, forMs: acceptance.dedupeMs });
    for (const write of acceptance.writes) acceptWrite(memory, write, now);
    const ids = acceptance.writes.map(({ group }) => group.id);
    const { tenantId, leaseMs } = acceptance;
    const claims = leaseMs === undefined ? [] : leaseFree(memory, ids, { tenantId, now, leaseMs });
    return { outcome: 'stored', versions: ids.map((id) => memory.groups.get(id)?.version ?? 0), now, claims };
  }

  async claim(request: { tenantId: TenantId; limit: number; leaseMs: number }): Promise<ClaimResult> {
    const { tenantId, limit, leaseMs } = request;
    const now = this.#clock.now();
    const { groups, due } = this.#memoryOf(tenantId);
    const token = randomUUID();
    const claims: Claim[] = [];
    let first = due.first();
    for (; first !== undefined && first.dueAt <= now && claims.length < limit; first = due.first()) {
      const entry = groups.get(first.id);
      if (entry === undefined) {
        due.delete(first.id);
        continue;
      }
      const until = now + leaseMs;
      const since = entry.lease?.since ?? now;
      groups.set(first.id, { ...entry, lease: { token, until, since } });
      due.set(first.id, until);
      claims.push(claimOf(entry, { tenantId, token, readAt: now, since }));
    }
    return { now, claims, ...(first === undefined ? {} : { nextDueAt: first.dueAt }) };
  }

  async commit(commit: Commit): Promise<CommitResult> {
    const memory = this.#memoryOf(commit.tenantId);
    const entry = memory.groups.get(commit.groupId);
    if (entry?.lease?.token !== commit.token) return { outcome: 'lost' };
    if (entry.version !== commit.expectedVersion) {
      return { outcome: 'conflict', current: { group: entry.group, version: entry.version } };
    }
    const next = entryAfter(entry, commit.change);
    if (next === undefined) memory.groups.delete(commit.groupId);
    else memory.groups.set(commit.groupId, next);
    memory.open.note(commit.groupId, next?.state);
    memory.highestVersion = Math.max(memory.highestVersion, next?.version ?? 0);
    if (next === undefined || commit.dueAt === undefined) memory.due.delete(commit.groupId);
    else memory.due.set(commit.groupId, commit.dueAt);
    for (const event of commit.events) remember(memory, event);
    return { outcome: 'committed' };
  }

  async dueTenants(candidates: readonly TenantId[]): Promise<readonly TenantId[]> {
    const now = this.#clock.now();
    return candidates.filter((tenantId) => {
      const first = this.#tenants.get(tenantId)?.due.first();
      return first !== undefined && first.dueAt <= now;
    });
  }

  watchDue(): void {
    // Nobody else can store anything here.
  }

  async read(tenantId: TenantId, groupId: GroupId): Promise<Stored | undefined> {
    return storedOf(this.#tenants.get(tenantId)?.groups.get(groupId));
  }

  async events(tenantId: TenantId, limit: number): Promise<readonly GroupEvent[]> {
    const events = this.#tenants.get(tenantId)?.events ?? [];
    return events.slice(Math.max(0, events.length - limit)).reverse();
  }

  async stats(tenantIds: readonly TenantId[]): Promise<ReadonlyMap<TenantId, TenantStats>> {
    const now = this.#clock.now();
    return new Map(tenantIds.map((tenantId) => [tenantId, statsOf(this.#memoryOf(tenantId), now)]));
  }

  async health(): Promise<StoreHealth> {
    return {
      ready: true,
      warnings: ['groups are kept in memory only: nothing survives a restart; set REDIS_URL to keep them'],
    };
  }

  async close(): Promise<void> {
    this.#tenants.clear();
  }

  #memoryOf(tenantId: TenantId): TenantMemory {
    const known = this.#tenants.get(tenantId);
    if (known !== undefined) return known;
    const fresh = {
      groups: new Map(),
      open: new OpenGroups(),
      due: new DueQueue(),
      seen: new SeenFacts(),
      events: [],
      highestVersion: 0,
    };
    this.#tenants.set(tenantId, fresh);
    return fresh;
  }
}

function changedIds({ groups }: TenantMemory, { writes }: Acceptance): readonly GroupId[] {
  return writes
    .filter(({ group, expectedVersion }) => (groups.get(group.id)?.version ?? 0) !== expectedVersion)
    .map(({ group }) => group.id);
}

function leftOutIds({ open }: TenantMemory, { writes, wholeStream }: Acceptance): readonly GroupId[] {
  if (wholeStream === undefined) return [];
  return [...open.of(wholeStream)].filter((id) => !writes.some(({ group }) => group.id === id));
}

/** See the accept script for when a group becomes due, and for its first version. */
function acceptWrite(memory: TenantMemory, { group, state, event }: AcceptedWrite, now: number): void {
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
function leaseFree(
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

function claimOf(
  { group, version }: Entry,
  { since, ...lease }: Pick<Claim, 'tenantId' | 'token' | 'readAt'> & { readonly since: number },
): Claim {
  return { group, version, ...lease, ...(since < lease.readAt ? { abandonedSince: since } : {}) };
}

function entryAfter({ lease: _, ...entry }: Entry, change: Commit['change']): Entry | undefined {
  if (change === 'removed') return undefined;
  if (change === 'unchanged') return entry;
  return { group: change.group, state: change.state, version: entry.version + 1 };
}

function remember({ events }: TenantMemory, event: GroupEvent): void {
  events.push(event);
  if (events.length > 2 * EVENTS_KEPT) events.splice(0, events.length - EVENTS_KEPT);
}

function storedOf(entry: { readonly group: Group; readonly version: number } | undefined): Stored | undefined {
  return entry === undefined ? undefined : { group: entry.group, version: entry.version };
}

function statsOf({ groups, due }: TenantMemory, now: number): TenantStats {
  const counts = { open: 0, resolved: 0 };
  for (const { state } of groups.values()) counts[state] += 1;
  const first = due.first();
  return {
    groups: counts,
    due: due.countDue(now),
    oldestDueMs: first === undefined ? 0 : Math.max(0, now - first.dueAt),
  };
}
