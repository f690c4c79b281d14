import { randomUUID } from 'node:crypto';
import type { Outbox } from '../actions/outbox.ts';
import type { Clock } from '../core/clock.ts';
import { type GroupId, groupId, type TenantId } from '../core/ids.ts';
import { letterEvent } from '../groups/dead-letter.ts';
import type { Folds } from '../groups/folds.ts';
import type { History } from '../groups/history.ts';
import type {
  Acceptance,
  AcceptResult,
  Claim,
  ClaimResult,
  Commit,
  CommitResult,
  GroupEvent,
  LetterRequest,
  Store,
  Stored,
  StoreHealth,
  TenantStats,
} from '../groups/store.ts';
import type { Heartbeats } from '../watchdogs/heartbeats.ts';
import { createMemoryFolds } from './memory-folds.ts';
import { createMemoryHeartbeats } from './memory-heartbeats.ts';
import { createMemoryHistory } from './memory-history.ts';
import { createMemoryOutbox } from './memory-outbox.ts';
import {
  acceptWrite,
  changedIds,
  claimOf,
  comparePlaces,
  deadLettersOf,
  emptyMemory,
  endClaim,
  groupsIn,
  isLeased,
  leaseFree,
  leftOutIds,
  removeEntry,
  reviveEntry,
  statsOf,
  storedOf,
  type TenantMemory,
} from './memory-tenant.ts';

/** The embedded default: the same behaviour as Redis, for one process, and nothing survives its end. */
export function createMemoryStore({ clock }: { readonly clock: Clock }): Store & {
  readonly folds: Folds;
  readonly outbox: Outbox;
  readonly history: History;
  readonly heartbeats: Heartbeats;
} {
  return new MemoryStore(clock);
}

/** Every method runs in one go, so that each is atomic without locks. */
class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #tenants = new Map<TenantId, TenantMemory>();
  readonly folds: Folds;
  readonly outbox: Outbox;
  readonly history: History;
  readonly heartbeats: Heartbeats;

  constructor(clock: Clock) {
    this.#clock = clock;
    const memoryOf = (tenantId: TenantId) => this.#memoryOf(tenantId);
    this.folds = createMemoryFolds(memoryOf, () => clock.now());
    this.outbox = createMemoryOutbox(memoryOf, () => clock.now());
    this.history = createMemoryHistory(memoryOf, () => clock.now());
    this.heartbeats = createMemoryHeartbeats(() => clock.now());
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
    endClaim(memory, entry, commit);
    return { outcome: 'committed', version: memory.groups.get(commit.groupId)?.version ?? 0 };
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

  async openGroups({ tenantId, limit, after = groupId(''), state = 'open' }: Parameters<Store['openGroups']>[0]) {
    const open = groupsIn(state, this.#memoryOf(tenantId)).filter(({ group }) => group.id > after);
    const groups = open.slice(0, limit);
    const last = groups.at(-1);
    return { groups, ...(open.length <= limit || last === undefined ? {} : { next: last.group.id }) };
  }

  async deadLetters({ tenantId, limit, after }: Parameters<Store['deadLetters']>[0]) {
    const all = deadLettersOf(this.#memoryOf(tenantId));
    const rest = after === undefined ? all : all.filter((letter) => comparePlaces(after, letter) < 0);
    return rest.slice(0, limit);
  }

  async replay(request: LetterRequest): Promise<boolean> {
    const memory = this.#memoryOf(request.tenantId);
    const entry = memory.groups.get(request.groupId);
    if (entry?.group.dead === undefined) return false;
    const now = this.#clock.now();
    reviveEntry(memory, entry, { now, event: letterEvent('replayed', entry.group, { by: request.by, at: now }) });
    return true;
  }

  async drop(request: LetterRequest): Promise<'dropped' | 'absent' | 'busy'> {
    const memory = this.#memoryOf(request.tenantId);
    const entry = memory.groups.get(request.groupId);
    if (entry?.group.dead === undefined) return 'absent';
    const now = this.#clock.now();
    if (isLeased(entry, now)) return 'busy';
    removeEntry(memory, entry.group.id, letterEvent('dropped', entry.group, { by: request.by, at: now }));
    return 'dropped';
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
    const fresh = emptyMemory();
    this.#tenants.set(tenantId, fresh);
    return fresh;
  }
}
