/** Six hundred groups for one channel in three seconds: real Redis, two relays, and a Slack that enforces its limits fivefold. */
import { afterEach, expect, test } from '@jest/globals';
import type { Relay } from '../../src/app.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { SECRETS, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

const GROUPS = 600;
const STORM_MS = 3_000;

/** Slack's limits, five times as fast. */
const LIMITS = {
  postsPerChannel: { calls: 5, periodMs: 1_000, burst: 3 },
  methods: {
    'chat.postMessage': { calls: 1_500, periodMs: 60_000, burst: 1_500 },
    'chat.update': { calls: 250, periodMs: 60_000, burst: 250 },
  },
};

/** Two calls fewer at once than Slack lets pass: on a busy machine calls that left evenly may arrive together. */
const TOCSIN = `
ingest: { dedupe_window: 1s }
delivery:
  sweep_interval: 200ms
  channel_posts_per_second: 5
  channel_burst: 1
  workspace_posts_per_minute: 1500
  workspace_updates_per_minute: 250
`;

const releasers = new Releasers();
afterEach(() => releasers.close());

test('is told in a summary within five seconds, without one call too many, and every group is there', async () => {
  const redis = await startRedis();
  releasers.add('Redis', () => redis.stop());
  const platform = await startPlatform({
    redisUrl: redis.url,
    tocsin: TOCSIN,
    ops: ', locale: en, storm_after: 3s',
    limits: LIMITS,
  });
  releasers.add('platform', () => platform.close());
  const other = await platform.another({});
  releasers.add('another relay', () => other.close());

  const names = Array.from({ length: GROUPS }, (_, index) => `Storm${String(index).padStart(4, '0')}`);
  const begunAt = Date.now();
  const sending = sendSpread(names, [platform.relay, other]);
  const told = () => platform.sandbox.messages('T0ACME', 'C0OPS').map((message) => JSON.stringify(message));
  await waitUntil('the summary is there', () => told().some((text) => text.includes('Alert summary')));
  expect(Date.now() - begunAt).toBeLessThan(5_000);
  await sending;

  const missing = () => {
    const said = told().join('\n');
    return names.filter((name) => !said.includes(name));
  };
  await waitUntil('every group is told', () => missing().length === 0, {
    timeoutMs: 60_000,
    // Seldom enough to leave the relays the machine: all messages are read each time.
    everyMs: 250,
    details: () => `${missing().length} missing: ${missing().slice(0, 5).join(' ')}`,
  });
  expect(platform.sandbox.requestLog.all().filter(({ error }) => error === 'ratelimited')).toEqual([]);
  const own = told().filter((text) => !text.includes('Alert summary'));
  for (const name of names) expect(own.filter((text) => text.includes(name)).length).toBeLessThanOrEqual(1);
}, 120_000);

async function sendSpread(names: readonly string[], relays: readonly Relay[]): Promise<void> {
  const begunAt = Date.now();
  for (const [index, name] of names.entries()) {
    const dueAt = begunAt + (index * STORM_MS) / names.length;
    if (dueAt > Date.now()) await new Promise((resolve) => setTimeout(resolve, dueAt - Date.now()));
    const port = relays[index % relays.length]?.port;
    const response = await fetch(`http://127.0.0.1:${port}/v1/tenants/acme/alertmanager`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRETS.ACME_INGEST_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(webhookOf([{ instance: 'db-1' }], { alertname: name, severity: 'warning' })),
    });
    expect(response.status).toBe(200);
  }
}
