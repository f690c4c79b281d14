import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { streamIdOf, type TenantId } from '../../src/core/ids.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { groupFrom } from '../../src/groups/group-document.ts';
import { connectRedisStore } from '../../src/store/redis-store.ts';
import { type RedisServer, startRedis, tellRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { describeFoldContract } from './fold-contract.ts';
import { describeStoreContract } from './store-contract.ts';
import { ACME, acceptanceOf, GLOBEX, groupNamed, siblingOf, storeNew, writeOf } from './store-fixtures.ts';

let server: RedisServer;
let tests = 0;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

describeStoreContract('the Redis store', async () => {
  tests += 1;
  const open = () => connectRedisStore({ url: server.url, keyPrefix: `test-${tests}:`, logger: silentLogger });
  return { one: open(), two: open() };
});

describeFoldContract('the Redis store', async () => {
  tests += 1;
  return connectRedisStore({ url: server.url, keyPrefix: `fold-${tests}:`, logger: silentLogger });
});

test('a group that Redis evicted does not keep its stream from being stored', async () => {
  const store = connectRedisStore({ url: server.url, keyPrefix: 'evicted:', logger: silentLogger });
  const disk = groupNamed('DiskFull');
  const evicted = siblingOf(disk);
  await storeNew(store, evicted);
  await tellRedis(server.port, `DEL evicted:{acme}:group:${evicted.id}`);
  const acceptance = acceptanceOf([writeOf(disk)], { wholeStream: streamIdOf(disk) });
  expect(await store.accept(acceptance)).toEqual({ outcome: 'conflict', current: new Map([[evicted.id, undefined]]) });
  expect(await store.accept(acceptance)).toMatchObject({ outcome: 'stored' });
  expect((await store.stats([ACME])).get(ACME)?.groups).toEqual({ open: 1, resolved: 0 });
  await store.close();
});

test('a document that the caller remembers is not sent again', async () => {
  const store = connectRedisStore({ url: server.url, keyPrefix: 'remembered:', logger: silentLogger });
  const disk = groupNamed('DiskFull');
  const remembered = { group: { ...disk }, version: await storeNew(store, disk) };
  const { claims } = await store.claim({ tenantId: ACME, limit: 1, leaseMs: 60_000, known: () => remembered });
  expect(claims[0]?.group).toBe(remembered.group);
  await store.close();
});

test('the texts that it tells of are those that it keeps', async () => {
  const store = connectRedisStore({ url: server.url, keyPrefix: 'texts:', logger: silentLogger });
  const disk = groupNamed('DiskFull');
  const stored = await store.accept(acceptanceOf([writeOf(disk)], { leaseMs: 60_000 }));
  if (stored.outcome !== 'stored' || stored.texts?.[0] === undefined) throw new Error('not stored, or without texts');
  const [texts, [claim]] = [stored.texts[0], stored.claims];
  expect(groupFrom(texts)).toEqual(disk);
  const after = { ...disk, unconfirmed: 3 };
  const change = { group: after, state: 'open' as const, before: disk };
  const commit = { tenantId: ACME, groupId: disk.id, token: claim?.token ?? '', expectedVersion: claim?.version ?? 0 };
  const committed = await store.commit({ ...commit, change, events: [] });
  const written = committed.outcome === 'committed' ? committed.texts : undefined;
  expect(Object.keys(written ?? {})).toEqual(['delivery']);
  expect(groupFrom({ ...texts, ...written })).toEqual((await store.read(ACME, disk.id))?.group);
  await store.close();
});

test('a dead letter whose document Redis lost is struck from the list by whoever asks for it', async () => {
  const store = connectRedisStore({ url: server.url, keyPrefix: 'lost:', logger: silentLogger });
  const id = groupNamed('DiskFull').id;
  await tellRedis(server.port, `ZADD lost:{acme}:dead 5 ${id}`);
  expect(await store.deadLetters({ tenantId: ACME, limit: 10 })).toEqual([{ id, at: 5 }]);
  expect(await store.replay({ tenantId: ACME, groupId: id, by: 'maria' })).toBe(false);
  expect(await store.deadLetters({ tenantId: ACME, limit: 10 })).toEqual([]);
  await store.close();
});

describe('work that another process stored', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  function listen(url: string, keyPrefix: string, logger = silentLogger) {
    const heard: TenantId[] = [];
    const store = connectRedisStore({ url, keyPrefix, logger });
    releasers.add('the listener', () => store.close());
    store.watchDue((tenantIds) => heard.push(...tenantIds));
    return { store, heard };
  }

  test('is heard of, also after Redis was away, and what one stored itself is not', async () => {
    const redis = await startRedis();
    releasers.add('Redis', () => redis.stop());
    const { store, heard } = listen(redis.url, 'heard:');
    const other = connectRedisStore({ url: redis.url, keyPrefix: 'heard:', logger: silentLogger });
    releasers.add('the other', () => other.close());
    await storeNew(store, groupNamed('Own'), GLOBEX);
    let count = 0;
    const isHeard = async (): Promise<boolean> => {
      count += 1;
      await storeNew(other, groupNamed(`Group${count}`)).catch(() => undefined);
      return heard.includes(ACME);
    };
    await waitUntil('it is heard', isHeard);
    await redis.kill();
    await redis.restart();
    heard.length = 0;
    await waitUntil('it is heard again', isHeard);
    expect(heard).not.toContain(GLOBEX);
  });

  test('is heard of, when groups leave a summary', async () => {
    const redis = await startRedis();
    releasers.add('Redis', () => redis.stop());
    const { store, heard } = listen(redis.url, 'unfolded:');
    const other = connectRedisStore({ url: redis.url, keyPrefix: 'unfolded:', logger: silentLogger });
    releasers.add('the other', () => other.close());
    const group = groupNamed('Folded');
    await storeNew(store, group);
    await waitUntil('it is heard', async () => {
      await other.folds.poke(ACME, [group.id], 0);
      return heard.includes(ACME);
    });
  });

  test('is left to the sweep where the ACL forbids to listen, which is said', async () => {
    const said: string[] = [];
    const note = (_fields: object, message: string): void => void said.push(message);
    await tellRedis(server.port, 'ACL SETUSER deaf on >deaf-pass ~* resetchannels +@all');
    const url = server.url.replace('redis://', 'redis://deaf:deaf-pass@');
    const { store } = listen(url, 'deaf:', { ...silentLogger, warn: note });
    await storeNew(store, groupNamed('DiskFull'));
    await waitUntil('it is said', () => said.includes('cannot hear of work from others, the sweep finds it'));
    expect(await store.dueTenants([ACME])).toEqual([ACME]);
  });
});
