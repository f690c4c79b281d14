import { randomUUID } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { systemClock } from '../core/clock.ts';
import { type GroupId, groupId, type TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import type { Gate, GateOptions } from '../delivery/gate.ts';
import type {
  Acceptance,
  AcceptResult,
  ClaimResult,
  Commit,
  CommitResult,
  GroupEvent,
  Store,
  Stored,
  StoreHealth,
  TenantStats,
} from '../groups/store.ts';
import { acceptArguments, EVENTS_KEPT, EVENTS_KEPT_MS, storedFrom } from './accept-call.ts';
import { AcceptedIds } from './accepted-ids.ts';
import { type ClaimRequest, claimDue } from './claim-due.ts';
import { createDueHint, type DueHint } from './due-hint.ts';
import { deliveryText, factsText, isOnlyDelivery } from './group-document.ts';
import { createRedisClient } from './redis-client.ts';
import { type RedisConnection, watchConnection } from './redis-connection.ts';
import { createRedisGate } from './redis-gate.ts';
import { createHealthCheck } from './redis-health.ts';
import { parseRedisUrl } from './redis-url.ts';
import { asCurrent, asEvent, asList, asStored, asText } from './replies.ts';
import { type TenantKeys, tenantKeys } from './tenant-keys.ts';
import { readTenantStats } from './tenant-stats.ts';

export interface RedisStoreOptions {
  /** `REDIS_URL`: see REDIS_URL_FORMS. */
  readonly url: string;
  /** Win over the user name and password within the URL. */
  readonly username?: string;
  readonly password?: Secret;
  /** For the Sentinels themselves, which have passwords of their own. */
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: Secret;
  /** PEM file with the certificates that sign Redis's; the system's own list without it. */
  readonly caFile?: string;
  /** Starts every key; `tocsin:` without it. */
  readonly keyPrefix?: string;
  /** How long connecting may take; 2 000 ms without it. */
  readonly connectTimeoutMs?: number;
  /** How long an answer may take; 1 000 ms without it: a webhook must be answered well before Alertmanager's 10 s. */
  readonly commandTimeoutMs?: number;
  readonly logger: Logger;
  /** Only times this process's own habits (sweeps, health checks): leases and due times go by Redis's clock. */
  readonly clock?: Clock;
}

/** How often all candidates are asked instead of the hinted ones: the longest that lost work stays unseen. */
export const SWEEP_MS = 5_000;

/**
 * The store in Redis 6.2 or later: one server, Sentinel or Cluster. Returns at once and connects by itself; while Redis
 * cannot be reached every call fails fast and `health()` says why. The first calls wait for the first attempt to connect.
 * Throws a TocsinError of reason `config_invalid` when the options are wrong.
 */
export function connectRedisStore(options: RedisStoreOptions): Store & SharesGate {
  const target = parseRedisUrl(options.url);
  const { connectTimeoutMs = 2_000, commandTimeoutMs = 1_000, keyPrefix = 'tocsin:', clock = systemClock } = options;
  const client = createRedisClient(target, { ...options, connectTimeoutMs, commandTimeoutMs });
  const secrets = [target.password, options.password, options.sentinelPassword].filter((one) => one !== undefined);
  const connection = watchConnection({ client, secrets, logger: options.logger });
  const hint = createDueHint({
    connection,
    key: `${keyPrefix}due`,
    clock,
    onFailure: (error) => {
      options.logger.debug({ error: connection.errors.describe(error) }, 'could not write the hint of due tenants');
    },
  });
  return new RedisStore({
    connection,
    hint,
    health: createHealthCheck({ connection, keyPrefix, clock }),
    keyPrefix,
    clock,
  });
}

interface Parts {
  readonly connection: RedisConnection;
  readonly hint: DueHint;
  readonly health: () => Promise<StoreHealth>;
  readonly keyPrefix: string;
  readonly clock: Clock;
}

/** What this Redis knows of Slack, for all processes on it. */
interface SharesGate {
  gate(options: GateOptions): Gate;
}

class RedisStore implements Store, SharesGate {
  readonly #parts: Parts;
  readonly #accepted = new AcceptedIds();
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async accept(acceptance: Acceptance): Promise<AcceptResult> {
    const { tenantId, writes } = acceptance;
    const keys = this.#keysOf(tenantId);
    const ids = writes.map(({ group }) => group.id);
    const token = acceptance.leaseMs === undefined ? '' : randomUUID();
    // Before it is sent: a claim that is sent while the answer is under way already finds the groups due.
    this.#accepted.add(tenantId, ids);
    const reply = await this.#call(({ client }) =>
      client.tocsinAccept(5 + ids.length, ...acceptArguments(acceptance, keys, token)),
    );
    const [outcome, ...rest] = asList(reply);
    if (outcome === 'duplicate') return { outcome, peer: asText(rest[0]) };
    if (outcome === 'conflict') return { outcome, current: await this.#currentOf(tenantId, rest) };
    const stored = storedFrom(acceptance, token, rest);
    this.#accepted.forget(
      tenantId,
      stored.claims.map(({ group }) => group.id),
    );
    if (stored.claims.length < ids.length) this.#parts.hint.mark(tenantId);
    return stored;
  }

  async claim(request: ClaimRequest): Promise<ClaimResult> {
    const { tenantId, limit, leaseMs } = request;
    const keys = this.#keysOf(tenantId);
    const guess = this.#accepted.first(tenantId, 2 * limit);
    const result = await claimDue(request, {
      guess,
      claimNamed: (groups, room, token) => {
        const names = groups.map(({ id }) => keys.group(id));
        const facts = groups.flatMap(({ id, known }) => [id, known?.version ?? '']);
        return this.#call(({ client }) =>
          client.tocsinClaim(1 + names.length, keys.due, ...names, room, leaseMs, token, ...facts),
        );
      },
    });
    // What was sent before the last one claimed, or all when the limit was not reached, is not waiting any more.
    const claimed = new Set(result.claims.map(({ group }) => group.id));
    const isDrained = claimed.size < limit;
    const settled = isDrained ? guess.length : guess.findLastIndex((id) => claimed.has(id)) + 1;
    this.#accepted.forget(tenantId, guess.slice(0, settled));
    return result;
  }

  async commit(commit: Commit): Promise<CommitResult> {
    const { groupId: id, change } = commit;
    const keys = this.#keysOf(commit.tenantId);
    const written = typeof change === 'string' ? undefined : change;
    const reply = await this.#call(({ client }) =>
      client.tocsinCommit(
        5,
        keys.group(id),
        keys.due,
        keys.events,
        keys.open,
        keys.resolved,
        id,
        commit.token,
        commit.expectedVersion,
        typeof change === 'string' ? change : 'written',
        commit.dueAt ?? '',
        EVENTS_KEPT,
        EVENTS_KEPT_MS,
        written?.state ?? '',
        written === undefined ? '' : deliveryText(written.group),
        written === undefined || isOnlyDelivery(written) ? '' : factsText(written.group),
        ...commit.events.map((event) => JSON.stringify(event)),
      ),
    );
    const [outcome, ...current] = asList(reply);
    if (outcome === 'conflict') return { outcome, current: asStored(current[0], current[1], current[2]) };
    return { outcome: outcome === 'lost' ? 'lost' : 'committed' };
  }

  async dueTenants(candidates: readonly TenantId[]): Promise<readonly TenantId[]> {
    const { clock, hint } = this.#parts;
    const sweeps = clock.now() - this.#sweptAt >= SWEEP_MS;
    const hinted = sweeps ? undefined : await this.#call(() => hint.read());
    const asked = hinted === undefined ? candidates : candidates.filter((tenantId) => hinted.has(tenantId));
    const stats = await this.stats(asked);
    if (sweeps) this.#sweptAt = clock.now();
    const isDue = (tenantId: TenantId): boolean => (stats.get(tenantId)?.due ?? 0) > 0;
    if (hinted !== undefined) hint.strike(asked.filter((tenantId) => !isDue(tenantId)));
    return asked.filter(isDue);
  }

  async read(tenantId: TenantId, id: GroupId): Promise<Stored | undefined> {
    const key = this.#keysOf(tenantId).group(id);
    const read = await this.#call(({ client }) => client.hmget(key, 'version', 'facts', 'delivery'));
    return read[0] === null ? undefined : asStored(read[0], read[1], read[2]);
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
    return createRedisGate({ call: (command) => this.#call(command), keyPrefix, clock }, options);
  }

  async health(): Promise<StoreHealth> {
    return await this.#parts.health();
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

  #keysOf(tenantId: TenantId): TenantKeys {
    return tenantKeys(this.#parts.keyPrefix, tenantId);
  }

  /** Every call to Redis goes through here, so that every failure is told alike. */
  async #call<T>(command: (connection: RedisConnection) => Promise<T>): Promise<T> {
    const { connection } = this.#parts;
    await connection.opened;
    try {
      return await command(connection);
    } catch (error) {
      throw connection.errors.explain(error);
    }
  }
}
