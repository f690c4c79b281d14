/** What every store does for watchdogs, whatever it keeps them in. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.ts';
import { receiverName } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import type { Store } from '../../src/groups/store.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { connectRedisStore } from '../../src/store/redis-store.ts';
import type { Heartbeats } from '../../src/watchdogs/heartbeats.ts';
import { type RedisServer, startRedis, tellRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { ACME, GLOBEX } from './store-fixtures.ts';

type Opened = Store & { readonly heartbeats: Heartbeats };

let server: RedisServer;
let tests = 0;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const openRedis = () => {
  tests += 1;
  return connectRedisStore({ url: server.url, keyPrefix: `heartbeats-${tests}:`, logger: silentLogger });
};

describe.each<readonly [string, () => Opened]>([
  ['memory', () => createMemoryStore({ clock: systemClock })],
  ['Redis', openRedis],
])('heartbeats in %s', (_, open) => {
  const each = { tenantId: ACME, names: ['prod', 'staging: eu'], turnMs: 0, gapMs: 60_000 };

  async function withHeartbeats(work: (heartbeats: Heartbeats) => Promise<void>): Promise<void> {
    const store = open();
    try {
      await work(store.heartbeats);
    } finally {
      await store.close();
    }
  }

  test('a watchdog is expected from when it was first looked for, and heard when it was', async () => {
    await withHeartbeats(async (heartbeats) => {
      const first = await heartbeats.look(each);
      expect(first.watchdogs).toEqual(each.names.map((name) => ({ name, expectedSince: first.now })));
      await heartbeats.heard(ACME, ['staging: eu']);
      const { watchdogs, now } = await heartbeats.look(each);
      expect(await heartbeats.known(ACME)).toEqual(watchdogs);
      expect(watchdogs[0]).toEqual({ name: 'prod', expectedSince: first.now });
      expect(watchdogs[1]).toMatchObject({ name: 'staging: eu', expectedSince: first.now });
      expect(watchdogs[1]?.heardAt).toBeGreaterThanOrEqual(first.now);
      expect(watchdogs[1]?.heardAt).toBeLessThanOrEqual(now);
    });
  });

  test('one of those who look has the turn, until the next one is due; all see the same', async () => {
    await withHeartbeats(async (heartbeats) => {
      const slow = { ...each, turnMs: 60_000 };
      const [one, other] = await Promise.all([heartbeats.look(slow), heartbeats.look(slow)]);
      expect([one.isTurn, other.isTurn].sort()).toEqual([false, true]);
      expect(one.watchdogs).toEqual(other.watchdogs);
      expect((await heartbeats.look({ ...slow, turnMs: 0 })).isTurn).toBe(true);
    });
  });

  test('after a pause in which nobody looked all are expected anew, and one that comes late from then on', async () => {
    await withHeartbeats(async (heartbeats) => {
      const first = await heartbeats.look({ ...each, names: ['prod'] });
      await waitUntil('a while is over', () => Date.now() > first.now + 20);
      const later = await heartbeats.look(each);
      expect(later.watchdogs.map(({ expectedSince }) => expectedSince)).toEqual([first.now, later.now]);
      await waitUntil('a pause is over', () => Date.now() > later.now + 20);
      const back = await heartbeats.look({ ...each, gapMs: 10 });
      expect(back.watchdogs.map(({ expectedSince }) => expectedSince)).toEqual([back.now, back.now]);
    });
  });

  test('a silence is remembered until it is over, and nothing of what is forgotten', async () => {
    await withHeartbeats(async (heartbeats) => {
      const silence = { since: 17, receivers: [receiverName('ops')], severity: 'critical' } as const;
      await heartbeats.look(each);
      await heartbeats.tell(ACME, 'prod', silence);
      expect((await heartbeats.look(each)).watchdogs[0]).toMatchObject({ name: 'prod', silence });
      await heartbeats.tell(ACME, 'prod', undefined);
      expect((await heartbeats.look(each)).watchdogs[0]).not.toHaveProperty('silence');
      await heartbeats.tell(ACME, 'prod', silence);
      await heartbeats.forget(ACME, 'prod');
      const { watchdogs } = await heartbeats.look({ ...each, names: [] });
      expect(watchdogs.map(({ name }) => name)).toEqual(['staging: eu']);
    });
  });

  test('tenants are kept apart, and of one without watchdogs nothing is kept', async () => {
    await withHeartbeats(async (heartbeats) => {
      await heartbeats.look(each);
      const none = { ...each, tenantId: GLOBEX, names: [] };
      expect(await heartbeats.look(none)).toMatchObject({ isTurn: false, watchdogs: [] });
      expect(await heartbeats.look(none)).toMatchObject({ isTurn: false, watchdogs: [] });
    });
  });
});

test('what Redis keeps of watchdogs ends by itself when nobody looks for a month', async () => {
  const store = openRedis();
  await store.heartbeats.heard(ACME, ['prod']);
  const left = await tellRedis(server.port, `PTTL heartbeats-${tests}:{acme}:heartbeats`);
  expect(Number(/\d+/.exec(left)?.[0])).toBeGreaterThan(29 * 24 * 3_600_000);
  await store.close();
});
