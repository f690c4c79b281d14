/**
 * A real Prometheus scrapes a Tocsin that has much to do and some of it goes wrong: every panel of every dashboard shows
 * something, and those alerts fire that are to, and no others. Minutes of the rules are seconds here.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { DASHBOARD_NAMES, DEFAULT_DOCS, dashboardFile } from '../../src/dashboards/dashboards.ts';
import { FAST, type Platform, SECRETS, startPlatform } from '../acceptance/platform.ts';
import { webhookOf } from '../acceptance/webhooks.ts';
import { parsePromql } from '../prometheus/promql.ts';
import { RULE_PATHS, RULES } from '../prometheus/rule-files.ts';
import { readText } from '../repository/repository-files.ts';
import { type Prometheus, startPrometheus } from '../servers/prometheus.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { filledIn, readDashboard } from './read-dashboard.ts';

/** What fires in the end: Globex's channel is archived; Acme has a wrong sender, a bad template, no Alertmanager left. */
const EXPECTED = [
  'TocsinAlertmanagerCallsFail acme alertmanager_unreachable',
  'TocsinCannotAskAlertmanagers acme',
  'TocsinChannelOutOfOrder globex channel_archived',
  'TocsinRefusesWebhooks acme unauthorized',
  'TocsinSlackRequestsRefused signature',
  'TocsinTemplateFails acme broken',
  'TocsinTenantObjectiveBurnsFast globex 1h',
  'TocsinTenantObjectiveBurnsFast globex 6h',
  'TocsinTenantObjectiveBurnsSlowly globex 1d',
  'TocsinTenantObjectiveBurnsSlowly globex 3d',
  'TocsinWatchdogSilent acme Alertmanager',
];

/** These tell how fast the machine is that the test runs on. */
const OF_THE_MACHINE = /^Tocsin(?:EventLoopLags|RedisSlow)\b/;

/** Begin with their first event, which need not come in this story. */
const NOT_YET = [
  'tocsin_clicks_total{outcome="not_stored"}',
  'tocsin_held_places{scope="workspace"}',
  'tocsin_quota_used_ratio',
  'tocsin_storm_mode',
];

const VALUES = { __rate_interval: '5s', __range: '1m', tenant: 'acme', instance: '.*' };

const RECEIVERS = `
receivers:
  - { name: ops, slack: { channel: C0OPS } }
  - { name: database, slack: { channel: C0DB, template: broken } }
`;

/** Asks for more than a template may, of sixty alerts. */
const BROKEN =
  '{{#section}}{{#each firing}}{{#each @root.firing}}{{#each @root.firing}}{{/each}}{{/each}}{{/each}}{{/section}}\n';

const releasers = new Releasers();
let platform: Platform;
let prometheus: Prometheus;

beforeAll(async () => {
  const redis = await startRedis();
  releasers.add('Redis', () => redis.stop());
  const pager = createServer((_request, response) => void response.writeHead(204).end());
  pager.listen(0, '127.0.0.1');
  await once(pager, 'listening');
  releasers.add('pager', async () => {
    pager.closeAllConnections();
    pager.close();
    await once(pager, 'close');
  });
  const address = Object(pager.address());
  platform = await startPlatform({
    redisUrl: redis.url,
    tocsin: `${FAST.replace(/channel_posts_per_second: \d+\n {2}channel_burst: \d+/, 'channel_posts_per_second: 5\n  channel_burst: 1')}
truth_check: { interval: 1s, quiet_after: 1s, trust_after: 0s }
webhooks: { allow_networks: [127.0.0.0/8] }
canary: { tenant: acme, every: 5s, dry: true }
`,
    files: {
      'tenants/acme/tenant.yaml': acme(`http://127.0.0.1:${address.port}/`),
      'tenants/acme/receivers.yaml': RECEIVERS,
      'tenants/acme/templates/broken/message.hbs': BROKEN,
    },
  });
  releasers.add('platform', () => platform.close());
  platform.sandbox.faults.add({ kind: 'error', error: 'is_archived', teamId: 'T0GLOBEX', times: 10_000 });
  prometheus = await startPrometheus({
    rules: `groups:\n${RULE_PATHS.map((path) => shrunk(readText(path))).join('')}`,
    alertmanagers: [],
    scrape: [new URL(platform.url).host],
    job: 'tocsin',
  });
  releasers.add('Prometheus', () => prometheus.stop());
  await waitUntil('Prometheus has begun', async () => (await ask('query?query=up')).data.result.length > 0);
}, 60_000);

afterAll(() => releasers.close(), 60_000);

const acme = (pager: string): string => `
name: Acme
tier: enterprise
locale: en
time_zone: Europe/Berlin
ingest: { tokens: [{ token: '\${ACME_INGEST_TOKEN}' }] }
slack: { team_id: T0ACME, bot_token: '\${ACME_BOT_TOKEN}' }
alertmanagers: [{ name: gone, url: 'http://127.0.0.1:1' }]
watchdogs: [{ name: Alertmanager, every: 1s, grace: 1s }]
webhooks: [{ name: pager, url: '${pager}', secrets: [{ secret: 'whsec_${Buffer.alloc(32, 7).toString('base64')}' }] }]
`;

/** The groups of a file of rules, with seconds for minutes, minutes for hours and 24 minutes for a day. */
function shrunk(text: string): string {
  const shorter = (durations: string): string =>
    durations.replace(/(\d+)([smhd])/g, (_, count: string, unit: string) => {
      const ms = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit] ?? Number.NaN;
      return `${(Number(count) * ms) / 60}ms`;
    });
  return text
    .slice(text.indexOf('groups:\n') + 'groups:\n'.length)
    .replace(/\[\w+(?::\w+)?\]|\boffset \w+|^ +(?:for|interval): \w+$/gm, shorter)
    .concat('\n');
}

