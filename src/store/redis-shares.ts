import type { Outbox } from '../actions/outbox.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import type { Folds } from '../groups/folds.ts';
import type { History } from '../groups/history.ts';
import type { InstallationStores } from '../installations/installations.ts';
import type { Heartbeats } from '../watchdogs/heartbeats.ts';
import type { RedisConnection } from './redis-connection.ts';
import { createRedisFolds } from './redis-folds.ts';
import { createRedisHeartbeats } from './redis-heartbeats.ts';
import { createRedisHistory } from './redis-history.ts';
import { createRedisInstallationStores } from './redis-installations.ts';
import { createRedisOutbox } from './redis-outbox.ts';
import type { RedisParts } from './redis-parts.ts';
import type { TenantKeys } from './tenant-keys.ts';

/** What Redis keeps besides groups, for all processes on it. */
export interface RedisShares {
  readonly folds: Folds;
  readonly outbox: Outbox;
  readonly history: History;
  readonly heartbeats: Heartbeats;
  readonly install: InstallationStores;
}

/** `onDue`: groups of the tenant are due since. */
export function createRedisShares(
  parts: RedisParts & {
    readonly call: <T>(command: (connection: RedisConnection) => Promise<T>) => Promise<T>;
    readonly keysOf: (tenantId: TenantId) => TenantKeys;
    readonly onDue: (tenantId: TenantId, ids: readonly GroupId[]) => void;
  },
): RedisShares {
  return {
    folds: createRedisFolds(parts),
    outbox: createRedisOutbox(parts),
    history: createRedisHistory(parts),
    heartbeats: createRedisHeartbeats(parts),
    install: createRedisInstallationStores(parts),
  };
}
