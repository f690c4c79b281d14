import { randomUUID } from 'node:crypto';
import { type GroupId, groupId, type TenantId } from '../core/ids.ts';
import type { Gate, GateOptions } from '../delivery/gate.ts';
import { textsOf } from '../groups/group-document.ts';
import type {
  Acceptance,
  AcceptResult,
  ClaimResult,
  Commit,
  CommitResult,
  DeadLetterPlace,
  GroupEvent,
  LetterRequest,
  OpenGroupsPage,
  Store,
  Stored,
  StoreHealth,
  TenantStats,
} from '../groups/store.ts';
import { acceptArguments, storedFrom } from './accept-call.ts';
import { type ClaimRequest, claimDue } from './claim-due.ts';
import { commitArguments, textsToWrite } from './commit-call.ts';
import { LostLeases } from './lost-leases.ts';
import { readOpenGroups } from './open-groups-page.ts';
import { callOn, type RedisCall } from './redis-call.ts';
import { createRedisGate } from './redis-gate.ts';
import { createRedisLetters, type RedisLetters } from './redis-letters.ts';
import { openRedisParts, type RedisParts } from './redis-parts.ts';
import { createRedisShares, type RedisShares } from './redis-shares.ts';
import type { RedisStoreOptions } from './redis-store-options.ts';
import { asCurrent, asEvent, asList, asNumber, asStored, asText } from './replies.ts';
import { type TenantKeys, tenantKeys } from './tenant-keys.ts';
import { readTenantStats } from './tenant-stats.ts';

/** How often all candidates are asked instead of the hinted ones: the longest that lost work stays unseen. */
export const SWEEP_MS = 5_000;

/**
 * The store in Redis 6.2 or later: one server, Sentinel or Cluster. Returns at once and connects by itself; while Redis
 * cannot be reached every call fails fast and `health()` says why. The first calls wait for the first attempt to connect.
 * Throws a TocsinError of reason `config_invalid` when the options are wrong.
 */
export function connectRedisStore(options: RedisStoreOptions): Store & SharesMore {
  const store = new RedisStore(openRedisParts(options));
  return Object.assign(store, store.shares);
}

/** What else this Redis keeps. */
interface SharesMore extends RedisShares {
  gate(options: GateOptions): Gate;
}

class RedisStore implements Store {
  readonly #parts: RedisParts;
  readonly #call: RedisCall;
  readonly #letters: RedisLetters;
  /** Kept only where groups are claimed too. */
  #delivers = false;
  readonly #lost: LostLeases;
  #sweptAt = Number.NEGATIVE_INFINITY;

  readonly shares: RedisShares;

  constructor(parts: RedisParts) {
    this.#parts = parts;
    const call = callOn(parts.connection, parts.measure);
    this.#call = call;
    const keysOf = (tenantId: TenantId) => this.#keysOf(tenantId);
    const onDue = (tenantId: TenantId, ids: readonly GroupId[]) => this.#noteDue(tenantId, ids);
    this.shares = createRedisShares({ ...parts, call, keysOf, onDue });
    this.#letters = createRedisLetters({ ...parts, call, read: (...which) => this.read(...which) });
    this.#lost = new LostLeases({ ...parts, keysOf });
  }

