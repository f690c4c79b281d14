/** Other systems are told what people do to groups and what becomes of these, on real Redis. */

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { FAST, type Platform, startPlatform } from './platform.ts';
import { START, webhookOf } from './webhooks.ts';

const NEW_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OLD_SECRET = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;

interface Told {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

/** Somebody else's system: keeps what it is sent, and answers as it is told to. */
class Pager {
  readonly told: Told[] = [];
  answer: () => { readonly status: number; readonly headers?: Record<string, string> } = () => ({ status: 204 });
  server: Server;
  url = '';

  constructor() {
    this.server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      this.told.push({ headers: request.headers, body, at: Date.now() });
      const { status, headers = {} } = this.answer();
      response.writeHead(status, headers).end();
    });
  }

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    this.url = `http://127.0.0.1:${address.port}/hook`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Types and data in the order in which they came, each checked by the verifier of Standard Webhooks. */
  verified(secret = NEW_SECRET): readonly { type: string; data: Record<string, unknown> }[] {
    return this.told.map(({ headers, body }) => {
      const verified: unknown = new Webhook(secret).verify(body, {
        'webhook-id': String(headers['webhook-id']),
        'webhook-timestamp': String(headers['webhook-timestamp']),
        'webhook-signature': String(headers['webhook-signature']),
      });
      return Object(verified);
    });
  }

  types(): readonly string[] {
    return this.verified().map(({ type }) => type.replace('group.', ''));
  }
}

const releasers = new Releasers();
let redis: RedisServer;
let pager: Pager;
beforeEach(async () => {
  redis = await startRedis();
  releasers.add('Redis', () => redis.stop());
  pager = new Pager();
  await pager.start();
  releasers.add('pager', () => pager.close());
});
afterEach(() => releasers.close());

const hookOf = (name: string, url: string, more = '') => `
  - name: ${name}
    url: ${url}
    secrets: [{ secret: '${NEW_SECRET}' }, { secret: '${OLD_SECRET}' }]
${more}`;

async function start(webhooks: string, { tocsin = '' } = {}): Promise<Platform> {
  const platform = await startPlatform({
    redisUrl: redis.url,
    ops: ', locale: en',
    tocsin: `${FAST}\n${tocsin || 'webhooks: { allow_networks: [127.0.0.0/8] }'}\n`,
    files: {
      'tenants/acme/tenant.yaml': `
name: Acme
tier: enterprise
locale: de
time_zone: Europe/Berlin
ingest: { tokens: [{ token: '\${ACME_INGEST_TOKEN}' }] }
slack: { team_id: T0ACME, bot_token: '\${ACME_BOT_TOKEN}' }
webhooks:${webhooks}
`,
    },
  });
  releasers.add('platform', () => platform.close());
  // A destination is told of what happens after it was first looked for.
  await waitUntil('the destinations have begun', async () =>
    /tocsin_webhook_out_lag_seconds{/.test(await platform.metrics()),
  );
  return platform;
}

const told = (types: readonly string[]) =>
  waitUntil(`the pager is told of ${types.join()}`, () => pager.told.length >= types.length, {
    details: () => JSON.stringify(pager.told.map(({ body }) => body)),
  }).then(() => expect(pager.types()).toEqual(types));

const opsOf = (platform: Platform) => platform.channel('T0ACME', 'C0OPS');

test('what people do and that it is over is told in order, signed with each secret, without labels', async () => {
  const platform = await start(hookOf('pager', pager.url));
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  const message = await opsOf(platform).expectMessage(/DiskFull/);
  await message.click('acknowledge', { as: 'U0MARIA' });
  await message.expectUpdate(/<@U0MARIA> has it/);
  await message.click('unacknowledge', { as: 'U0JAN' });
  await message.expectUpdate(/Nobody has it yet/);
  await platform.post(webhookOf([{ instance: 'db-1', status: 'resolved' }]));
  await told(['acknowledged', 'unacknowledged', 'resolved']);
  const [first, , last] = pager.verified(OLD_SECRET);
  expect(first).toMatchObject({
    type: 'group.acknowledged',
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    data: { tenant: 'acme', receiver: 'ops', by: 'U0MARIA', now: { severity: 'critical' } },
  });
  expect(last?.data).toMatchObject({ group: first?.data.group, now: { state: 'resolved', firing: 0, resolved: 1 } });
  expect(JSON.stringify(pager.told)).not.toMatch(/DiskFull|db-1/);
  expect(platform.log.join('')).not.toContain(NEW_SECRET);
  expect(await platform.metrics()).toContain(
    'tocsin_webhooks_out_total{tenant="acme",destination="pager",outcome="sent",reason=""} 3',
  );
});

test('a destination chooses what it is told, and may ask for the labels that the group is known by', async () => {
  const platform = await start(hookOf('pager', pager.url, '    events: [opened, resolved]\n    labels: true'));
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  const message = await opsOf(platform).expectMessage(/DiskFull/);
  await message.click('acknowledge', { as: 'U0MARIA' });
  await platform.post(webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]));
  await platform.post(
    webhookOf([
      { instance: 'db-1', status: 'resolved' },
      { instance: 'db-2', status: 'resolved' },
    ]),
  );
  await told(['opened', 'resolved']);
  expect(pager.verified()[0]?.data.labels).toEqual({ alertname: 'DiskFull' });
  await platform.post(webhookOf([{ instance: 'db-1', startsAt: START + 3_000_000 }]));
  await told(['opened', 'resolved', 'opened']);
});

