/** Replicas that send the same groups in any order, to two relays on one Redis: one message each. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { FAST, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

const GROUPS = 400;
const PEERS = ['http://am-1:9093', 'http://am-2:9093', 'http://am-3:9093'];

let releasers: Releasers;
beforeEach(() => {
  releasers = new Releasers();
});
afterEach(() => releasers.close());

describe('three replicas', () => {
  test(`that send ${GROUPS} groups each, shuffled, make ${GROUPS} messages`, async () => {
    const redis = await startRedis();
    releasers.add('redis', () => redis.stop());
    const tocsin = FAST.replace(/ingest:.*\n/, '');
    const platform = await startPlatform({ redisUrl: redis.url, tocsin });
    releasers.add('platform', () => platform.close());

    const webhooks = PEERS.flatMap((peer) =>
      Array.from({ length: GROUPS }, (_, index) =>
        webhookOf([{ instance: `host-${index}`, labels: { severity: 'warning' } }], {
          alertname: `Group${index}`,
          peer,
        }),
      ),
    );
    const [shuffled = []] = fc.sample(
      fc.shuffledSubarray(webhooks, { minLength: webhooks.length, maxLength: webhooks.length }),
      { numRuns: 1, seed: 42 },
    );
    const queue = shuffled.values();
    const sender = async () => {
      for (const webhook of queue) expect((await platform.post(webhook)).status).toBe(200);
    };
    await Promise.all(Array.from({ length: 16 }, sender));

    const ops = platform.channel('T0ACME', 'C0OPS');
    await waitUntil('all are posted', () => ops.all().length >= GROUPS, { timeoutMs: 60_000 });
    await waitUntil('nothing is due', async () =>
      /tocsin_due_groups\{tenant="acme"\} 0/.test(await platform.metrics()),
    );
    expect(ops.all()).toHaveLength(GROUPS);
    expect(ops.calls('chat.postMessage')).toBe(GROUPS);
  }, 90_000);
});