  async accept(acceptance: Acceptance): Promise<AcceptResult> {
    const { tenantId, writes } = acceptance;
    const keys = this.#keysOf(tenantId);
    const ids = writes.map(({ group }) => group.id);
    const token = acceptance.leaseMs === undefined ? '' : randomUUID();
    // Before it is sent: a claim that is sent while the answer is under way already finds the groups due.
    if (this.#delivers) this.#parts.accepted.add(tenantId, ids);
    const { leaseMs } = acceptance;
    const sent = { token, texts: writes.map(({ group }) => textsOf(group)) };
    const parameters = acceptArguments(acceptance, keys, sent);
    const accept = () => this.#call(({ callTogether }) => callTogether('tocsinAccept', tenantId, parameters), 'accept');
    const reply = await (leaseMs === undefined
      ? accept()
      : this.#lost.during({ tenantId, ids, token, leaseMs }, accept));
    const [outcome, ...rest] = asList(reply);
    if (outcome === 'duplicate') return { outcome, peer: asText(rest[0]) };
    if (outcome === 'conflict') return { outcome, current: await this.#currentOf(tenantId, rest) };
    const stored = storedFrom(acceptance, sent, rest);
    this.#parts.accepted.forget(
      tenantId,
      stored.claims.map(({ group }) => group.id),
    );
    if (stored.claims.length < ids.length) this.#parts.hint.mark(tenantId);
    return stored;
  }

  async claim(request: ClaimRequest): Promise<ClaimResult> {
    const { tenantId, limit, leaseMs } = request;
    const keys = this.#keysOf(tenantId);
    const guess = this.#parts.accepted.first(tenantId, 2 * limit);
    const result = await claimDue(request, {
      guess,
      onNewer: (id, schema) => this.#parts.newerGroups.note(tenantId, id, schema),
      claimNamed: (groups, room, token) => {
        const names = groups.map(({ id }) => keys.group(id));
        const facts = groups.flatMap(({ id, known }) => [id, known?.version ?? '']);
        const ids = groups.map(({ id }) => id);
        const parameters = [1 + names.length, keys.due, ...names, room, leaseMs, token, ...facts];
        return this.#lost.during({ tenantId, ids, token, leaseMs }, () =>
          this.#call(({ client }) => client.tocsinClaim(parameters), 'claim'),
        );
      },
    });
    // What was sent before the last one claimed, or all when the limit was not reached, is not waiting any more.
    const claimed = new Set(result.claims.map(({ group }) => group.id));
    const isDrained = claimed.size < limit;
    const settled = isDrained ? guess.length : guess.findLastIndex((id) => claimed.has(id)) + 1;
    this.#parts.accepted.forget(tenantId, guess.slice(0, settled));
    return result;
  }

  async commit(commit: Commit): Promise<CommitResult> {
    const keys = this.#keysOf(commit.tenantId);
    const texts = textsToWrite(commit);
    const parameters = commitArguments(commit, keys, texts);
    const { tenantId } = commit;
    const reply = await this.#call(({ callTogether }) => callTogether('tocsinCommit', tenantId, parameters), 'commit');
    const [outcome, ...rest] = asList(reply);
    if (outcome === 'committed') this.#noteGivenBack(commit);
    if (outcome === 'conflict') return { outcome, current: asStored(rest[0], rest[1], rest[2]) };
    if (outcome === 'lost') return { outcome };
    const version = asNumber(rest[0]);
    return texts === undefined ? { outcome: 'committed', version } : { outcome: 'committed', version, texts };
  }

  async dueTenants(candidates: readonly TenantId[]): Promise<readonly TenantId[]> {
    const { clock, hint } = this.#parts;
    const freed = await this.#call(() => this.#lost.giveBack());
    const sweeps = clock.now() - this.#sweptAt >= SWEEP_MS;
    const hinted = sweeps ? undefined : await this.#call(() => hint.read());
    const isAsked = (tenantId: TenantId): boolean =>
      hinted === undefined || hinted.has(tenantId) || freed.has(tenantId);
    const asked = candidates.filter(isAsked);
    const stats = await this.stats(asked);
    if (sweeps) this.#sweptAt = clock.now();
    const isDue = (tenantId: TenantId): boolean => (stats.get(tenantId)?.due ?? 0) > 0;
    if (hinted !== undefined) hint.strike(asked.filter((tenantId) => !isDue(tenantId)));
    return asked.filter(isDue);
  }

  watchDue(onDue: (tenantIds: readonly TenantId[]) => void): void {
    this.#delivers = true;
    this.#parts.hint.watch(onDue);
  }

  async read(tenantId: TenantId, id: GroupId): Promise<Stored | undefined> {
    const key = this.#keysOf(tenantId).group(id);
    const read = await this.#call(({ client }) => client.hmget(key, 'version', 'facts', 'delivery'));
    return read[0] === null ? undefined : asStored(read[0], read[1], read[2]);
  }

  async openGroups(request: Parameters<Store['openGroups']>[0]): Promise<OpenGroupsPage> {
    return await this.#call(({ client }) => readOpenGroups(client, this.#keysOf(request.tenantId), request));
  }

  async deadLetters(request: Parameters<Store['deadLetters']>[0]): Promise<readonly DeadLetterPlace[]> {
    return await this.#letters.list(request);
  }

  async replay(request: LetterRequest): Promise<boolean> {
    return await this.#letters.replay(request);
  }

  async drop(request: LetterRequest): Promise<'dropped' | 'absent' | 'busy'> {
    return await this.#letters.drop(request);
  }

  async events(tenantId: TenantId, limit: number): Promise<readonly GroupEvent[]> {
    const { events } = this.#keysOf(tenantId);
    return asList(await this.#call(({ client }) => client.xrevrange(events, '+', '-', 'COUNT', limit))).map(asEvent);
  }

  async stats(tenantIds: readonly TenantId[]): Promise<ReadonlyMap<TenantId, TenantStats>> {
    return await this.#call(({ client }) => readTenantStats(client, tenantIds, (tenantId) => this.#keysOf(tenantId)));
  }

  gate(options: GateOptions): Gate {
    const { keyPrefix, clock } = this.#parts;
    return createRedisGate({ call: this.#call, keyPrefix, clock }, options);
  }

  health(): Promise<StoreHealth> {
    return this.#parts.health();
  }

  async close(): Promise<void> {
    this.#parts.hint.close();
    await this.#parts.connection.close();
  }

  /**
   * The documents of a conflict. What is left out and not there was evicted or deleted by hand: it is struck from the
   * open groups, or its stream would be refused for ever.
   */
  async #currentOf(tenantId: TenantId, [changed, leftOut]: readonly unknown[]) {
    const ids = asList(leftOut).map((id) => groupId(asText(id)));
    const read = await Promise.all(ids.map(async (id) => [id, await this.read(tenantId, id)] as const));
    const gone = read.filter(([, stored]) => stored === undefined).map(([id]) => id);
    if (gone.length > 0) await this.#call(({ client }) => client.zrem(this.#keysOf(tenantId).open, ...gone));
    return new Map([...asCurrent(asList(changed)), ...read]);
  }

  /** What was given back undone is for whoever comes first, and that may well be another process. */
  #noteGivenBack({ tenantId, groupId: id, change, dueAt }: Commit): void {
    if (change !== 'unchanged' || dueAt === undefined || dueAt > this.#parts.clock.now()) return;
    this.#noteDue(tenantId, [id]);
  }

  #noteDue(tenantId: TenantId, ids: readonly GroupId[]): void {
    this.#parts.accepted.add(tenantId, ids);
    this.#parts.hint.mark(tenantId);
  }

  #keysOf(tenantId: TenantId): TenantKeys {
    return tenantKeys(this.#parts.keyPrefix, tenantId);
  }
}
