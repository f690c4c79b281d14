import type { RedisSettings } from '../config/environment.ts';
import { systemClock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Gate, GateOptions } from '../delivery/gate.ts';
import type { Folds } from '../groups/folds.ts';
import type { Store } from '../groups/store.ts';
import type { Installations, Tickets } from '../installations/installations.ts';
import { createMemoryGate } from './memory-gate.ts';
import { createMemoryInstallations, createMemoryTickets } from './memory-installations.ts';
import { createMemoryStore } from './memory-store.ts';
import { connectRedisStore } from './redis-store.ts';

/** Everything that is kept, in one place. */
export interface OpenStore {
  readonly store: Store;
  readonly folds: Folds;
  readonly gate: Gate;
  readonly installations: Installations;
  readonly tickets: Tickets;
}

/** The store that the environment asks for, and what it knows of Slack: Redis, or this process's memory where no Redis is named. */
export function openStore(
  redis: RedisSettings | undefined,
  options: { readonly connectTimeoutMs: number; readonly commandTimeoutMs: number; readonly logger: Logger },
  gateOptions: GateOptions,
): OpenStore {
  if (redis === undefined) {
    const clock = systemClock;
    const store = createMemoryStore({ clock });
    return {
      store,
      folds: store.folds,
      gate: createMemoryGate({ ...gateOptions, clock }),
      installations: createMemoryInstallations(clock),
      tickets: createMemoryTickets(clock),
    };
  }
  const { username, password, sentinelUsername, sentinelPassword, caFile } = redis;
  const store = connectRedisStore({
    ...options,
    url: redis.url.reveal(),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(sentinelUsername === undefined ? {} : { sentinelUsername }),
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    ...(caFile === undefined ? {} : { caFile }),
  });
  const { folds, installations, tickets } = store;
  return { store, folds, gate: store.gate(gateOptions), installations, tickets };
}
