import type { Clock } from '../core/clock.ts';
import type { TenantId } from '../core/ids.ts';
import type { RedisConnection } from './redis-connection.ts';

/** Marks gathered for so long go out in one command, milliseconds. */
const FLUSH_MS = 100;

/**
 * The set of tenants that lately accepted something, shared by all processes: where to look for work first.
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
  close(): void;
}

/** `onFailure` is told of marks that could not be written. */
export function createDueHint(options: {
  readonly connection: RedisConnection;
  readonly key: string;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}): DueHint {
  const { connection, key, clock, onFailure } = options;
  const { client } = connection;
  const marks = new Map<TenantId, number>();
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    timer = undefined;
    const scores = [...marks].flatMap(([tenantId, dueAt]) => [String(dueAt), tenantId]);
    marks.clear();
    client.zadd(key, ...scores).catch(onFailure);
  };
  return {
    mark(tenantId) {
      if (!marks.has(tenantId)) marks.set(tenantId, clock.now());
      timer ??= setTimeout(flush, FLUSH_MS).unref();
    },
    async read() {
      return new Set(await client.zrange(key, 0, '-1'));
    },
    strike(tenantIds) {
      if (tenantIds.length > 0) client.zrem(key, ...tenantIds).catch(onFailure);
    },
    close() {
      clearTimeout(timer);
    },
  };
}
