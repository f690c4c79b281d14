import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { connectRedisStore } from '../../src/store/redis-store.ts';
import { type RedisServer, startRedis, tellRedis } from '../servers/redis.ts';
import { describeHistoryContract } from './history-contract.ts';
import { describeOutboxContract } from './outbox-contract.ts';
import { ACME, acceptanceOf, groupNamed, writeOf } from './store-fixtures.ts';

let server: RedisServer;
let tests = 0;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

describeOutboxContract('memory', async () => createMemoryStore({ clock: systemClock }));
describeHistoryContract('memory', () => createMemoryStore({ clock: systemClock }));

const openRedis = () => {
  tests += 1;
  return connectRedisStore({ url: server.url, keyPrefix: `outbox-${tests}:`, logger: silentLogger });
};
describeOutboxContract('Redis', async () => openRedis());
describeHistoryContract('Redis', openRedis);

const hook = { tenantId: ACME, reader: 'hook', holder: 'a', leaseMs: 60_000, limit: 10 };
const group = groupNamed('DiskFull');
const write = (round: number) => acceptanceOf([writeOf(group, round)], { dedupeKey: `round-${round}` });

test('what left the memory before it was read is told as a gap, once', async () => {
  const store = createMemoryStore({ clock: systemClock });
  await store.outbox.take(hook);
  for (let round = 0; round < 2_500; round++) await store.accept(write(round));
  const taken = await store.outbox.take(hook);
  expect(taken).toMatchObject({ hasGap: true, events: { length: 10 } });
  await store.outbox.keep({ ...hook, place: taken?.events[0]?.place ?? '' });
  expect(await store.outbox.take(hook)).toMatchObject({ hasGap: false });
});

test('what left Redis before it was read is told as a gap; what left long after it was read is none', async () => {
  const store = openRedis();
  await store.outbox.take(hook);
  const known = async () => (await store.read(ACME, group.id))?.version ?? 0;
  const append = async (name: string) =>
    await store.accept(acceptanceOf([writeOf(group, await known())], { dedupeKey: name }));
  await append('one');
  await append('two');
  const first = await store.outbox.take(hook);
  await store.outbox.keep({ ...hook, place: first?.events[0]?.place ?? '' });
  await append('three');
  const events = `outbox-${tests}:{acme}:events`;
  await tellRedis(server.port, `XTRIM ${events} MAXLEN 1`);
  const late = await store.outbox.take(hook);
  expect(late).toMatchObject({ hasGap: true, events: { length: 1 } });

  await store.outbox.keep({ ...hook, place: late?.events[0]?.place ?? '' });
  expect(await store.outbox.take(hook)).toMatchObject({ hasGap: false, events: [] });
  await append('four');
  await tellRedis(server.port, `XTRIM ${events} MAXLEN 1`);
  expect(await store.outbox.take(hook)).toMatchObject({ hasGap: false, events: { length: 1 } });
  await store.close();
});
