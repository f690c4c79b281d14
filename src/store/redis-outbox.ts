import { type Outbox, READERS_KEPT_MS } from '../actions/outbox.ts';
import type { TenantId } from '../core/ids.ts';
import { EVENTS_KEPT } from './accept-call.ts';
import type { RedisConnection } from './redis-connection.ts';
import { asList, asNumber, asPlacedEvent } from './replies.ts';
import type { TenantKeys } from './tenant-keys.ts';

/** See the outbox scripts. */
export function createRedisOutbox({
  call,
  keysOf,
}: {
  readonly call: <T>(command: (connection: RedisConnection) => Promise<T>) => Promise<T>;
  readonly keysOf: (tenantId: TenantId) => TenantKeys;
}): Outbox {
  return {
    async take({ tenantId, reader, holder, leaseMs, limit }) {
      const keys = keysOf(tenantId);
      const parameters = [holder, leaseMs, limit, READERS_KEPT_MS, EVENTS_KEPT];
      const reply = await call(({ client }) =>
        client.tocsinTakeOutbox(2, keys.reader(reader), keys.events, ...parameters),
      );
      if (reply === null) return undefined;
      const [gap, entries] = asList(reply);
      const events = asList(entries).map(asPlacedEvent);
      return { events, hasGap: asNumber(gap) === 1 };
    },
    async keep({ tenantId, reader, holder, leaseMs, place = '' }) {
      const key = keysOf(tenantId).reader(reader);
      return asNumber(await call(({ client }) => client.tocsinKeepOutbox(1, key, holder, leaseMs, place))) === 1;
    },
  };
}
