/** An Alertmanager that falls silent is told of, once, by whichever relay: on real Redis, with real Alertmanagers. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Alertmanager, startAlertmanager } from '../servers/alertmanager.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { onRedis } from './on-redis.ts';
import { type Platform, SECRETS } from './platform.ts';

const { start, releasers } = onRedis();

const tenantFile = (more: string) => `
name: Acme
locale: de
time_zone: Europe/Berlin
ingest: { tokens: [{ token: '\${ACME_INGEST_TOKEN}' }] }
slack: { team_id: T0ACME, bot_token: '\${ACME_BOT_TOKEN}' }
alertmanagers: [{ name: main, url: 'http://127.0.0.1:9' }]
${more}`;

async function startHeartbeats(platform: Platform): Promise<Alertmanager> {
  const alertmanager = await startAlertmanager({
    config: `
route: { receiver: 'relay', group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1s }
receivers:
  - name: 'relay'
    webhook_configs:
      - url: ${platform.url}/v1/tenants/acme/alertmanager
        http_config: { authorization: { credentials: ${SECRETS.ACME_INGEST_TOKEN} } }
`,
  });
  releasers.add('Alertmanager', () => alertmanager.stop());
  const response = await fetch(`${alertmanager.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([
      { labels: { alertname: 'Watchdog' }, endsAt: new Date(Date.now() + 3_600_000).toISOString() },
    ]),
  });
  expect(response.status).toBe(200);
  return alertmanager;
}

const silentIn = async (platform: Platform) =>
  /tocsin_watchdog_silent\{tenant="acme",watchdog="Alertmanager"\} (\d)/.exec(await platform.metrics())?.[1];

test('an Alertmanager that falls silent is told of in one message, which ends when it is heard again', async () => {
  const platform = await start({
    ops: '',
    files: {
      'tenants/acme/tenant.yaml': tenantFile('watchdogs: [{ name: Alertmanager, every: 2s, grace: 1s }]'),
    },
  });
  const other = await platform.another({});
  releasers.add('other relay', () => other.close());
  const ops = platform.channel('T0ACME', 'C0OPS');
  const first = await startHeartbeats(platform);
  await waitUntil('it was heard', async () =>
    /tocsin_watchdog_last_seen_timestamp_seconds\{tenant="acme",watchdog="Alertmanager"\} 1\d{9}/.test(
      await platform.metrics(),
    ),
  );
  expect(await silentIn(platform)).toBe('0');
  expect(ops.all()).toEqual([]);

  await first.stop();
  const message = await ops.expectMessage(/Alertmanager schweigt schon \d+\sSek\./);
  expect(message.text()).toMatch(/🚨 Kritisch: WatchdogSilent/);
  expect(message.text()).toMatch(/Alle 2\sSek\. wird ein Lebenszeichen erwartet/);
  // No Alertmanager knows of it: there is nothing to silence.
  expect(JSON.stringify(message.now())).not.toMatch(/"action_id":"silence"/);
  await waitUntil('the metric says so', async () => (await silentIn(platform)) === '1');
  expect((await platform.readiness()).status).toBe(200);
  await message.click('acknowledge', { as: 'U0MARIA' });
  await message.expectUpdate(/<@U0MARIA>/);
  const before = /schon (\d+\sSek)/.exec(message.text())?.[1];
  await waitUntil('the message goes on counting', () => !message.text().includes(`schon ${before}`));

  await startHeartbeats(platform);
  await message.expectUpdate(/✅ Behoben: WatchdogSilent/);
  await message.expectUpdate(/Alertmanager meldet sich wieder · Schweigen: \d/);
  await message.expectReply(/Behoben|gelöst|behoben/);
  await waitUntil('the metric says so, too', async () => (await silentIn(platform)) === '0');
  await platform.expectNothingElse();
});

test('routes say who is told, and one that is not watched any more is not waited for', async () => {
  const files = {
    'tenants/acme/tenant.yaml': tenantFile('watchdogs: [{ name: Prod, every: 1s, grace: 1s, severity: warning }]'),
    'tenants/acme/routing.yaml': `
route:
  receiver: ops
  routes: [{ matchers: ['watchdog="Prod"', 'severity="warning"'], receiver: database }]
`,
  };
  const platform = await start({ files });
  const message = await platform.channel('T0ACME', 'C0DB').expectMessage(/Prod ne donne plus signe de vie depuis/);
  await writeFile(join(platform.configDir, 'tenants/acme/tenant.yaml'), tenantFile(''));
  expect(await platform.relay.reload()).toEqual([]);
  await message.expectUpdate(/Prod\s: surveillance arrêtée après/);
  expect(await platform.metrics()).not.toMatch(/tocsin_watchdog_silent\{/);
  expect(platform.channel('T0ACME', 'C0OPS').all()).toEqual([]);
});
