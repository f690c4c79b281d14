import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { TocsinError } from '../../src/core/errors.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Store } from '../../src/groups/store.ts';
import { connectRedisStore, SWEEP_MS } from '../../src/store/redis-store.ts';
import type { RedisStoreOptions } from '../../src/store/redis-store-options.ts';
import { freePort } from '../servers/free-port.ts';
import { type RedisServer, startRedis, tellRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import {
  ACME,
  acceptanceOf,
  claimAll,
  claimOne,
  commitOf,
  eventOf,
  groupNamed,
  storeNew,
  writeOf,
} from './store-fixtures.ts';

const disk = groupNamed('DiskFull');

describe('the Redis store in trouble', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  async function redis(options: Parameters<typeof startRedis>[0] = {}): Promise<RedisServer> {
    const server = await startRedis(options);
    releasers.add('Redis', () => server.stop());
    return server;
  }

  function connect(url: string, more: Partial<RedisStoreOptions> = {}): Store {
    const store = connectRedisStore({ url, logger: silentLogger, ...more });
    releasers.add('the store', () => store.close());
    return store;
  }

  test('comes up while Redis is down, refuses at once, says why, and works when Redis comes', async () => {
    const port = await freePort();
    const store = connect(`redis://127.0.0.1:${port}`);
    expect(await store.health()).toEqual({
      ready: false,
      problem: `no connection to Redis (connect ECONNREFUSED 127.0.0.1:${port})`,
      warnings: [],
    });
    const startedAt = performance.now();
    const refusals = await Promise.all(Array.from({ length: 100 }, () => failureOf(storeNew(store, disk))));
    expect(performance.now() - startedAt).toBeLessThan(300);
    expect(new Set(refusals.map(({ reason }) => reason))).toEqual(new Set(['store_unavailable']));
    expect(refusals[0]?.message).toContain('ECONNREFUSED');
    await redis({ port });
    await waitUntil('the store works', async () => (await store.health()).ready);
    expect(await storeNew(store, disk)).toBeGreaterThan(0);
  });

  test('does not take a stall of its own process for one of Redis', async () => {
    const server = await redis();
    const store = connect(server.url, { commandTimeoutMs: 400 });
    await waitUntil('the store works', async () => (await store.health()).ready);
    const first = storeNew(store, disk);
    // Redis answers the first call long before this ends, and has not even got the second one.
    await new Promise((resolve) => setImmediate(resolve));
    const second = storeNew(store, groupNamed('MemoryLow'));
    for (const until = performance.now() + 600; performance.now() < until; );
    expect(await Promise.all([first, second])).toEqual([expect.any(Number), expect.any(Number)]);
  });

  test('loses nothing that it acknowledged when Redis is killed under 64 writers', async () => {
    const server = await redis();
    const store = connect(server.url);
    const acknowledged: string[] = [];
    let next = 0;
    let refused = 0;
    let stop = false;
    const write = async (): Promise<void> => {
      while (!stop) {
        next += 1;
        const group = groupNamed(`Group${next}`);
        try {
          const { outcome } = await store.accept(acceptanceOf([writeOf(group)]));
          if (outcome === 'stored') acknowledged.push(group.id);
        } catch (error) {
          if (!(error instanceof TocsinError)) throw error;
          refused += 1;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      }
    };
    const writers = Array.from({ length: 64 }, write);
    for (let crash = 0; crash < 3; crash++) {
      const before = acknowledged.length;
      await waitUntil('writes flow', () => acknowledged.length > before + 500);
      await server.kill();
      await server.restart();
    }
    const afterLast = acknowledged.length;
    await waitUntil('writes flow again', () => acknowledged.length > afterLast + 100);
    stop = true;
    await Promise.all(writers);

    const claimed = new Set<string>();
    for (let claims = await claimAll(store); claims.claims.length > 0; claims = await claimAll(store)) {
      for (const { group } of claims.claims) claimed.add(group.id);
    }
    expect(refused).toBeGreaterThan(0);
    expect(acknowledged.filter((id) => !claimed.has(id))).toEqual([]);
  }, 60_000);

  test('gives up on a Redis that hangs, and works when it goes on', async () => {
    const server = await redis();
    const store = connect(server.url, { commandTimeoutMs: 200 });
    await storeNew(store, disk);
    process.kill(server.pid(), 'SIGSTOP');
    const startedAt = performance.now();
    const failure = await failureOf(store.read(ACME, disk.id));
    expect(failure).toMatchObject({ reason: 'store_unavailable', message: expect.stringContaining('timed out') });
    expect(performance.now() - startedAt).toBeLessThan(600);
    await waitUntil('the connection is given up', async () =>
      /no connection/.test((await failureOf(store.read(ACME, disk.id))).message),
    );
    process.kill(server.pid(), 'SIGCONT');
    await waitUntil('the store works', async () => (await store.health()).ready);
    expect((await store.read(ACME, disk.id))?.group).toEqual(disk);
  });

  test('gives back what Redis leased to it without its hearing of it', async () => {
    const server = await redis();
    const store = connect(server.url, { commandTimeoutMs: 200 });
    await storeNew(store, groupNamed('MemoryLow'));
    await claimAll(store);
    process.kill(server.pid(), 'SIGSTOP');
    const accepting = store.accept(acceptanceOf([writeOf(disk)], { leaseMs: 60_000 }));
    expect((await failureOf(accepting)).message).toContain('timed out');
    process.kill(server.pid(), 'SIGCONT');
    await waitUntil('the store works', async () => (await store.health()).ready);
    await waitUntil('Redis has carried it out', async () => (await store.read(ACME, disk.id)) !== undefined);
    await waitUntil('it is due', async () => (await store.dueTenants([ACME])).length > 0);
    const claim = await claimOne(store);
    expect(claim.group).toEqual(disk);
    expect(claim.abandonedSince).toBeUndefined();
  });

  test('loads its scripts anew after SCRIPT FLUSH', async () => {
    const server = await redis();
    const store = connect(server.url);
    await storeNew(store, disk);
    await tellRedis(server.port, 'SCRIPT FLUSH');
    await storeNew(store, groupNamed('MemoryLow'));
    await tellRedis(server.port, 'SCRIPT FLUSH');
    expect((await claimAll(store)).claims).toHaveLength(2);
    await tellRedis(server.port, 'SCRIPT FLUSH');
    expect((await store.stats([ACME])).get(ACME)?.groups.open).toBe(2);
  });

  test('refuses a read-only replica and says so', async () => {
    const master = await redis();
    const replica = await redis({ args: ['--replicaof', '127.0.0.1', `${master.port}`] });
    const store = connect(replica.url);
    const failure = await failureOf(storeNew(store, disk));
    expect(failure).toMatchObject({ reason: 'store_unavailable' });
    expect(failure.message).toContain('read-only replica: point REDIS_URL at the master');
    await waitUntil('the connection is back', async () => /replica/.test((await store.health()).problem ?? ''));
  });

  test('takes nothing new when memory is full, but lets go what it holds', async () => {
    const server = await redis();
    const store = connect(server.url);
    for (let count = 0; count < 10; count++) await storeNew(store, groupNamed(`Group${count}`));
    await tellRedis(server.port, 'CONFIG SET maxmemory 1mb');
    const newcomers = [disk, groupNamed('MemoryLow')];
    const failures = await Promise.all(newcomers.map((group) => failureOf(storeNew(store, group))));
    for (const failure of failures) {
      expect(failure).toMatchObject({ reason: 'store_unavailable' });
      expect(failure.message).toContain('out of memory: raise maxmemory');
    }
    expect(await store.health()).toMatchObject({ ready: false, problem: expect.stringContaining('out of memory') });
    const { claims } = await claimAll(store);
    expect(claims).toHaveLength(10);
    // In one turn, so that Redis is asked for all of it at once.
    const [refused, ...committed] = await Promise.all([
      failureOf(storeNew(store, disk)),
      ...claims.map((claim) =>
        store.commit(commitOf(claim, { change: 'removed', events: [eventOf(claim.group, 'closed')] })),
      ),
    ]);
    expect(refused).toMatchObject({ reason: 'store_unavailable' });
    expect(committed).toEqual(claims.map(() => expect.objectContaining({ outcome: 'committed' })));
    await tellRedis(server.port, 'CONFIG SET maxmemory 0');
    await waitUntil('there is room again', async () => (await store.health()).ready);
    await storeNew(store, disk);
  });

  test('never shows a password, in errors and logs alike', async () => {
    const server = await redis({ password: 'right-pass-4711' });
    const written: string[] = [];
    const note = (fields: object, message: string): void => void written.push(inspect(fields, { depth: 9 }), message);
    const logger = { error: note, warn: note, info: note, debug: note };
    const attempts: readonly [string, Partial<RedisStoreOptions>][] = [
      [`redis://:wrong%2Fpass-4711@127.0.0.1:${server.port}`, {}],
      [`redis://tocsin:wrong%2Fpass-4711@127.0.0.1:${server.port}`, {}],
      [`redis://127.0.0.1:${server.port}`, { password: new Secret('wrong/pass-4711') }],
      [`redis://127.0.0.1:${server.port}`, {}],
    ];
    for (const [url, more] of attempts) {
      const store = connect(url, { ...more, logger });
      const { problem } = await store.health();
      expect(problem).toMatch(/refuses the user name or password|wants a password/);
      const failure = await failureOf(storeNew(store, disk));
      expect(failure.reason).toBe('store_unavailable');
      written.push(problem ?? '', failure.message, inspect(failure, { depth: 9, showHidden: true }));
    }
    const good = connect(server.url, { logger });
    await storeNew(good, disk);
    expect(written.join('\n')).not.toContain('4711');
  });

  test('lets a mistake of its own be seen as one', async () => {
    const server = await redis();
    const store = connect(server.url);
    await tellRedis(server.port, 'SET tocsin:{acme}:due oops');
    const failure = await failureOf(storeNew(store, disk)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(TocsinError);
    expect(inspect(failure)).toContain('WRONGTYPE');
  });

  test('warns of settings that could lose alerts', async () => {
    const durable = connect((await redis()).url);
    expect(await durable.health()).toEqual({ ready: true, warnings: [] });
    const lossy = await redis({ args: ['--appendfsync', 'everysec', '--maxmemory-policy', 'allkeys-lru'] });
    expect((await connect(lossy.url).health()).warnings).toEqual([
      expect.stringMatching(/maxmemory-policy is allkeys-lru.*noeviction/),
      expect.stringMatching(/appendfsync is everysec.*always/),
    ]);
    const withoutAof = await redis({ args: ['--appendonly', 'no'] });
    expect((await connect(withoutAof.url).health()).warnings).toEqual([expect.stringMatching(/appendonly is no/)]);
    const hosted = await redis({ args: ['--rename-command', 'CONFIG', ''] });
    expect((await connect(hosted.url).health()).warnings).toEqual([expect.stringMatching(/CONFIG is not permitted/)]);
  });

  test('warns of a master whose replicas may lack what it accepted', async () => {
    const master = await redis();
    await redis({ args: ['--replicaof', '127.0.0.1', `${master.port}`] });
    const store = connect(master.url);
    await waitUntil('the replica is there', async () => (await store.health()).warnings.length > 0);
    expect((await store.health()).warnings).toEqual([expect.stringMatching(/min-replicas-to-write is 0/)]);
    await tellRedis(master.port, 'CONFIG SET min-replicas-to-write 1');
    await waitUntil('it is content', async () => (await store.health()).warnings.length === 0);
  });

  test('finds work whose hint was lost at the next sweep', async () => {
    const server = await redis();
    let now = 1_000_000;
    const store = connect(server.url, { clock: { now: () => now } });
    expect(await store.dueTenants([ACME])).toEqual([]);
    const gone = connect(server.url);
    await storeNew(gone, disk);
    await waitUntil('the hint is written', async () =>
      /acme/.test(await tellRedis(server.port, 'ZRANGE tocsin:due 0 -1')),
    );
    await tellRedis(server.port, 'DEL tocsin:due');
    expect(await store.dueTenants([ACME])).toEqual([]);
    now += SWEEP_MS;
    expect(await store.dueTenants([ACME])).toEqual([ACME]);
  });

  test('keeps about ten thousand events of a tenant and drops those that are too old', async () => {
    const server = await redis();
    const store = connect(server.url);
    await tellRedis(server.port, 'XADD tocsin:{acme}:events 1-1 event old');
    await storeNew(store, disk);
    const claim = await claimOne(store);
    const events = Array.from({ length: 1_000 }, (_, at) => eventOf(disk, 'updated', at));
    for (let round = 0; round < 12; round++) {
      await store.commit(commitOf(claim, { dueAt: 1, events }));
      Object.assign(claim, await claimOne(store));
    }
    const length = Number(/\d+/.exec(await tellRedis(server.port, 'XLEN tocsin:{acme}:events'))?.[0]);
    expect(length).toBeGreaterThanOrEqual(10_000);
    // The last commits may be of those that trim by age, each with a chance of 1 in 16: their events come on top.
    expect(length).toBeLessThan(14_200);
    expect((await store.events(ACME, 1))[0]?.at).toBe(999);
  });
});

async function failureOf(promise: Promise<unknown>): Promise<TocsinError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof TocsinError) return error;
    throw error;
  }
  throw new Error('it succeeded');
}
