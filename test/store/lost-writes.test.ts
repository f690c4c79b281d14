/** A Redis that took writes and lost them again, as after a failover, while processes remember what they wrote. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type GroupId, groupIdOf, messageTs, receiverName, type TenantId } from '../../src/core/ids.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { createAcceptor } from '../../src/groups/acceptor.ts';
import { changeStored } from '../../src/groups/change-stored.ts';
import { GroupCache } from '../../src/groups/group-cache.ts';
import type { Claim, Store } from '../../src/groups/store.ts';
import { connectRedisStore } from '../../src/store/redis-store.ts';
import { firing, report, T0 } from '../groups/builders.ts';
import { type RedisServer, startRedis, tellRedis } from '../servers/redis.ts';
import { ACME, claimOne, commitOf } from './store-fixtures.ts';

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const releasers = new Releasers();
afterEach(() => releasers.close());

const GROUP = groupIdOf(report([], T0));

/** A process: what it stores in Redis, and what it remembers of it. */
function start(keyPrefix: string) {
  const store = connectRedisStore({ url: server.url, keyPrefix, logger: silentLogger });
  releasers.add('store', () => store.close());
  const cache = new GroupCache();
  const accept = createAcceptor({ store, cache });
  const arrive = (names: readonly string[], at: number) => {
    const notification = report(
      names.map((name) => firing(name)),
      at,
    );
    const byReceiver = new Map([[receiverName('ops'), notification.alerts]]);
    return accept({ tenantId: ACME, notification, byReceiver, dedupeMs: 1_000 });
  };
  return { store, cache, arrive };
}

/** Redis as it is now, for going back to. Resolves to what undoes everything that was written since. */
async function snapshot(keyPrefix: string, id: GroupId): Promise<() => Promise<void>> {
  const key = `${keyPrefix}{${ACME}}:group:${id}`;
  await tellRedis(server.port, `COPY ${key} ${key}:kept`);
  return async () => {
    await tellRedis(server.port, `COPY ${key}:kept ${key} REPLACE`);
  };
}

async function press(parts: { store: Store; cache: GroupCache }, tenantId: TenantId): Promise<void> {
  const stored = await parts.store.read(tenantId, GROUP);
  const acknowledged = { by: 'U1', at: T0 };
  const deed = { tenantId, groupId: GROUP, id: 'press-1', by: 'U1', stored };
  const { outcome } = await changeStored(parts, {
    ...deed,
    change: ({ group }) => ({ group: { ...group, acknowledged }, event: { at: T0, kind: 'acknowledged' } }),
  });
  expect(outcome).toBe('done');
}

test('a press that followed lost writes is not overwritten by who remembers these', async () => {
  const [one, two] = [start('pressed:'), start('pressed:')];
  await one.arrive(['db-1'], T0);
  const fail = await snapshot('pressed:', GROUP);
  await one.arrive(['db-1', 'db-2'], T0 + 1_000);
  await fail();
  await press(two, ACME);
  await one.arrive(['db-1', 'db-2', 'db-3'], T0 + 2_000);
  const group = (await one.store.read(ACME, GROUP))?.group;
  expect(group?.acknowledged?.by).toBe('U1');
  expect(Object.keys(group?.alerts ?? {})).toHaveLength(3);
});

test('a delivery that was stored and lost does not stand for what another stored after it', async () => {
  const [one, two] = [start('delivered:'), start('delivered:')];
  await one.arrive(['db-1'], T0);
  const claim = await claimOne(one.store);
  const fail = await snapshot('delivered:', GROUP);
  const commit = async ({ store, cache }: typeof one, held: Claim, ts: string) => {
    const message = {
      channel: 'C1' as never,
      ts: messageTs(ts),
      sentTo: { workspace: 'T1', channel: 'C1' as never },
      hash: '',
      postedAt: T0,
      startedAt: T0,
    };
    const change = { group: { ...held.group, message }, state: 'open', before: held.group } as const;
    const result = await store.commit(commitOf(held, { change }));
    if (result.outcome !== 'committed') throw new Error(result.outcome);
    const over = held.version;
    cache.putAway(ACME, GROUP, { group: change.group, version: result.version, over }, result.texts);
  };
  await commit(one, claim, '1.0');
  await fail();
  await commit(two, claim, '2.0');
  await tellRedis(server.port, `ZADD delivered:{${ACME}}:due 0 ${GROUP}`);
  const known = (id: GroupId) => one.cache.get(ACME, id);
  const { claims } = await one.store.claim({ tenantId: ACME, limit: 1, leaseMs: 60_000, known });
  expect(claims[0]?.group.message?.ts).toBe('2.0');
});
