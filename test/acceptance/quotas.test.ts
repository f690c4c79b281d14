/** A tenant of five messages an hour gets twenty groups: real Redis, two relays, and what its people see in Slack. */
import { afterEach, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startRedis, tellRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { FAST, SECRETS, startPlatform } from './platform.ts';
import { textOf } from './text-of.ts';
import { webhookOf } from './webhooks.ts';

const releasers = new Releasers();
afterEach(() => releasers.close());

const NAMES = Array.from({ length: 20 }, (_, index) => `Quota${String(index).padStart(2, '0')}`);
const TIERS = 'tiers: { enterprise: { quotas: { messages_per_hour: 100 } } }\n';
const ACME = `
name: Acme
tier: enterprise
quotas: { messages_per_hour: 5 }
locale: de
ingest: { tokens: [{ token: '\${ACME_INGEST_TOKEN}' }] }
slack: { team_id: T0ACME, bot_token: '\${ACME_BOT_TOKEN}' }
`;

const warning = (alertname: string, status: 'firing' | 'resolved' = 'firing') =>
  webhookOf([{ instance: 'db-1', status, labels: { severity: 'warning' } }], { alertname });

test('five messages and one summary of the rest with the reason, next hour messages again, neighbours untouched', async () => {
  const redis = await startRedis();
  releasers.add('Redis', () => redis.stop());
  const platform = await startPlatform({
    redisUrl: redis.url,
    tocsin: `${FAST}${TIERS}`,
    files: { 'tenants/acme/tenant.yaml': ACME },
  });
  releasers.add('platform', () => platform.close());
  const other = await platform.another({});
  releasers.add('another relay', () => other.close());
  const told = (team: string) => platform.sandbox.messages(team, 'C0OPS');
  const posted = (team: string, names = NAMES) =>
    told(team).filter((each) => each.threadTs === undefined && names.some((name) => textOf(each).includes(name)));
  const isSummary = (text: string) => text.includes('Alarmübersicht');

  for (const [index, name] of NAMES.entries()) {
    const port = index % 2 === 0 ? platform.relay.port : other.port;
    const response = await fetch(`http://127.0.0.1:${port}/v1/tenants/acme/alertmanager`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRETS.ACME_INGEST_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(warning(name)),
    });
    expect(response.status).toBe(200);
    await platform.post(warning(name), { tenant: 'globex', token: SECRETS.GLOBEX_INGEST_TOKEN });
  }
  const missing = () => NAMES.filter((name) => !told('T0ACME').some((each) => textOf(each).includes(name)));
  await waitUntil('all of them are told', () => missing().length === 0, { details: () => missing().join(' ') });
  await waitUntil("all of the neighbour's have messages", () => posted('T0GLOBEX').length === NAMES.length);
  const own = () => posted('T0ACME').filter((each) => !isSummary(textOf(each)));
  expect(own()).toHaveLength(5);

  const summary = () => told('T0ACME').filter((each) => each.threadTs === undefined && isSummary(textOf(each)));
  await waitUntil('it names fifteen and why', () => /15 offene Gruppen/.test(summary().map(textOf).join()));
  expect(summary()).toHaveLength(1);
  expect(summary().map(textOf).join()).toMatch(
    /Mehr als 5 neue Nachrichten in dieser Stunde: Bis .* stehen neue Alarme hier/,
  );
  const page = `${await platform.metrics()}${await (await fetch(`http://127.0.0.1:${other.port}/metrics`)).text()}`;
  expect(page).toContain('tocsin_quota_used_ratio{tenant="acme",quota="messages"} 1');
  expect(page).toContain('tocsin_quota_used_ratio{tenant="globex",quota="messages"} 0.2');

  const folded = NAMES.find((name) => !own().some((each) => textOf(each).includes(name))) ?? '';
  await platform.post(warning(folded, 'resolved'));
  await waitUntil('it shows the resolve', () =>
    /14 offene Gruppen.*1 Gruppe behoben/s.test(summary().map(textOf).join()),
  );

  // The hour is over.
  await tellRedis(redis.port, 'DEL tocsin:{T0ACME}:hour:acme');
  await platform.post(warning('NextHour'));
  await waitUntil('it has a message', () => posted('T0ACME', ['NextHour']).length === 1);
}, 60_000);
