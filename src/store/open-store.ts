import type { Outbox } from '../actions/outbox.ts';
import type { RedisSettings } from '../config/environment.ts';
import { systemClock } from '../core/clock.ts';
import type { Gate, GateOptions } from '../delivery/gate.ts';
import type { Folds } from '../groups/folds.ts';
import type { History } from '../groups/history.ts';
import type { Store } from '../groups/store.ts';
import type { InstallationStores } from '../installations/installations.ts';
import type { Heartbeats } from '../watchdogs/heartbeats.ts';
import { createMemoryGate } from './memory-gate.ts';
import { createMemoryInstallationStores } from './memory-installations.ts';
import { createMemoryStore } from './memory-store.ts';
import { connectRedisStore } from './redis-store.ts';
import type { RedisStoreOptions } from './redis-store-options.ts';

/** Everything that is kept, in one place. */
export interface OpenStore {
  readonly store: Store;
  readonly folds: Folds;
  readonly outbox: Outbox;
  readonly history: History;
  readonly heartbeats: Heartbeats;
  readonly gate: Gate;
  readonly install: InstallationStores;
}

/** The store that the environment asks for, and what it knows of Slack: Redis, or this process's memory where no Redis is named. */
export function openStore(
  redis: RedisSettings | undefined,
  options: Pick<RedisStoreOptions, 'connectTimeoutMs' | 'commandTimeoutMs' | 'logger' | 'measure'>,
  gateOptions: GateOptions,
): OpenStore {
  if (redis === undefined) {
    const clock = systemClock;
    const store = createMemoryStore({ clock });
    return {
      store,
      folds: store.folds,
      outbox: store.outbox,
      history: store.history,
      heartbeats: store.heartbeats,
      gate: createMemoryGate({ ...gateOptions, clock }),
      install: createMemoryInstallationStores(clock),
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
  return {
    store,
    folds: store.folds,
    outbox: store.outbox,
    history: store.history,
    heartbeats: store.heartbeats,
    gate: store.gate(gateOptions),
    install: store.install,
  };
}
