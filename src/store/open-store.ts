import type { RedisSettings } from '../config/environment.ts';
import { systemClock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Store } from '../groups/store.ts';
import { createMemoryStore } from './memory-store.ts';
import { connectRedisStore } from './redis-store.ts';

/** The store that the environment asks for: Redis, or this process's memory where no Redis is named. */
export function openStore(
  redis: RedisSettings | undefined,
  options: { readonly connectTimeoutMs: number; readonly commandTimeoutMs: number; readonly logger: Logger },
): Store {
  if (redis === undefined) return createMemoryStore({ clock: systemClock });
  const { username, password, sentinelUsername, sentinelPassword, caFile } = redis;
  return connectRedisStore({
    ...options,
    url: redis.url.reveal(),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(sentinelUsername === undefined ? {} : { sentinelUsername }),
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    ...(caFile === undefined ? {} : { caFile }),
  });
}
