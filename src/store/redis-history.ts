import type { TenantId } from '../core/ids.ts';
import type { History } from '../groups/history.ts';
import type { RedisConnection } from './redis-connection.ts';
import { asList, asNumber, asPlacedEvent } from './replies.ts';
import type { TenantKeys } from './tenant-keys.ts';

/** A place is the id of an entry in the tenant's stream. */
export function createRedisHistory({
  call,
  keysOf,
}: {
  readonly call: <T>(command: (connection: RedisConnection) => Promise<T>) => Promise<T>;
  readonly keysOf: (tenantId: TenantId) => TenantKeys;
}): History {
  return {
    async page({ tenantId, order, behind, limit }) {
      const { events } = keysOf(tenantId);
      const from = behind === undefined ? undefined : `(${behind}`;
      const reply = await call(({ client }) =>
        order === 'newest_first'
          ? client.xrevrange(events, from ?? '+', '-', 'COUNT', limit)
          : client.xrange(events, from ?? '-', '+', 'COUNT', limit),
      );
      return asList(reply).map(asPlacedEvent);
    },
    async lookAt(tenantId, groupId) {
      const score = await call(({ client }) => client.zscore(keysOf(tenantId).due, groupId));
      return score === null ? undefined : asNumber(score);
    },
    async seenFrom(tenantId, dedupeKey) {
      return (await call(({ client }) => client.get(keysOf(tenantId).seen(dedupeKey)))) ?? undefined;
    },
  };
}
