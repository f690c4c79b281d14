/** What earlier versions stored goes on, and versions work side by side on one Redis. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { groupId } from '../../src/core/ids.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { connectRedisStore } from '../../src/store/redis-store.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { ACME, acceptanceOf, eventOf } from '../store/store-fixtures.ts';
import { type Platform, SECRETS, startPlatform } from './platform.ts';
import { type StoredGroup, storedDocuments } from './stored-documents.ts';
import { webhookOf } from './webhooks.ts';

let releasers: Releasers;
let client: Redis;
let redisUrl: string;
beforeEach(async () => {
  releasers = new Releasers();
  const redis = await startRedis();
  releasers.add('redis', () => redis.stop());
  redisUrl = redis.url;
  client = new Redis(redisUrl);
  releasers.add('client', () => client.disconnect());
});
afterEach(() => releasers.close());

async function started(): Promise<Platform> {
  const platform = await startPlatform({ redisUrl });
  releasers.add('platform', () => platform.close());
  return platform;
}

const Posted = z.looseObject({ ok: z.literal(true), ts: z.string() });

/** A message as the earlier version left it. */
async function postAsBefore(platform: Platform, text: string): Promise<string> {
  const response = await fetch(`${platform.sandbox.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRETS.ACME_BOT_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'C0OPS', text }),
  });
  return Posted.parse(await response.json()).ts;
}

/** Stores the document as the first versions did: without `schema` beside it. */
async function storeDocument({ state, facts, delivery }: StoredGroup, more: object = {}): Promise<void> {
  const texts = { facts: JSON.stringify(facts), delivery: JSON.stringify(delivery) };
  await client.hset(`tocsin:{acme}:group:${facts.id}`, { version: Date.now() * 1_000, ...texts, state, ...more });
  await client.zadd(`tocsin:{acme}:${state}`, 0, facts.id);
}

const alertsOf = ({ facts }: StoredGroup) =>
  z
    .record(z.string(), z.looseObject({ labels: z.record(z.string(), z.string()), startsAt: z.number() }))
    .parse(facts.alerts);

/** All of the group's alerts resolved. */
function resolvedWebhook(stored: StoredGroup) {
  const alerts = Object.values(alertsOf(stored)).map(({ labels, startsAt }) => ({
    instance: labels.instance ?? '',
    status: 'resolved' as const,
    startsAt,
  }));
  return webhookOf(alerts, { alertname: stored.facts.groupLabels.alertname ?? '' });
}

describe('what form 1 stored', () => {
  test('is shown on in the same messages', async () => {
    const platform = await started();
    const documents = [...storedDocuments(1).values()].filter(({ delivery }) => delivery.message !== undefined);
    expect(documents.length).toBeGreaterThan(3);
    const stamps = new Map<string, StoredGroup>();
    for (const stored of documents) {
      const ts = await postAsBefore(platform, `as it was: ${stored.facts.groupKey}`);
      await storeDocument({ ...stored, delivery: { ...stored.delivery, message: { ...stored.delivery.message, ts } } });
      stamps.set(ts, stored);
    }
    for (const stored of documents.filter(({ state }) => state === 'open')) {
      expect((await platform.post(resolvedWebhook(stored))).status).toBe(200);
    }
    const ops = platform.channel('T0ACME', 'C0OPS');
    for (const [ts, { state, facts }] of stamps) {
      if (state !== 'open') continue;
      await waitUntil(`${facts.groupKey} is shown as it is now`, () =>
        ops.all().some((each) => each.ts === ts && each.revision > 0 && JSON.stringify(each).includes('✅')),
      );
    }
    expect(ops.all().filter(({ threadTs }) => threadTs === undefined)).toHaveLength(documents.length);
  });
});

describe('a newer version beside this one', () => {
  test('finds what it added after this one has written too', async () => {
    const platform = await started();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await platform.channel('T0ACME', 'C0OPS').expectMessage(/DiskFull/);
    await platform.expectNothingElse();
    const store = connectRedisStore({ url: redisUrl, logger: silentLogger });
    releasers.add('the newer one', () => store.close());
    const [key = ''] = await client.keys('tocsin:{acme}:group:*');
    const id = groupId(key.split(':').at(-1) ?? '');
    const read = async () => store.read(ACME, id);
    const { group, version } = (await read()) ?? {};
    if (group?.message === undefined || version === undefined) throw new Error('the group has no message');
    const extended = {
      ...group,
      novelFact: { since: 7 },
      message: { ...group.message, novelPart: 'p' },
      carried: { novelDelivery: [1, 2] },
    };
    const write = {
      group: extended,
      state: 'open' as const,
      expectedVersion: version,
      event: eventOf(group, 'merged'),
    };
    expect(await store.accept(acceptanceOf([write]))).toMatchObject({ outcome: 'stored' });

    await platform.post(webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]));
    await message.expectUpdate(/db-2/);
    await message.expectReply(/db-2/);
    await platform.expectNothingElse();
    const after = await read();
    expect(after?.version).toBeGreaterThan(version + 1);
    expect(after?.group).toMatchObject({
      novelFact: { since: 7 },
      message: { ts: message.ts, novelPart: 'p' },
      carried: { novelDelivery: [1, 2] },
    });
    const [facts, delivery] = await client.hmget(key, 'facts', 'delivery');
    expect(Object.keys(JSON.parse(facts ?? ''))).toEqual(expect.arrayContaining(['novelFact', 'alerts']));
    expect(Object.keys(JSON.parse(delivery ?? ''))).toEqual(expect.arrayContaining(['novelDelivery', 'message']));
  });

  test('has the groups that it wrote in its own form for itself; all others are served, and it is said once', async () => {
    const [stored] = storedDocuments(1).values();
    if (stored === undefined) throw new Error('there are no documents');
    const newer = { ...stored, facts: { ...stored.facts, schema: 2 } };
    await storeDocument(newer, { schema: 2 });
    const key = `tocsin:{acme}:group:${stored.facts.id}`;
    const before = await client.hgetall(key);
    await client.zadd('tocsin:{acme}:due', 1, stored.facts.id);
    const platform = await started();
    const refused = await platform.post(resolvedWebhook(stored));
    expect([refused.status, await refused.text()]).toEqual([
      503,
      expect.stringContaining('a newer Tocsin wrote the group'),
    ]);
    expect((await platform.post(webhookOf([{ instance: 'db-1' }]))).status).toBe(200);
    const ops = platform.channel('T0ACME', 'C0OPS');
    await ops.expectMessage(/DiskFull/);
    const isTold = (line: string) => line.includes('"msg":"a newer Tocsin wrote the group');
    await waitUntil('it is said', () => platform.log.some(isTold));
    await client.zadd('tocsin:{acme}:due', 1, stored.facts.id);
    await waitUntil(
      'it was looked at again',
      async () => Number(await client.zscore('tocsin:{acme}:due', stored.facts.id)) > 1,
    );
    expect(platform.log.filter(isTold)).toHaveLength(1);
    expect(await client.hgetall(key)).toEqual(before);
    expect(ops.all()).toHaveLength(1);
  });
});
