import { expect, test } from '@jest/globals';
import { joinSnapshots, withoutZeros } from '../../src/metrics/join-snapshots.ts';
import { createMetrics, type Metrics } from '../../src/metrics/metrics.ts';
import { startAtZero } from '../../src/metrics/start-at-zero.ts';
import { countSeries, writePage } from '../../src/metrics/write-page.ts';
import { measure, platform } from './busy-platform.ts';

async function sum(metrics: Metrics, name: string): Promise<number> {
  const metric = await metrics.registry.getSingleMetric(name)?.get();
  return (metric?.values ?? []).reduce((total, { value }) => total + value, 0);
}

test('a thousand tenants with five receivers each fit on a page of less than 10 MB, and no sum is lost', async () => {
  const metrics = createMetrics({ version: '1', defaults: false });
  measure(metrics, platform(1_000, 5));
  const snapshot = await metrics.snapshot();
  expect(countSeries(snapshot)).toBeLessThan(metrics.budget.max + 200);
  expect(countSeries(snapshot)).toBeGreaterThan(metrics.budget.max / 2);
  const ofTwo = await joinSnapshots([snapshot, withoutZeros(snapshot)]);
  expect(countSeries(ofTwo)).toBe(countSeries(snapshot));
  const large = await writePage(ofTwo, 'openmetrics');
  expect(large.length).toBeLessThan(10_000_000);
  expect(large).toContain('\ntocsin_changes_total{tenant="tenant-999",outcome="in_time"} 2\n');
  expect(await sum(metrics, 'tocsin_deliveries_total')).toBe(1_000 * 5 * 8);
  const page = await writePage(snapshot, 'prometheus');
  for (const line of [
    'tocsin_changes_total{tenant="tenant-0",outcome="in_time"} 1\n',
    'tocsin_changes_total{tenant="tenant-999",outcome="late"} 0\n',
    'tocsin_deliveries_total{tenant="tenant-999",receiver="other",operation="tell",outcome="sent",reason=""} 5\n',
  ]) {
    expect(page.includes(line) ? line : '').toBe(line);
  }
}, 20_000);

test('who takes, joins and writes a large page gives way to other work', async () => {
  const metrics = createMetrics({ version: '1', defaults: false });
  measure(metrics, platform(1_000, 5));
  const turnsDuring = async <T>(work: () => Promise<T>): Promise<readonly [turns: number, result: T]> => {
    let turns = 0;
    const count = (): void => {
      turns += 1;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const result = await work();
    clearImmediate(next);
    return [turns, result];
  };
  const [whileTaking, snapshot] = await turnsDuring(() => metrics.snapshot());
  const [whileJoining, joined] = await turnsDuring(() => joinSnapshots([snapshot, snapshot, snapshot, snapshot]));
  const [whileWriting] = await turnsDuring(() => writePage(joined, 'openmetrics'));
  expect(whileTaking + whileJoining + whileWriting).toBeGreaterThan(2);
}, 20_000);

test('the setting bounds the page whatever happens, and who had a series keeps it', async () => {
  const metrics = createMetrics({ version: '1', defaults: false, maxSeries: 1_000 });
  metrics.deliveries.inc({ tenant: 'first', receiver: 'ops', operation: 'post', outcome: 'sent', reason: '' });
  measure(metrics, platform(300, 3));
  metrics.deliveries.inc({ tenant: 'first', receiver: 'ops', operation: 'post', outcome: 'sent', reason: '' });
  const snapshot = await metrics.snapshot();
  // Beyond it lie one series for each closed set of outcomes and reasons, whatever the number of tenants, and of the API.
  expect(countSeries(snapshot)).toBeLessThan(1_000 + 400);
  const page = await writePage(snapshot, 'prometheus');
  const first = 'tocsin_deliveries_total{tenant="first",receiver="ops",operation="post",outcome="sent",reason=""} 2\n';
  expect(page).toContain(first);
  expect(page).toMatch(/tocsin_deliveries_total\{tenant="other",receiver="other",.*outcome="sent",reason=""\} \d+\n/);
  expect(await sum(metrics, 'tocsin_deliveries_total')).toBe(300 * 3 * 8 + 2);
  expect(metrics.budget.left).toBeLessThan(20);
});

test('a platform of a hundred tenants and three hundred receivers has every series from zero on', async () => {
  const metrics = createMetrics({ version: '1', defaults: false });
  startAtZero(metrics, platform(100, 3));
  const page = await writePage(await metrics.snapshot(), 'prometheus');
  expect(page).toContain(
    'tocsin_deliveries_total{tenant="tenant-99",receiver="receiver-2",operation="post",outcome="failed",reason="token_invalid"} 0\n',
  );
  for (const name of ['tocsin_time_to_acknowledge_seconds_count', 'tocsin_time_to_resolve_seconds_count']) {
    expect(page).toContain(`${name}{tenant="tenant-99",severity="critical"} 0\n`);
  }
  expect(page).toContain('tocsin_delivery_latency_seconds_count{tenant="tenant-0"} 0\n');
  expect(page).not.toContain('"other"');
  expect(metrics.budget.left).toBeGreaterThan(20_000);
});

test('a reload begins what is new, and leaves what was counted', async () => {
  const metrics = createMetrics({ version: '1', defaults: false });
  startAtZero(metrics, platform(1, 1));
  metrics.timeToAcknowledge.observe({ tenant: 'tenant-0', severity: 'critical' }, 40);
  metrics.deliveryLatency.observe({ tenant: 'tenant-0' }, 0.3);
  startAtZero(metrics, platform(2, 1));
  const page = await writePage(await metrics.snapshot(), 'prometheus');
  for (const line of [
    'tocsin_time_to_acknowledge_seconds_count{tenant="tenant-0",severity="critical"} 1\n',
    'tocsin_delivery_latency_seconds_count{tenant="tenant-0"} 1\n',
    'tocsin_targets_missed_total{tenant="tenant-1",severity="error",target="resolve"} 0\n',
  ]) {
    expect(page).toContain(line);
  }
});
