/** One process takes webhooks, another one brings them to Slack, a third takes clicks. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Relay } from '../../src/app.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { FAST, type Platform, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

/** Far above what a wake-up takes, far below the sweep of these tests. */
const PROMPT_MS = 100;
const RARELY_SWEPT = FAST.replace('sweep_interval: 200ms', 'sweep_interval: 1m');

describe('roles', () => {
  let releasers: Releasers;
  beforeEach(() => {
    releasers = new Releasers();
  });
  afterEach(() => releasers.close());

  async function ingestOnly(): Promise<Platform> {
    const redis = await startRedis();
    releasers.add('redis', () => redis.stop());
    const platform = await startPlatform({ redisUrl: redis.url, roles: 'ingest', tocsin: RARELY_SWEPT });
    releasers.add('platform', () => platform.close());
    return platform;
  }

  async function another(platform: Platform, roles: string): Promise<Relay> {
    const relay = await platform.another({ roles });
    releasers.add(roles, () => relay.close());
    return relay;
  }

  async function call(relay: Relay, path: string, method = 'GET') {
    const response = await fetch(`http://127.0.0.1:${relay.port}${path}`, { method });
    return { status: response.status, text: await response.text() };
  }

  test('what one process takes another delivers, without waiting for its sweep', async () => {
    const platform = await ingestOnly();
    await another(platform, 'deliver');
    const ops = platform.channel('T0ACME', 'C0OPS');
    const delays: number[] = [];
    for (let round = 0; round < 30; round++) {
      const begun = performance.now();
      expect((await platform.post(webhookOf([{ instance: 'db-1' }], { alertname: `Alert${round}` }))).status).toBe(200);
      await waitUntil('it is posted', () => ops.all().length === round + 1, { everyMs: 1 });
      delays.push(performance.now() - begun);
    }
    const median = delays.toSorted((a, b) => a - b)[15];
    expect(median).toBeLessThan(PROMPT_MS);
  });

  test('a process that only takes webhooks calls nobody and claims nothing', async () => {
    const platform = await ingestOnly();
    expect((await platform.post(webhookOf([{ instance: 'db-1' }]))).status).toBe(200);
    expect(await platform.readiness()).toMatchObject({ status: 200 });
    const page = await platform.metrics();
    expect(page).toContain('tocsin_due_groups{tenant="acme"} 1');
    expect(platform.sandbox.requestLog.all()).toEqual([]);
    await another(platform, 'deliver');
    await platform.channel('T0ACME', 'C0OPS').expectMessage(/DiskFull/);
    await platform.expectNothingElse();
  });

  test('a process says of what it does not do who does it', async () => {
    const platform = await ingestOnly();
    const deliver = await another(platform, 'deliver');
    const refused = await call(deliver, '/v1/tenants/acme/alertmanager', 'POST');
    expect(refused.status).toBe(404);
    expect(refused.text).toContain('this process does not have the role ingest but deliver; ask one that has it');
    expect((await call(deliver, '/slack/events', 'POST')).status).toBe(404);
    expect((await call(deliver, '/other')).text).toMatch(/no GET endpoint/);
    for (const path of ['/-/healthy', '/-/ready', '/metrics']) expect((await call(deliver, path)).status).toBe(200);
    const console = await another(platform, 'console');
    expect((await call(console, '/slack/events', 'POST')).status).toBe(401);
  });

  test('a click is taken by the process that has the role', async () => {
    const platform = await ingestOnly();
    await another(platform, 'deliver');
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const ops = platform.channel('T0ACME', 'C0OPS');
    const message = await ops.expectMessage(/DiskFull/);
    const console = await another(platform, 'console');
    platform.sandbox.setInteractivityUrl(`http://127.0.0.1:${console.port}/slack/events`);
    await message.click('acknowledge', { as: 'U0MARIA' });
    await message.expectUpdate(/U0MARIA/);
  });
});
