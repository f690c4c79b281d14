/** What operators are told: every metric that the document names, and no other, read by a real Prometheus. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type Prometheus, startPrometheus } from '../servers/prometheus.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { type Platform, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

const releasers = new Releasers();
let platform: Platform;
let prometheus: Prometheus;

/** News, a copy, a refusal, a click, and a channel that is not there. */
beforeAll(async () => {
  const redis = await startRedis();
  releasers.add('redis', () => redis.stop());
  platform = await startPlatform({
    redisUrl: redis.url,
    routing: ROUTING,
    files: { 'tenants/acme/receivers.yaml': LOST },
  });
  releasers.add('platform', () => platform.close());
  const scrape = [`127.0.0.1:${platform.relay.port}`];
  prometheus = await startPrometheus({ rules: 'groups: []', alertmanagers: [], scrape });
  releasers.add('prometheus', () => prometheus.stop());

  const ops = platform.channel('T0ACME', 'C0OPS');
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  await platform.post(webhookOf([{ instance: 'db-1' }], { peer: 'http://am-2:9093' }));
  await platform.post({ version: 4 });
  await platform.post({}, { token: 'wrong' });
  const message = await ops.expectMessage(/DiskFull/);
  await message.click('acknowledge', { as: 'U0MARIA' });
  await message.expectUpdate(/<@U0MARIA>/);
  await platform.post(webhookOf([{ instance: 'db-1', status: 'resolved', endsAt: Date.now() }]));
  await platform.post(webhookOf([{ instance: 'db-2', labels: { team: 'db' } }], { alertname: 'Lost' }));
}, 30_000);

afterAll(() => releasers.close());

const ROUTING = `
route:
  receiver: ops
  routes: [{ matchers: ['team="db"'], receiver: lost }]
`;
const LOST = `
receivers:
  - { name: ops, slack: { channel: C0OPS } }
  - { name: lost, slack: { channel: C0NOWHERE } }
`;

/** Names, types and labels as docs/metrics.md has them. */
function documented(): ReadonlyMap<string, { readonly type: string; readonly labels: readonly string[] }> {
  const rows = readFileSync('docs/metrics.md', 'utf8').matchAll(/^\| `(tocsin_\w+)` \| (\w+) \| ([^|]*)\|/gm);
  return new Map(
    Array.from(rows, ([, name = '', type = '', labels = '']) => [
      name,
      { type, labels: [...labels.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? '') },
    ]),
  );
}

async function ask(query: string): Promise<readonly { readonly value: readonly [number, string] }[]> {
  const response = await fetch(`${prometheus.url}/api/v1/query?${new URLSearchParams({ query })}`);
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  return data.result;
}

/** Waits until every query has a result. */
async function allHold(queries: readonly string[]): Promise<void> {
  let unmet = queries;
  const look = async (): Promise<boolean> => {
    const results = await Promise.all(unmet.map(ask));
    unmet = unmet.filter((_, index) => results[index]?.length === 0);
    return unmet.length === 0;
  };
  await waitUntil('Prometheus finds all', look, { timeoutMs: 10_000, details: () => unmet.join('\n') });
}

describe('a running process', () => {
  test('tells every metric that docs/metrics.md names, as it names it, and no other', async () => {
    const page = await platform.metrics();
    const told = new Map(
      Array.from(page.matchAll(/^# TYPE (tocsin_\w+) (\w+)$/gm), ([, name = '', type = '']) => [name, type]),
    );
    const known = documented();
    expect([...told.keys()].sort()).toEqual([...known.keys()].sort());
    for (const [name, { type }] of known) expect(`${name} ${told.get(name)}`).toBe(`${name} ${type}`);
    for (const [, series = '', labels = ''] of page.matchAll(/^(tocsin_\w+)\{([^}]*)\}/gm)) {
      const name = known.has(series) ? series : series.replace(/_(?:bucket|sum|count)$/, '');
      const names = [...labels.matchAll(/(\w+)="/g)].map((match) => match[1]).filter((label) => label !== 'le');
      expect({ name, labels: names.sort() }).toEqual({ name, labels: [...(known.get(name)?.labels ?? [])].sort() });
    }
  });

  test('is read by Prometheus in OpenMetrics, with what became of the load', async () => {
    const scraped = await fetch(`${platform.url}/metrics`, { headers: { accept: 'application/openmetrics-text' } });
    expect(scraped.headers.get('content-type')).toMatch(/^application\/openmetrics-text/);
    expect(await scraped.text()).toMatch(/# EOF\n$/);
    await allHold([
      'up == 1',
      'tocsin_changes_total{tenant="acme",outcome="in_time"} >= 2',
      'tocsin_changes_total{tenant="globex",outcome="late"} == 0',
      'tocsin_duplicates_total{cause="peer_copy"} == 1',
      'tocsin_webhooks_total{tenant="acme",outcome="unauthorized"} == 1',
      'tocsin_delivery_latency_seconds_bucket{tenant="acme",le=~"10(\\\\.0)?"} >= 1',
      'tocsin_held_places{tenant="acme",scope="channel",reason="channel_not_found"} == 1',
      'tocsin_redis_request_seconds_count{operation="accept"} >= 4',
      'tocsin_clicks_total{operation="acknowledge",outcome="done"} == 1',
      'tocsin_time_to_acknowledge_seconds_count{tenant="acme"} == 1',
      'tocsin_store_ready == 1',
      'tocsin_workspace_connected{tenant="acme"} == 1',
      'tocsin_series_left > 70000',
    ]);
  });

  test('tells Prometheus by exemplars which delivery took how long, as Slack got it', async () => {
    const ids = platform.channel('T0ACME', 'C0OPS').all();
    const question = new URLSearchParams({
      query: 'tocsin_delivery_latency_seconds_bucket',
      start: String(Date.now() / 1_000 - 600),
      end: String(Date.now() / 1_000 + 60),
    });
    const exemplars = await waitUntil('Prometheus has exemplars', async () => {
      const response = await fetch(`${prometheus.url}/api/v1/query_exemplars?${question}`);
      const { data } = (await response.json()) as { data: { exemplars: { labels: { delivery_id: string } }[] }[] };
      return data.length > 0 ? data.flatMap((series) => series.exemplars) : undefined;
    });
    const [group] = (exemplars[0]?.labels.delivery_id ?? '').split('.');
    expect(JSON.stringify(ids)).toContain(group);
  });
});