test('what is not taken is sent again with the same id, and what follows waits for it; another destination does not', async () => {
  const other = new Pager();
  await other.start();
  releasers.add('other', () => other.close());
  const platform = await start(hookOf('pager', pager.url) + hookOf('other', other.url));
  let isDown = true;
  pager.answer = () => ({ status: isDown ? 503 : 200 });
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  const message = await opsOf(platform).expectMessage(/DiskFull/);
  await message.click('acknowledge', { as: 'U0MARIA' });
  await waitUntil('the pager refused', () => pager.told.length === 1);
  await message.click('unacknowledge', { as: 'U0JAN' });
  await waitUntil('the other was told', () => other.types().length === 2);
  expect(pager.types()).toEqual(['acknowledged']);
  isDown = false;
  await waitUntil('the pager was told', () => pager.told.length === 3);
  expect(pager.types()).toEqual(['acknowledged', 'acknowledged', 'unacknowledged']);
  const ids = pager.told.map(({ headers }) => headers['webhook-id']);
  expect(ids[0]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(2);
  expect(await platform.metrics()).toMatch(
    /webhooks_out_total{tenant="acme",destination="pager",outcome="failed",reason="http_5xx"} 1/,
  );
});

test('nothing is lost while the relay is away, and nothing is told twice by two relays', async () => {
  const platform = await start(hookOf('pager', pager.url));
  const other = await platform.another({});
  releasers.add('other relay', () => other.close());
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  const message = await opsOf(platform).expectMessage(/DiskFull/);
  await message.click('acknowledge', { as: 'U0MARIA' });
  await told(['acknowledged']);
  await platform.restart();
  await message.click('unacknowledge', { as: 'U0MARIA' });
  await told(['acknowledged', 'unacknowledged']);
  await message.expectUpdate(/Nobody has it yet/);
  await message.click('acknowledge', { as: 'U0JAN' });
  await told(['acknowledged', 'unacknowledged', 'acknowledged']);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(pager.told).toHaveLength(3);
});

test('private addresses and redirects lead nowhere unless the operator opens a network', async () => {
  const platform = await start(
    hookOf('pager', pager.url) + hookOf('named', pager.url.replace('127.0.0.1', 'localhost')),
    {
      tocsin: 'webhooks: { allow_networks: [10.0.0.0/8] }',
    },
  );
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  const message = await opsOf(platform).expectMessage(/DiskFull/);
  await message.click('acknowledge', { as: 'U0MARIA' });
  for (const destination of ['pager', 'named']) {
    await waitUntil(`${destination} is refused`, async () =>
      (await platform.metrics()).includes(`destination="${destination}",outcome="failed",reason="not_allowed"`),
    );
  }
  expect(pager.told).toEqual([]);
});
