import type { TenantId } from '../core/ids.ts';
import { HEARTBEATS_KEPT_MS, type Heartbeats } from '../watchdogs/heartbeats.ts';
import { knownWatchdogs } from '../watchdogs/known-watchdogs.ts';
import type { RedisConnection } from './redis-connection.ts';
import { asList, asNumber, asText, rowsOf } from './replies.ts';
import type { TenantKeys } from './tenant-keys.ts';

/** See the heartbeat scripts. */
export function createRedisHeartbeats({
  call,
  keysOf,
}: {
  readonly call: <T>(command: (connection: RedisConnection) => Promise<T>) => Promise<T>;
  readonly keysOf: (tenantId: TenantId) => TenantKeys;
}): Heartbeats {
  return {
    async heard(tenantId, names) {
      const key = keysOf(tenantId).heartbeats;
      await call(({ client }) => client.tocsinHeard(1, key, HEARTBEATS_KEPT_MS, ...names));
    },
    async look({ tenantId, names, turnMs, gapMs }) {
      const parameters = [keysOf(tenantId).heartbeats, HEARTBEATS_KEPT_MS, turnMs, gapMs, ...names];
      const [now, turn, fields] = asList(await call(({ client }) => client.tocsinLook(1, ...parameters)));
      const rows = rowsOf(asList(fields), 2).map(([field, value]) => [asText(field), asText(value)] as const);
      return { now: asNumber(now), isTurn: asNumber(turn) === 1, watchdogs: knownWatchdogs(rows) };
    },
    async known(tenantId) {
      const fields = await call(({ client }) => client.hgetall(keysOf(tenantId).heartbeats));
      return knownWatchdogs(Object.entries(fields));
    },
    async tell(tenantId, name, silence) {
      const key = keysOf(tenantId).heartbeats;
      const field = `silence:${name}`;
      await call(({ client }) =>
        silence === undefined ? client.hdel(key, field) : client.hset(key, field, JSON.stringify(silence)),
      );
    },
    async forget(tenantId, name) {
      const key = keysOf(tenantId).heartbeats;
      await call(({ client }) => client.hdel(key, `heard:${name}`, `expected:${name}`, `silence:${name}`));
    },
  };
}