async function ask(path: string): Promise<{ readonly data: { readonly result: readonly Result[] } }> {
  const response = await fetch(`${prometheus.url}/api/v1/${path}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`Prometheus says: ${text}`);
  return JSON.parse(text);
}

interface Result {
  readonly metric: Readonly<Record<string, string>>;
  readonly values?: readonly (readonly [number, string])[];
}

async function firing(): Promise<readonly string[]> {
  const { data } = await ask(`query?query=${encodeURIComponent('ALERTS{alertstate="firing"}')}`);
  return data.result
    .map(({ metric: { alertname, tenant, reason, outcome, why, template, window, watchdog } }) =>
      [alertname, tenant, reason, outcome, why, template, window, watchdog]
        .filter((each) => each !== undefined)
        .join(' '),
    )
    .filter((each) => !OF_THE_MACHINE.test(each))
    .sort();
}

/** A moment of a busy platform: news for both tenants, a sender with a wrong token, somebody who plays Slack, an operator. */
async function moment(turn: number): Promise<void> {
  const crowd = Array.from({ length: 60 }, (_, index) => ({
    instance: `db-${index}`,
    labels: { team: 'db', turn: `${turn}` },
  }));
  await platform.post(webhookOf(crowd, { alertname: 'Crowd' }));
  for (const name of ['Slow', 'Full', 'Down']) {
    await platform.post(webhookOf([{ instance: 'web-1' }], { alertname: `${name}${turn}` }));
  }
  const globex = { tenant: 'globex', token: SECRETS.GLOBEX_INGEST_TOKEN };
  for (const name of ['Cart', 'Shop', 'Till', 'Tax']) {
    await platform.post(webhookOf([{ instance: 'shop-1' }], { alertname: `${name}${turn}` }), globex);
  }
  await platform.post(webhookOf([{ instance: 'shop-1' }]), { token: 'wrong' });
  for (const path of ['groups', 'tenants']) {
    const headers = { authorization: `Bearer ${SECRETS.TOCSIN_ADMIN_TOKEN}` };
    await (await fetch(`${platform.url}/api/v1/${path}`, { headers })).arrayBuffer();
  }
  await fetch(`${platform.url}/slack/events`, {
    method: 'POST',
    headers: { 'x-slack-signature': 'v0=00', 'x-slack-request-timestamp': `${Math.floor(Date.now() / 1_000)}` },
    body: '{}',
  });
}

/** Somebody takes a group, and it is over. */
async function lifeOf(alertname: string): Promise<void> {
  await platform.post(webhookOf([{ instance: 'db-1' }], { alertname }));
  const message = await platform.channel('T0ACME', 'C0OPS').expectMessage(new RegExp(alertname));
  await message.click('acknowledge', { as: 'U0MARIA' });
  await message.expectUpdate(/<@U0MARIA>/);
  await platform.post(webhookOf([{ instance: 'db-1', status: 'resolved' }], { alertname }));
  await message.expectUpdate(/✅/);
}

test('every panel shows something, and the alerts that are to fire do, and no others', async () => {
  await platform.post(webhookOf([{ instance: 'any' }], { alertname: 'Watchdog' }));
  await lifeOf('First');
  let turn = 0;
  let seen: readonly string[] = [];
  await waitUntil(
    'the alerts fire that are to, and no others',
    async () => {
      turn += 1;
      if (turn === 5) await lifeOf('Second');
      await moment(turn);
      seen = await firing();
      return seen.join() === EXPECTED.join();
    },
    { timeoutMs: 60_000, everyMs: 500, details: () => seen.join('\n') },
  );
  expect(await emptyPanels()).toEqual([]);
  expect((await selectorsOfNothing()).filter((each) => !NOT_YET.includes(each))).toEqual([]);
  await expectTexts();
}, 90_000);

/** Titles and queries of panels that would show nothing, or nothing but "not a number". */
async function emptyPanels(): Promise<readonly string[]> {
  const now = Date.now() / 1_000;
  const empty: string[] = [];
  for (const name of DASHBOARD_NAMES) {
    for (const { title, targets = [] } of readDashboard(dashboardFile(name, DEFAULT_DOCS)).panels) {
      for (const { expr } of targets) {
        const query = filledIn(expr, VALUES);
        const { data } = await ask(
          `query_range?query=${encodeURIComponent(query)}&start=${now - 20}&end=${now}&step=1`,
        );
        const values = data.result.flatMap((series) => series.values ?? []).map(([, value]) => Number(value));
        if (!values.some(Number.isFinite)) empty.push(`${name}, ${title}: ${query}`);
      }
    }
  }
  return empty;
}

/** What rules look for and no series has: a value of a label that is written wrong, for one. */
async function selectorsOfNothing(): Promise<readonly string[]> {
  const selectors = new Set(RULES.flatMap(({ expr }) => parsePromql(expr).selectors).map(({ text }) => text));
  const empty: string[] = [];
  for (const selector of selectors) {
    const { data } = await ask(`query?query=${encodeURIComponent(`count(last_over_time(${selector}[1m]))`)}`);
    if (data.result.length === 0) empty.push(selector);
  }
  return empty.sort();
}

/** What people are told is filled in: Prometheus writes its own faults into the text. */
async function expectTexts(): Promise<void> {
  const response = await fetch(`${prometheus.url}/api/v1/alerts`);
  const text = await response.text();
  expect(text).toContain('https://tocsin.example.com/docs/operations.md#channel_archived');
  expect(text).not.toMatch(/<error|<no value|\{\{/);
}
