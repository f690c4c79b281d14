/** Without an address on the internet: clicks, events and modals come over a socket that the relay opens. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type RedisServer, startRedis, tellRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { type Platform, type PlatformOptions, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

const APP_TOKEN = 'xapp-1-A0SANDBOX-hush-app-token';
const ONE_WORKSPACE = {
  'tenants/globex/tenant.yaml': `
name: Globex
ingest: { tokens: [{ token: '\${GLOBEX_INGEST_TOKEN}' }] }
slack: { team_id: T0ACME, bot_token: '\${ACME_BOT_TOKEN}' }
`,
};

let redis: RedisServer;
const releasers = new Releasers();
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  await releasers.close();
  await tellRedis(redis.port, 'FLUSHALL');
});
afterAll(() => redis.stop());

async function start(options: Partial<PlatformOptions> = {}): Promise<Platform> {
  const platform = await startPlatform({
    redisUrl: redis.url,
    ops: ', locale: en',
    sandbox: { appToken: APP_TOKEN },
    env: { SLACK_APP_TOKEN: APP_TOKEN, SLACK_SIGNING_SECRET: '' },
    files: ONE_WORKSPACE,
    ...options,
  });
  releasers.add('platform', () => platform.close());
  return platform;
}

const connected = (platform: Platform, count: number) =>
  waitUntil(`${count} sockets are open`, () => platform.sandbox.socketCount() === count, {
    details: () => platform.log.join(''),
  });

async function takes(platform: Platform, alertname: string): Promise<void> {
  await platform.post(webhookOf([{ instance: 'db-1' }], { alertname }));
  const message = await platform.channel('T0ACME', 'C0OPS').expectMessage(new RegExp(alertname));
  const answer = await message.click('acknowledge', { as: 'U0MARIA' });
  expect(answer).toMatchObject({ status: 200, body: '' });
  expect(answer.elapsedMs).toBeLessThan(1_000);
  await message.expectUpdate(/<@U0MARIA> has it/);
}

describe('Socket Mode', () => {
  test('takes clicks as HTTP does, answers what is for one person, and serves no HTTP', async () => {
    const platform = await start();
    await connected(platform, 1);
    await takes(platform, 'DiskFull');
    await platform.post(webhookOf([{ instance: 'db-1' }], { alertname: 'CpuHigh' }));
    const message = await platform.channel('T0ACME', 'C0OPS').expectMessage(/CpuHigh/);
    await message.click('acknowledge', { as: 'U0MARIA' });
    await message.expectUpdate(/has it/);
    await message.click('acknowledge', { as: 'U0JAN' });
    const told = () => platform.channel('T0ACME', 'C0OPS').whispersTo('U0JAN')[0];
    expect(await waitUntil('the other one is told', told)).toMatch(/^Bereits übernommen/);
    expect((await fetch(`${platform.url}/slack/events`, { method: 'POST' })).status).toBe(404);
    expect(platform.log.join('')).not.toContain(APP_TOKEN);
    const unknown = await platform.sandbox.sendEvent('T0ACME', { type: 'team_join' });
    expect(unknown.status).toBe(200);
  });

  test('comes back after Slack asks for another socket, and after the socket is cut off', async () => {
    const platform = await start();
    await connected(platform, 1);
    for (const isCut of [false, true, true]) {
      platform.sandbox.dropSockets({ isCut });
      await connected(platform, 0);
      await connected(platform, 1);
    }
    await takes(platform, 'DiskFull');
    const errors = platform.log.filter((line) => line.includes('"level":"error"'));
    expect(errors).toEqual([]);
  });

  test('comes back when Slack could not be reached for a while, and says once that it was away', async () => {
    const platform = await start();
    await connected(platform, 1);
    platform.sandbox.faults.add({ method: 'apps.connections.open', kind: 'error', error: 'internal_error', times: 3 });
    platform.sandbox.dropSockets({ isCut: true });
    await connected(platform, 0);
    await connected(platform, 1);
    const errors = platform.log.filter((line) => line.includes('"level":"error"'));
    expect(errors).toEqual([expect.stringContaining('no connection to Slack by Socket Mode')]);
    await takes(platform, 'DiskFull');
  });

  test('is opened by each process, and one of them takes each click', async () => {
    const platform = await start();
    const other = await platform.another({});
    releasers.add('other', () => other.close());
    await connected(platform, 2);
    for (const name of ['DiskFull', 'CpuHigh', 'MemoryLow']) await takes(platform, name);
    const pressed = platform.log.filter((line) => line.includes('a button was pressed'));
    expect(pressed).toHaveLength(3);
  });

  test('is for one workspace: with more the relay does not start, and says why', async () => {
    await expect(start({ files: {} })).rejects.toThrow(
      /SLACK_APP_TOKEN is set, and Socket Mode is for one workspace, but the tenants have 2; unset it/,
    );
  });

  test('ends with the relay', async () => {
    const platform = await start();
    await connected(platform, 1);
    await platform.relay.close();
    await connected(platform, 0);
    platform.relay = await platform.another({});
    await connected(platform, 1);
  });

  test('with a token that Slack does not know goes on without clicks, and says so', async () => {
    const platform = await start({ env: { SLACK_APP_TOKEN: 'xapp-wrong', SLACK_SIGNING_SECRET: '' } });
    await waitUntil('it is said', () => platform.log.join('').includes('no connection to Slack by Socket Mode'));
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await platform.channel('T0ACME', 'C0OPS').expectMessage(/DiskFull/);
    expect(platform.log.join('')).toContain('invalid_auth');
  });
});
