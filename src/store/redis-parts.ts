import type { Clock } from '../core/clock.ts';
import { systemClock } from '../core/clock.ts';
import type { StoreHealth } from '../groups/store.ts';
import { AcceptedIds } from './accepted-ids.ts';
import { createDueHint, type DueHint } from './due-hint.ts';
import { type Measure, unmeasured } from './measure-calls.ts';
import { NewerGroups } from './newer-groups.ts';
import { createRedisClient } from './redis-client.ts';
import { type RedisConnection, watchConnection } from './redis-connection.ts';
import { createHealthCheck } from './redis-health.ts';
import type { RedisStoreOptions } from './redis-store-options.ts';
import { parseRedisUrl } from './redis-url.ts';

/** What the store in Redis is made of. */
export interface RedisParts {
  readonly connection: RedisConnection;
  readonly accepted: AcceptedIds;
  readonly hint: DueHint;
  readonly health: () => Promise<StoreHealth>;
  readonly newerGroups: NewerGroups;
  readonly keyPrefix: string;
  readonly clock: Clock;
  readonly measure: Measure;
}

/** Connects by itself, from now on. Throws `config_invalid` when the options are wrong. */
export function openRedisParts(options: RedisStoreOptions): RedisParts {
  const target = parseRedisUrl(options.url);
  const { connectTimeoutMs = 2_000, commandTimeoutMs = 1_000, keyPrefix = 'tocsin:', clock = systemClock } = options;
  const { logger } = options;
  const client = createRedisClient(target, { ...options, connectTimeoutMs, commandTimeoutMs });
  const secrets = [target.password, options.password, options.sentinelPassword].filter((one) => one !== undefined);
  const connection = watchConnection({ client, secrets, logger });
  const accepted = new AcceptedIds();
  const hint = createDueHint({
    connection,
    isWaiting: (tenantId) => accepted.has(tenantId),
    key: `${keyPrefix}due`,
    clock,
    onFailure: (error) =>
      logger.debug({ error: connection.errors.describe(error) }, 'could not write the hint of due tenants'),
    onDeaf: (error) =>
      logger.warn({ error: connection.errors.describe(error) }, 'cannot hear of work from others, the sweep finds it'),
  });
  return {
    connection,
    accepted,
    hint,
    health: createHealthCheck({ connection, keyPrefix, clock }),
    newerGroups: new NewerGroups(logger),
    keyPrefix,
    clock,
    measure: options.measure ?? unmeasured,
  };
}
