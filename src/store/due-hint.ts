import { randomUUID } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { TenantId } from '../core/ids.ts';
import { announcementOf, watchAnnouncements } from './due-announcements.ts';
import type { RedisConnection } from './redis-connection.ts';

/** Marks gathered for so long after the last ones were written go out together, milliseconds. */
const FLUSH_MS = 20;
/**
 * A process that delivers has so long to take its own work up, milliseconds: only what it does not get to is for others.
 * Were all told of everything, each would look for what another one is about to take.
 */
const OWN_WORK_MS = 100;

/**
 * The set of tenants that lately accepted something, shared by all processes: where to look for work first. Every mark
 * is also announced to the processes that listen, so that they need not look.
 * Only a hint. It lives in another slot than the tenants' data, is written without waiting and may be lost; the sweep
 * in `dueTenants` of redis-store.ts repairs that.
 */
export interface DueHint {
  /** Notes that the tenant has work now. Costs nothing now. */
  mark(tenantId: TenantId): void;
  /** The tenants that are noted. */
  read(): Promise<ReadonlySet<string>>;
  /** Strikes tenants that turned out to have nothing due. */
  strike(tenantIds: readonly TenantId[]): void;
  /** Calls back with the tenants that other processes marked: this one delivers. Called once at most. */
  watch(onDue: (tenantIds: readonly TenantId[]) => void): void;
  /** Writes what was marked last. */
  close(): void;
}

/** `onFailure` is told of what could not be written, `onDeaf` when Redis does not let us listen. */
export function createDueHint(options: {
  readonly connection: RedisConnection;
  readonly key: string;
  readonly clock: Clock;
  /** Whether something of the tenant's that this process stored still waits, as far as it knows. */
  readonly isWaiting: (tenantId: TenantId) => boolean;
  readonly onFailure: (error: unknown) => void;
  readonly onDeaf: (error: unknown) => void;
}): DueHint {
  const { connection, key, clock, isWaiting, onFailure, onDeaf } = options;
  const { client } = connection;
  const self = randomUUID();
  const marks = new Map<TenantId, number>();
  let timer: NodeJS.Timeout | undefined;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let stopWatching: (() => void) | undefined;

  const flush = (): void => {
    timer = undefined;
    flushedAt = clock.now();
    const told = [...marks].filter(([tenantId]) => stopWatching === undefined || isWaiting(tenantId));
    marks.clear();
    if (told.length === 0) return;
    const scores = told.flatMap(([tenantId, dueAt]) => [String(dueAt), tenantId]);
    const announcement = announcementOf(
      self,
      told.map(([tenantId]) => tenantId),
    );
    client.zadd(key, ...scores).catch(onFailure);
    client.publish(key, announcement).catch(onFailure);
  };
  return {
    mark(tenantId) {
      if (!marks.has(tenantId)) marks.set(tenantId, clock.now());
      const pauseMs = stopWatching === undefined ? Math.max(0, flushedAt + FLUSH_MS - clock.now()) : OWN_WORK_MS;
      timer ??= setTimeout(flush, pauseMs).unref();
    },
    async read() {
      return new Set(await client.zrange(key, 0, '-1'));
    },
    strike(tenantIds) {
      if (tenantIds.length > 0) client.zrem(key, ...tenantIds).catch(onFailure);
    },
    watch(onDue) {
      stopWatching = watchAnnouncements({ client, channel: key, self, onDue, onDeaf });
    },
    close() {
      clearTimeout(timer);
      flush();
      stopWatching?.();
    },
  };
}
