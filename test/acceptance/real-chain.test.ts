/** The whole chain with nothing doubled but Slack: Prometheus, Alertmanagers, Redis. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type Alertmanager, startAlertmanager } from '../servers/alertmanager.ts';
import { startPrometheus } from '../servers/prometheus.ts';
import { startRedis } from '../servers/redis.ts';
import { startDisks } from './measured-disks.ts';
import { FAST, type Platform, SECRETS, startPlatform } from './platform.ts';

const RULES = `
groups:
  - name: disks
    rules:
      - alert: DiskFull
        expr: disk_used_percent > 90
        labels: { severity: critical }
        annotations: { summary: 'Platte {{ $labels.disk }} ist fast voll' }
      - alert: DiskSlow
        expr: disk_used_percent > 95
        labels: { severity: warning }
`;

let releasers: Releasers;
let platform: Platform;
let disks: Awaited<ReturnType<typeof startDisks>>;

beforeEach(async () => {
  releasers = new Releasers();
  const redis = await startRedis();
  releasers.add('redis', () => redis.stop());
  disks = await startDisks();
  releasers.add('disks', () => disks.close());
  // The dedupe window stays at its default of two minutes: that is what users run.
  platform = await startPlatform({
    redisUrl: `redis://127.0.0.1:${redis.port}`,
    tocsin: FAST.replace(/ingest:.*\n/, ''),
  });
  releasers.add('platform', () => platform.close());
}, 30_000);

afterEach(() => releasers.close(), 30_000);

const alertmanagerConfig = () => `
route: { receiver: 'relay.+x', group_by: [alertname], group_wait: 1s, group_interval: 3s, repeat_interval: 1h }
receivers:
  - name: 'relay.+x'
    webhook_configs:
      - url: ${platform.url}/v1/tenants/acme/alertmanager
        http_config: { authorization: { credentials: ${SECRETS.ACME_INGEST_TOKEN} } }
`;

async function startPair(peers: (first?: Alertmanager) => readonly string[] | undefined): Promise<Alertmanager[]> {
  const pair: Alertmanager[] = [];
  for (const first of [undefined, 'first']) {
    const known = first === undefined ? undefined : pair[0];
    const gossip = peers(known);
    const next = await startAlertmanager({
      config: alertmanagerConfig(),
      peerTimeout: '2s',
      ...(gossip === undefined ? {} : { peers: gossip }),
    });
    releasers.add('Alertmanager', () => next.stop());
    pair.push(next);
  }
  const prometheus = await startPrometheus({
    rules: RULES,
    alertmanagers: pair.map(({ address }) => address),
    scrape: [disks.address],
  });
  releasers.add('Prometheus', () => prometheus.stop());
  return pair;
}

const ops = () => platform.channel('T0ACME', 'C0OPS');

describe('a real Prometheus and real Alertmanagers', () => {
  test('clustered: one message in German, kept true while an Alertmanager dies', async () => {
    disks.used.set('db-1', 92);
    const [, second] = await startPair((first) => (first === undefined ? [] : [first.clusterAddress]));
    const message = await ops().expectMessage(/DiskFull/, { timeoutMs: 40_000 });
    expect(message.text()).toContain('Kritisch');
    expect(message.text()).toContain('Platte db-1 ist fast voll');

    disks.used.set('db-2', 93);
    await message.expectUpdate(/db-2/, { timeoutMs: 40_000 });
    await message.expectReply(/db-2/);

    await second?.kill();
    disks.used.set('db-1', 10);
    await message.expectReply(/behoben[\s\S]*db-1|db-1[\s\S]*behoben/);

    disks.used.set('db-2', 10);
    await message.expectUpdate(/✅/, { timeoutMs: 40_000 });
    await message.expectReply(/Alle Alarme behoben/);
    await platform.expectNothingElse();
    expect(await platform.metrics()).toMatch(/tocsin_webhooks_total\{tenant="acme",outcome="accepted"\} [1-9]/);
  }, 120_000);

  test('not clustered: two Alertmanagers that send the same groups make one message each', async () => {
    disks.used.set('db-1', 97);
    await startPair(() => undefined);
    const full = await ops().expectMessage(/DiskFull/, { timeoutMs: 40_000 });
    const slow = await ops().expectMessage(/DiskSlow/, { timeoutMs: 40_000 });
    disks.used.set('db-1', 10);
    await full.expectUpdate(/✅/, { timeoutMs: 40_000 });
    await slow.expectUpdate(/✅/, { timeoutMs: 40_000 });
    await full.expectReply(/Alle Alarme behoben/);
    await slow.expectReply(/Alle Alarme behoben/);
    await platform.expectNothingElse();
    expect(await platform.metrics()).toMatch(/tocsin_duplicates_total\{tenant="acme",cause="peer_copy"\} [1-9]/);
  }, 120_000);
});
