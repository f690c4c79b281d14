/** What Alertmanager does not tell by itself, found out by asking it: real Alertmanager, real Redis, Slack in the sandbox. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createAlertmanagers } from '../../src/alertmanager/create-alertmanagers.ts';
import { systemClock } from '../../src/core/clock.ts';
import { groupId, isTenantId } from '../../src/core/ids.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { type Alertmanager, startAlertmanager } from '../servers/alertmanager.ts';
import { amtool } from '../servers/amtool.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { FAST, type Platform, SECRETS, startPlatform } from './platform.ts';
import type { SlackChannel } from './slack-channel.ts';
import { webhookOf } from './webhooks.ts';

let releasers: Releasers;
let platform: Platform;
let alertmanager: Alertmanager;
let ops: SlackChannel;

beforeEach(async () => {
  releasers = new Releasers();
  const redis = await startRedis();
  releasers.add('Redis', () => redis.stop());
  platform = await startPlatform({
    redisUrl: `redis://127.0.0.1:${redis.port}`,
    tocsin: `${FAST}truth_check: { interval: 1s, quiet_after: 1s, trust_after: 0s }\n`,
  });
  releasers.add('platform', () => platform.close());
  alertmanager = await startAlertmanager({
    config: `
route: { receiver: 'relay.+x', group_by: [alertname], group_wait: 100ms, group_interval: 1s, repeat_interval: 1h }
inhibit_rules: [{ source_matchers: ['alertname="ZoneDown"'], target_matchers: ['alertname="DiskFull"'] }]
receivers:
  - name: 'relay.+x'
    webhook_configs:
      - url: ${platform.url}/v1/tenants/acme/alertmanager
        http_config: { authorization: { credentials: ${SECRETS.ACME_INGEST_TOKEN} } }
`,
  });
  releasers.add('Alertmanager', () => alertmanager.stop());
  const file = join(platform.configDir, 'tenants/acme/tenant.yaml');
  const tenant = (await readFile(file, 'utf8')).replace('locale: de', 'locale: en');
  await writeFile(file, `${tenant}alertmanagers: [{ name: main, url: '${alertmanager.url}' }]\n`);
  expect(await platform.relay.reload()).toEqual([]);
  ops = platform.channel('T0ACME', 'C0OPS');
}, 60_000);

afterEach(() => releasers.close(), 60_000);

const minutes = (count: number) => new Date(Date.now() + count * 60_000).toISOString();

/** Fires since now, for an hour unless told that it ended a moment ago. */
async function tellAlertmanager(
  alerts: Readonly<Record<string, { readonly endsAt?: string }>>,
  labels: Readonly<Record<string, string>> = {},
): Promise<void> {
  const body = Object.entries(alerts).map(([instance, { endsAt = minutes(60) }]) => ({
    startsAt: new Date(Date.parse(endsAt) - 3_600_000).toISOString(),
    labels: { alertname: 'DiskFull', instance, severity: 'critical', ...labels },
    annotations: { summary: `Disk of ${instance} is almost full` },
    endsAt,
  }));
  const response = await fetch(`${alertmanager.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

const silenceWithAmtool = (matcher: string) =>
  amtool(alertmanager, 'silence', 'add', matcher, '--author=maria', '--comment=disk is on its way', '--duration=2h');

const webhooks = async () =>
  /tocsin_webhooks_total\{tenant="acme",outcome="accepted"\} (\d+)/.exec(await platform.metrics())?.[1];

test('a silence made elsewhere is shown, so is the resolve that it hides, and the re-fire that Alertmanager swallows', async () => {
  await tellAlertmanager({ 'db-1': {} });
  const message = await ops.expectMessage(/Critical: DiskFull/);
  const told = await webhooks();

  const silence = await silenceWithAmtool('alertname=DiskFull');
  await message.expectUpdate(/🔕 Silenced: DiskFull/);
  await message.expectUpdate(/silenced by maria until/);
  await message.expectReply(/🔕 maria silenced alerts of this group until[\s\S]*“disk is on its way”/);

  await tellAlertmanager({ 'db-1': { endsAt: minutes(0) } });
  await message.expectUpdate(/✅ Resolved: DiskFull/);
  await message.expectUpdate(/🔕 Resolved while silenced/);
  await message.expectReply(/All alerts resolved[\s\S]*🔕 Resolved while silenced/);

  await amtool(alertmanager, 'silence', 'expire', silence);
  await tellAlertmanager({ 'db-1': {} });
  await message.expectUpdate(/Critical: DiskFull/);
  await message.expectReply(/1\salert is firing again/);
  expect(message.text()).not.toMatch(/ilenced/);
  // All of this was found out by asking: Alertmanager sent nothing after its first webhook.
  expect(await webhooks()).toBe(told);
  await platform.expectNothingElse();
}, 60_000);

test('of several alerts those are shown as silenced that are, and the end of the silence is told while they fire on', async () => {
  await tellAlertmanager({ 'db-1': {}, 'db-2': {}, 'db-3': {} });
  const message = await ops.expectMessage(/Critical: DiskFull \(3\sfiring\)/);
  const silence = await silenceWithAmtool('instance=~db-1|db-2');
  await message.expectUpdate(/Critical: DiskFull \(1\sfiring\)[\s\S]*🔕 2\salerts: silenced by maria until/);
  await message.expectReply(/maria silenced/);
  await amtool(alertmanager, 'silence', 'expire', silence);
  await message.expectUpdate(/Critical: DiskFull \(3\sfiring\)/);
  await message.expectReply(/🔔 The silence by maria has ended. Alerts are still firing./);
  await platform.expectNothingElse();
}, 60_000);

test('what another alert inhibits is shown with its name, and what nobody knows any more is resolved', async () => {
  await tellAlertmanager({ 'db-1': {}, 'db-2': {} });
  const message = await ops.expectMessage(/Critical: DiskFull \(2\sfiring\)/);
  await tellAlertmanager({ 'zone-a': {} }, { alertname: 'ZoneDown', severity: 'info' });
  await ops.expectMessage(/ZoneDown/);
  await message.expectUpdate(/🔕 Inhibited: DiskFull[\s\S]*inhibited by ZoneDown/);
  await tellAlertmanager({ 'db-1': { endsAt: minutes(0) }, 'db-2': { endsAt: minutes(0) } });
  await message.expectUpdate(/🔕 Resolved while inhibited/);
  await message.expectReply(/All alerts resolved/);
  await platform.expectNothingElse();
}, 60_000);

test('a silence for as long as the group fires is extended, and ends when the group resolves', async () => {
  await tellAlertmanager({ 'db-1': {} });
  const message = await ops.expectMessage(/Critical: DiskFull/);
  const [id = ''] = /[0-9a-f]{36}/.exec(JSON.stringify(message.now())) ?? [];
  const acme = 'acme';
  if (!isTenantId(acme)) throw new Error('acme is no tenant id');
  const main = {
    name: 'main',
    url: alertmanager.url,
    externalUrl: alertmanager.url,
    headers: new Map(),
    ca: undefined,
    only: [],
  };
  const client = createAlertmanagers({
    alertmanagersOf: () => [main],
    timeoutMs: 5_000,
    allowNetworks: ['127.0.0.0/8'],
    metrics: createMetrics({ version: 'test', defaults: false }),
    clock: systemClock,
  });
  releasers.add('client', () => client.close());
  const made = await client.createSilence(acme, {
    matchers: [{ name: 'alertname', value: 'DiskFull', isRegex: false, isEqual: true }],
    startsAt: Date.now(),
    endsAt: Date.now() + 5 * 60_000,
    createdBy: 'Maria',
    comment: '',
    origin: { requestId: 'request-1', group: groupId(id), by: 'U0MARIA', whileFiring: true },
  });
  const kept = async () =>
    (await client.silences(acme, { expired: true })).find((each) => each.id === made.id) ?? { state: '', endsAt: 0 };
  await message.expectUpdate(/silenced by <@U0MARIA> for as long as it fires/);
  await message.expectReply(/<@U0MARIA> silenced/);
  await waitUntil('the silence is extended', async () => (await kept()).endsAt > Date.now() + 50 * 60_000);

  await tellAlertmanager({ 'db-1': { endsAt: minutes(0) } });
  await message.expectReply(/All alerts resolved/);
  await waitUntil('the silence is ended', async () => (await kept()).state === 'expired');
  await platform.expectNothingElse();
}, 60_000);

test('an event of the recorder makes the answer come at once, and a copy of it changes nothing', async () => {
  const file = join(platform.configDir, 'tocsin.yaml');
  await writeFile(file, `${FAST}truth_check: { interval: 1h, quiet_after: 1s, trust_after: 0s }\n`);
  await platform.restart();
  // The relay has another port now: this story posts its webhook itself.
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  const message = await ops.expectMessage(/Critical: DiskFull/);
  await pause(1_500);
  const events = [{ '@timestamp': minutes(0), instance: 'am-1', data: { silenceMutedAlert: { silenceIds: ['s1'] } } }];
  const post = (body: unknown) =>
    fetch(`${platform.url}/v1/tenants/acme/alertmanager/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRETS.ACME_INGEST_TOKEN}` },
      body: JSON.stringify(body),
    });
  // Alertmanager does not know the alert: asked twice, that is an end.
  await waitUntil('the alert is over', async () => {
    expect((await post(events)).status).toBe(202);
    expect((await post(events[0])).status).toBe(202);
    await pause(500);
    return /Resolved: DiskFull/.test(message.text());
  });
  await message.expectReply(/All alerts resolved/);
  await platform.expectNothingElse();
}, 60_000);
