/** The relay on a real Redis Cluster and behind real Sentinels: nodes die, replicas take over, slots move. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startRedisCluster } from '../servers/redis-cluster.ts';
import { startSentinels } from '../servers/redis-sentinels.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { type Platform, SECRETS, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

const GLOBEX = { tenant: 'globex', token: SECRETS.GLOBEX_INGEST_TOKEN };

let releasers: Releasers;
beforeEach(() => {
  releasers = new Releasers();
});
afterEach(() => releasers.close());

async function started(redisUrl: string): Promise<Platform> {
  const platform = await startPlatform({ redisUrl });
  releasers.add('platform', () => platform.close());
  await waitUntil('the relay is ready', async () => (await platform.readiness()).status === 200);
  return platform;
}

/** Posts as Alertmanager does: again and again until it is taken; returns how often it was not. */
async function postUntilTaken(platform: Platform, body: unknown, to = {}): Promise<number> {
  let refused = 0;
  await waitUntil(
    'the webhook is taken',
    async () => {
      const { status } = await platform.post(body, to);
      if (status === 200) return true;
      expect(status).toBe(503);
      refused += 1;
      return false;
    },
    { everyMs: 50 },
  );
  return refused;
}

describe('a Redis Cluster', () => {
  test('serves tenants in different nodes, while a slot moves and after a master died', async () => {
    const cluster = await startRedisCluster();
    releasers.add('cluster', () => cluster.stop());
    const [acmeSlot, globexSlot] = [await cluster.slotOf('{acme}'), await cluster.slotOf('{globex}')];
    const acmeNode = await cluster.ownerOf(acmeSlot);
    const [globexNode] = cluster.masters.filter((node) => node !== acmeNode);
    if (globexNode === undefined) throw new Error('there is one node only');
    await cluster.moveSlot(globexSlot, await cluster.ownerOf(globexSlot), globexNode);
    const platform = await started(cluster.url);
    const [ops, theirs] = [platform.channel('T0ACME', 'C0OPS'), platform.channel('T0GLOBEX', 'C0OPS')];
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await platform.post(webhookOf([{ instance: 'db-1' }]), GLOBEX);
    const message = await ops.expectMessage(/DiskFull/);
    await theirs.expectMessage(/DiskFull/);

    const moved = { isOver: false };
    const moving = cluster.moveSlot(globexSlot, globexNode, acmeNode).then(() => {
      moved.isOver = true;
    });
    const names: string[] = [];
    while (!moved.isOver || names.length < 10) {
      names.push(`Moving${names.length}x`);
      await postUntilTaken(platform, webhookOf([{ instance: 'db-1' }], { alertname: names.at(-1) ?? '' }), GLOBEX);
    }
    await moving;
    expect(await cluster.ownerOf(globexSlot)).toBe(acmeNode);
    for (const name of names) await theirs.expectMessage(new RegExp(name));

    const replica = await cluster.addReplica(acmeNode);
    await acmeNode.kill();
    expect((await platform.post(webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]))).status).toBe(503);
    await waitUntil('it is not ready', async () => (await platform.readiness()).status === 503);
    await postUntilTaken(platform, webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]));
    expect(await cluster.ownerOf(acmeSlot)).toBe(replica);
    await message.expectUpdate(/db-2/);
    await message.expectReply(/db-2/);
    await waitUntil('it is ready', async () => (await platform.readiness()).status === 200);
    await platform.expectNothingElse();
  }, 60_000);
});

describe('Sentinels', () => {
  test('lead the relay to the new master, without a restart and in the same message', async () => {
    const redis = await startSentinels();
    releasers.add('redis', () => redis.stop());
    const platform = await started(redis.url);
    const ops = platform.channel('T0ACME', 'C0OPS');
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await ops.expectMessage(/DiskFull/);
    await platform.expectNothingElse();
    await redis.master.kill();
    const both = webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]);
    expect((await platform.post(both)).status).toBe(503);
    expect((await platform.readiness()).status).toBe(503);
    await postUntilTaken(platform, both);
    expect(await redis.masterPort()).toBe(redis.replica.port);
    await message.expectUpdate(/db-2/);
    await message.expectReply(/db-2/);

    await redis.master.restart();
    await waitUntil('the old master follows the new one', async () =>
      (await platform.readiness()).body.warnings.some((warning: string) => warning.includes('replica')),
    );
    await platform.post(
      webhookOf([
        { instance: 'db-1', status: 'resolved' },
        { instance: 'db-2', status: 'resolved' },
      ]),
    );
    await message.expectUpdate(/✅/);
    await message.expectReply(/Alle Alarme behoben/);
    await platform.expectNothingElse();
  }, 60_000);
});
