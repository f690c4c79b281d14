import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { silentLogger } from '../../src/core/logger.ts';
import type { AcceptResult, Store } from '../../src/groups/store.ts';
import { connectRedisStore } from '../../src/store/redis-store.ts';
import { type RedisServer, startRedis, tellRedis } from '../servers/redis.ts';
import { ACME, acceptanceOf, GLOBEX, groupNamed, storeNew, tenant, writeOf } from './store-fixtures.ts';

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

/** A store that has its scripts in Redis already. */
async function openStore(keyPrefix: string): Promise<Store> {
  const store = connectRedisStore({ url: server.url, keyPrefix, logger: silentLogger });
  await storeNew(store, groupNamed('First'), tenant('warm'));
  return store;
}

/** How often Redis was asked to run a script. */
async function scriptsRun(): Promise<number> {
  const calls = (await tellRedis(server.port, 'INFO commandstats')).matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g);
  return [...calls].reduce((sum, [, count]) => sum + Number(count), 0);
}

const groups = Array.from({ length: 70 }, (_, index) => groupNamed(`Group${index}`));

test('what is asked in one turn is one command, whoever asks, and each has its own answer', async () => {
  const store = await openStore('one:');
  const before = await scriptsRun();
  const [group, other] = groups;
  if (group === undefined || other === undefined) throw new Error('no groups');
  const copied = acceptanceOf([writeOf(other)], { peer: 'http://am-2' });
  const results = await Promise.all([
    store.accept(acceptanceOf([writeOf(group)])),
    store.accept(acceptanceOf([writeOf(group)])),
    store.accept(acceptanceOf([writeOf(group)], { tenantId: GLOBEX })),
    store.accept(copied),
    store.accept(copied),
  ]);
  expect(await scriptsRun()).toBe(before + 1);
  expect(results.map(({ outcome }) => outcome)).toEqual(['stored', 'conflict', 'stored', 'stored', 'duplicate']);
  expect(results[1]).toMatchObject({ current: new Map([[group.id, await store.read(ACME, group.id)]]) });
  expect(results[4]).toMatchObject({ peer: 'http://am-2' });
  await store.close();
});

test('one that fails leaves the others alone', async () => {
  const store = await openStore('fails:');
  const [good, bad, last] = groups;
  if (good === undefined || bad === undefined || last === undefined) throw new Error('no groups');
  await tellRedis(server.port, `SET fails:{acme}:group:${bad.id} text`);
  const accept = (group: typeof good): Promise<AcceptResult> => store.accept(acceptanceOf([writeOf(group)]));
  const settled = await Promise.allSettled([good, bad, last].map(accept));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(String(settled[1]?.status === 'rejected' && settled[1].reason)).toContain('WRONGTYPE');
  expect(await store.read(ACME, last.id)).toMatchObject({ group: last });
  // By itself it fails in the same words.
  await expect(accept(bad)).rejects.toThrow('WRONGTYPE');
  await store.close();
});

test('a command takes a bounded number of calls, and a bounded length', async () => {
  const store = await openStore('bounded:');
  const before = await scriptsRun();
  await Promise.all(groups.map((group) => store.accept(acceptanceOf([writeOf(group)]))));
  expect((await scriptsRun()) - before).toBe(Math.ceil(groups.length / 32));
  const long = { ...groupNamed('Long'), groupLabels: { text: 'x'.repeat(300_000) } };
  const between = await scriptsRun();
  await Promise.all(
    ['a', 'b', 'c'].map((name) => store.accept(acceptanceOf([writeOf(long)], { tenantId: tenant(name) }))),
  );
  expect((await scriptsRun()) - between).toBe(3);
  await store.close();
});

test('what is asked in the turn in which the store is closed is carried out', async () => {
  const store = await openStore('closed:');
  const last = store.accept(acceptanceOf([writeOf(groupNamed('Last'))]));
  await Promise.resolve();
  const closed = store.close();
  expect(await last).toMatchObject({ outcome: 'stored' });
  await closed;
});
