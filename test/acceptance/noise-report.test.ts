/** A tenant's noise, as its people read it: from the command line, and posted once a week. On real Redis. */
import { expect, test } from '@jest/globals';
import { runTocsin } from '../cli/run-tocsin.ts';
import { onRedis } from './on-redis.ts';
import { SECRETS } from './platform.ts';
import { START, webhookOf } from './webhooks.ts';

const { start, releasers } = onRedis();

/** The week's report is due since a minute ago. */
function aMinuteAgo(): string {
  const at = new Date(Date.now() - 60_000);
  const day = new Intl.DateTimeFormat('en-US', { weekday: 'long', timeZone: 'UTC' }).format(at).toLowerCase();
  return `${day} ${at.toISOString().slice(11, 16)}`;
}

const tenantFile = (report: string) => `
name: Acme & Söhne
locale: de
ingest: { tokens: [{ token: '\${ACME_INGEST_TOKEN}' }] }
slack: { team_id: T0ACME, bot_token: '\${ACME_BOT_TOKEN}' }
${report}`;

test('what opened, opened again and was taken is told on the command line, in the language that is asked for', async () => {
  const platform = await start();
  const ops = platform.channel('T0ACME', 'C0OPS');
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  const message = await ops.expectMessage(/DiskFull/);
  await message.click('acknowledge', { as: 'U0MARIA' });
  await message.expectUpdate(/<@U0MARIA>/);
  for (let round = 0; round < 4; round += 1) {
    const instance = { instance: 'web-1', startsAt: START + round * 60_000 };
    await platform.post(webhookOf([instance], { alertname: 'CpuHigh' }));
    await platform.post(webhookOf([{ ...instance, status: 'resolved' as const }], { alertname: 'CpuHigh' }));
  }
  await ops.expectMessage(/CpuHigh/);
  const tocsin = (args: string) =>
    runTocsin(['report', ...args.split(' ')], {
      env: { TOCSIN_ADMIN_TOKEN: SECRETS.TOCSIN_ADMIN_TOKEN, PORT: String(platform.relay.port) },
    });
  const text = await tocsin('--tenant acme --locale en');
  expect(text).toMatchObject({ code: 0, stderr: '' });
  expect(text.stdout.replaceAll('\u00a0', ' ')).toMatch(
    /^📊 Noise report: Acme\n[\s\S]*5 groups opened · 1 acknowledged · 4 groups resolved[\s\S]*Most frequent\n• CpuHigh: 4 groups · .* · ops\n• DiskFull: 1 group[\s\S]*Opened again within an hour\n• CpuHigh: 4 groups · 3 times opened again[\s\S]*Never acknowledged\n• CpuHigh/,
  );
  const json = await tocsin('--tenant acme --since 24h --format json');
  expect(JSON.parse(json.stdout)).toMatchObject({ tenant: 'acme', opened: 5, acknowledged: 1 });
  expect(await tocsin('--tenant acme --format xml')).toMatchObject({ code: 2 });
  expect((await tocsin('--tenant acme --since forever')).stderr).toMatch(/must be a number of hours or days/);
});

test('once a week it is posted in the tenant’s language, by one of the relays', async () => {
  const platform = await start({
    files: { 'tenants/acme/tenant.yaml': tenantFile(`report: { channel: C0DB, on: ${aMinuteAgo()} }`) },
  });
  const other = await platform.another({});
  releasers.add('other relay', () => other.close());
  const database = platform.channel('T0ACME', 'C0DB');
  const message = await database.expectMessage(/📊 \*Rückblick auf Alarme: Acme &amp; Söhne\*/);
  expect(message.text()).toMatch(/Keine Gruppe geöffnet/);
  await platform.restart();
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  await platform.channel('T0ACME', 'C0OPS').expectMessage(/DiskFull/);
  await platform.expectNothingElse();
});
