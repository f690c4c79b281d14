/** Redis away at the start and later, Slack refusing, a restart in between: nothing accepted is lost. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { type Platform, SECRETS, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

let releasers: Releasers;
beforeEach(() => {
  releasers = new Releasers();
});
afterEach(() => releasers.close());

async function started(options: Parameters<typeof startPlatform>[0]): Promise<Platform> {
  const platform = await startPlatform(options);
  releasers.add('platform', () => platform.close());
  return platform;
}

const opsOf = (platform: Platform) => platform.channel('T0ACME', 'C0OPS');

async function readiness(platform: Platform) {
  const response = await fetch(`${platform.url}/-/ready`);
  return { status: response.status, body: JSON.parse(await response.text()) };
}

describe('Redis', () => {
  test('down at the start: not ready, webhooks 503, and all is well once it comes', async () => {
    const redis = await startRedis();
    releasers.add('redis', () => redis.stop());
    await redis.kill();
    const platform = await started({ redisUrl: `redis://127.0.0.1:${redis.port}` });
    expect(await readiness(platform)).toMatchObject({ status: 503, body: { ready: false } });
    const refused = await platform.post(webhookOf([{ instance: 'db-1' }]));
    expect(refused.status).toBe(503);
    expect(await refused.text()).toMatch(/not stored: .*Redis/);

    await redis.restart();
    await waitUntil('it is ready', async () => (await readiness(platform)).status === 200);
    expect((await platform.post(webhookOf([{ instance: 'db-1' }]))).status).toBe(200);
    await opsOf(platform).expectMessage(/DiskFull/);
    await platform.expectNothingElse();
  });

  test('killed and started again: what was accepted is known, and its message goes on', async () => {
    const redis = await startRedis();
    releasers.add('redis', () => redis.stop());
    const platform = await started({ redisUrl: `redis://127.0.0.1:${redis.port}` });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    await platform.expectNothingElse();

    await redis.kill();
    expect((await platform.post(webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]))).status).toBe(503);
    await redis.restart();
    await waitUntil(
      'the webhook is taken',
      async () => (await platform.post(webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]))).status === 200,
    );
    await message.expectUpdate(/db-2/);
    await message.expectReply(/db-2/);
    await platform.expectNothingElse();
  });

  test('keeps the groups over a restart of the relay', async () => {
    const redis = await startRedis();
    releasers.add('redis', () => redis.stop());
    const platform = await started({ redisUrl: `redis://127.0.0.1:${redis.port}` });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    await platform.expectNothingElse();
    await platform.restart();
    await platform.post(webhookOf([{ instance: 'db-1', status: 'resolved' }]));
    await message.expectUpdate(/✅/);
    await message.expectReply(/Alle Alarme behoben/);
    await platform.expectNothingElse();
  });
});

describe('Slack', () => {
  test('answering 429 is left alone for as long as it asks, then told the newest state once', async () => {
    const platform = await started({});
    platform.sandbox.faults.add({ method: 'chat.postMessage', kind: 'rate_limited', times: 1, retryAfterSeconds: 2 });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const ops = opsOf(platform);
    await waitUntil('Slack was asked', () => ops.limited() === 1);
    const asked = Date.now();
    await platform.post(webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]));
    await ops.expectMessage(/db-2/);
    expect(Date.now() - asked).toBeGreaterThan(1_500);
    await platform.expectNothingElse();
    expect(ops.calls('chat.postMessage')).toBe(1);
    expect(await platform.metrics()).toContain(
      'tocsin_slack_rate_limited_total{tenant="acme",method="chat.postMessage"} 1',
    );
  });

  test('failing with 503 gets the message later', async () => {
    const platform = await started({});
    platform.sandbox.faults.add({ method: 'chat.postMessage', kind: 'status', status: 503, times: 2 });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await opsOf(platform).expectMessage(/DiskFull/, { timeoutMs: 20_000 });
    expect(await platform.metrics()).toMatch(/outcome="failed",reason="slack_server_error"\} 2/);
  }, 30_000);

  test('refusing the channel is logged once as an error, counted, and mended by an invitation', async () => {
    const platform = await started({ tocsin: 'delivery: { max_retest_interval: 200ms }\n' });
    platform.sandbox.faults.add({ method: 'chat.postMessage', kind: 'error', error: 'not_in_channel', times: 3 });
    for (const name of ['One', 'Two', 'Three']) {
      await platform.post(webhookOf([{ instance: 'db-1' }], { alertname: name }));
    }
    for (const name of ['One', 'Two', 'Three']) await opsOf(platform).expectMessage(new RegExp(name));
    const errors = platform.log.filter((line) => line.includes('"level":"error"'));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/"reason":"not_in_channel".*the channel is left alone/);
    await waitUntil('its end is logged', () => platform.log.some((line) => line.includes('takes messages again')));
    const metrics = await platform.metrics();
    expect(metrics).toMatch(/operation="post",outcome="failed",reason="not_in_channel"\} 3/);
    expect(metrics).toMatch(
      /tocsin_holds_total\{tenant="acme",scope="channel",reason="not_in_channel",event="ended"\} 1/,
    );
  });
});

describe('a reload', () => {
  const reload = (platform: Platform, token = SECRETS.TOCSIN_ADMIN_TOKEN) =>
    fetch(`${platform.url}/-/reload`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });

  test('takes a new locale over, and keeps the old set when the new one is invalid', async () => {
    const platform = await started({});
    const file = join(platform.configDir, 'tenants/globex/receivers.yaml');
    await writeFile(file, 'receivers: [{ name: ops, slack: { chanel: C0OPS } }]\n');
    const refused = await reload(platform);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(/globex\/receivers\.yaml.*chanel.*channel/);
    expect(await platform.metrics()).toContain('tocsin_config_reload_success 0');
    const globex = { tenant: 'globex', token: SECRETS.GLOBEX_INGEST_TOKEN };
    await platform.post(webhookOf([{ instance: 'a' }]), globex);
    const english = await platform.channel('T0GLOBEX', 'C0OPS').expectMessage(/DiskFull/);
    expect(english.text()).toContain('Critical');

    await writeFile(file, 'receivers: [{ name: ops, slack: { channel: C0OPS, locale: it } }]\n');
    expect((await reload(platform)).status).toBe(200);
    expect(await platform.metrics()).toContain('tocsin_config_reload_success 1');
    await platform.post(webhookOf([{ instance: 'b' }], { alertname: 'Other' }), globex);
    const italian = await platform.channel('T0GLOBEX', 'C0OPS').expectMessage(/Other/);
    expect(italian.text()).toContain('Critico');
  });

  test('needs the admin token', async () => {
    const platform = await started({});
    expect((await reload(platform, 'wrong')).status).toBe(401);
  });
});

describe('a receiver that moves', () => {
  test('to another channel takes its open groups along once the old channel is out of reach', async () => {
    const platform = await started({});
    const ops = opsOf(platform);
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await ops.expectMessage(/DiskFull/);
    await platform.expectNothingElse();
    await writeFile(
      join(platform.configDir, 'tenants/acme/receivers.yaml'),
      "receivers: [{ name: ops, slack: { channel: C0DB } }, { name: database, slack: { channel: '#database' } }]\n",
    );
    const headers = { authorization: `Bearer ${SECRETS.TOCSIN_ADMIN_TOKEN}` };
    expect((await fetch(`${platform.url}/-/reload`, { method: 'POST', headers })).status).toBe(200);
    platform.sandbox.faults.add({ method: 'chat.update', kind: 'error', error: 'is_archived', times: 100 });
    await platform.post(webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]));
    await platform.channel('T0ACME', 'C0DB').expectMessage(/db-2/);
    await platform.expectNothingElse();
  });
});

describe('content that Slack refuses even when it is plain', () => {
  test('is tried again after a minute, not at once', async () => {
    const platform = await started({});
    platform.sandbox.faults.add({ method: 'chat.postMessage', kind: 'error', error: 'invalid_arguments', times: 100 });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await waitUntil('it has failed', async () =>
      /outcome="failed",reason="content_refused"\} 1/.test(await platform.metrics()),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await platform.metrics()).toMatch(/outcome="failed",reason="content_refused"\} 1/);
  });
});

describe('a stop', () => {
  test('ends within its time although Slack hangs, and the message comes after the next start', async () => {
    const redis = await startRedis();
    releasers.add('redis', () => redis.stop());
    const platform = await started({
      redisUrl: redis.url,
      tocsin: 'shutdown_timeout: 500ms\nslack: { timeout: 1s }\ndelivery: { lease: 5s, sweep_interval: 200ms }\n',
    });
    platform.sandbox.faults.add({ method: 'chat.postMessage', kind: 'hang_before', times: 1 });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await waitUntil('Slack was called', () => platform.sandbox.requestLog.of('chat.postMessage').length > 0);
    const begun = Date.now();
    await platform.restart();
    expect(Date.now() - begun).toBeLessThan(4_000);
    await opsOf(platform).expectMessage(/DiskFull/);
  });
});
