/**
 * The table in docs/operations.md, row by row: what a relay does while a real Redis is in trouble. Every row begins with
 * an open message and ends with the same relay, never restarted, showing what came in during the trouble.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type RedisServer, startRedis, tellRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { type Platform, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

interface Trouble {
  readonly what: string;
  readonly begin: (redis: RedisServer) => Promise<unknown>;
  readonly end: (redis: RedisServer) => Promise<unknown>;
  /** What `/-/ready` says; absent when Redis serves on. */
  readonly problem?: RegExp;
  /** Whether Redis knows the group no more: then its next webhook is a new message. */
  readonly forgets?: true;
}

/** Longer than a second: a health check's answer counts for so long. */
const PAUSE_SECONDS = 3;

/** Returns when it sleeps. */
async function putToSleep(port: number): Promise<void> {
  const awake = tellRedis(port, `DEBUG SLEEP ${PAUSE_SECONDS}`);
  const answers = () => tellRedis(port, 'PING').then(() => true);
  await waitUntil('it sleeps', async () => !(await Promise.race([answers(), pause(100, false)])));
  await Promise.race([awake, pause(0)]);
}

const TROUBLES: readonly Trouble[] = [
  {
    what: 'killed, and started again with its append-only file',
    begin: (redis) => redis.kill(),
    end: (redis) => redis.restart(),
    problem: /no connection to Redis/,
  },
  {
    what: 'shut down, and started again',
    begin: (redis) => redis.shutdown(),
    end: (redis) => redis.restart(),
    problem: /no connection to Redis/,
  },
  {
    what: 'frozen, and thawed',
    begin: async (redis) => process.kill(redis.pid(), 'SIGSTOP'),
    end: async (redis) => process.kill(redis.pid(), 'SIGCONT'),
    problem: /timed out|no connection to Redis/,
  },
  {
    what: 'busy with something long',
    begin: ({ port }) => putToSleep(port),
    end: async () => undefined,
    problem: /timed out|no connection to Redis/,
  },
  {
    what: 'made a read-only replica of a master that is gone, and a master again',
    begin: ({ port }) => tellRedis(port, 'REPLICAOF 127.0.0.1 1'),
    end: ({ port }) => tellRedis(port, 'REPLICAOF NO ONE'),
    problem: /read-only replica|lost its master/,
  },
  {
    what: 'out of memory with noeviction, and given more',
    begin: ({ port }) => tellRedis(port, 'CONFIG SET maxmemory 1mb'),
    end: ({ port }) => tellRedis(port, 'CONFIG SET maxmemory 0'),
    problem: /out of memory/,
  },
  {
    what: 'left without the replicas that it must have, and freed of that',
    begin: ({ port }) => tellRedis(port, 'CONFIG SET min-replicas-to-write 1'),
    end: ({ port }) => tellRedis(port, 'CONFIG SET min-replicas-to-write 0'),
    problem: /too few replicas/,
  },
  {
    what: 'robbed of its scripts',
    begin: ({ port }) => tellRedis(port, 'SCRIPT FLUSH'),
    end: async () => undefined,
  },
  {
    what: 'cut off from its clients',
    begin: ({ port }) => tellRedis(port, 'CLIENT KILL TYPE normal', 'CLIENT KILL TYPE pubsub'),
    end: async () => undefined,
  },
  {
    what: 'emptied',
    begin: ({ port }) => tellRedis(port, 'FLUSHALL'),
    end: async () => undefined,
    forgets: true,
  },
];

let releasers: Releasers;
beforeEach(() => {
  releasers = new Releasers();
});
afterEach(() => releasers.close());

async function opened() {
  const redis = await startRedis({ args: ['--enable-debug-command', 'yes'] });
  releasers.add('redis', () => redis.stop());
  const platform = await startPlatform({ redisUrl: redis.url });
  releasers.add('platform', () => platform.close());
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  const message = await platform.channel('T0ACME', 'C0OPS').expectMessage(/DiskFull/);
  await platform.expectNothingElse();
  return { redis, platform, message };
}

const BOTH = webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]);

async function postUntilTaken(platform: Platform): Promise<void> {
  await waitUntil('the webhook is taken', async () => {
    const { status } = await platform.post(BOTH);
    expect([200, 503]).toContain(status);
    return status === 200;
  });
}

describe('a Redis that is', () => {
  test.each(TROUBLES)('$what', async ({ begin, end, problem, forgets }) => {
    const { redis, platform, message } = await opened();
    await begin(redis);
    if (problem !== undefined) {
      expect((await platform.post(BOTH)).status).toBe(503);
      await waitUntil('it is not ready, and says why', async () => {
        const { status, body } = await platform.readiness();
        return status === 503 && problem.test(body.problems.join());
      });
      expect((await fetch(`${platform.url}/-/healthy`)).status).toBe(200);
      expect(await platform.metrics()).toContain('outcome="store_unavailable"} 1');
    }
    await end(redis);
    await postUntilTaken(platform);
    const ops = platform.channel('T0ACME', 'C0OPS');
    if (forgets) await ops.expectMessage(/db-2/);
    else {
      await message.expectUpdate(/db-2/);
      await message.expectReply(/db-2/);
    }
    await waitUntil('it is ready', async () => (await platform.readiness()).status === 200);
    await platform.expectNothingElse();
  });

  test('emptied again and again under load takes every webhook, and shows each group that it was told of last', async () => {
    const { redis, platform } = await opened();
    let isOver = false;
    const names = Array.from({ length: 10 }, (_, index) => `Load${index}x`);
    const senders = names.map(async (alertname) => {
      for (let round = 0; !isOver; round++) {
        const webhook = webhookOf([{ instance: `db-${round}` }], { alertname });
        expect((await platform.post(webhook)).status).toBe(200);
      }
    });
    for (let count = 0; count < 10; count++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await tellRedis(redis.port, 'FLUSHALL');
    }
    isOver = true;
    await Promise.all(senders);
    const last = names.map((alertname) => webhookOf([{ instance: 'db-last' }], { alertname }));
    for (const webhook of last) expect((await platform.post(webhook)).status).toBe(200);
    const ops = platform.channel('T0ACME', 'C0OPS');
    for (const name of names) {
      await waitUntil(`${name} is shown as it is now`, () =>
        ops.all().some((each) => JSON.stringify(each).includes(name) && JSON.stringify(each).includes('db-last')),
      );
    }
    await waitUntil('nothing is due', async () =>
      /tocsin_due_groups\{tenant="acme"\} 0/.test(await platform.metrics()),
    );
    expect(platform.log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  }, 40_000);

  test('emptied while it was away makes new messages of what fires on, and no other', async () => {
    const { redis, platform } = await opened();
    await tellRedis(redis.port, 'FLUSHALL');
    await redis.kill();
    await redis.restart();
    await postUntilTaken(platform);
    await platform.channel('T0ACME', 'C0OPS').expectMessage(/db-2/);
    await platform.expectNothingElse();
  });
});
