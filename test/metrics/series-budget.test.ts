import { expect, test } from '@jest/globals';
import { createMetrics, type Metrics } from '../../src/metrics/metrics.ts';
import { startAtZero } from '../../src/metrics/start-at-zero.ts';
import { countSeries, writePage } from '../../src/metrics/write-page.ts';
import { measure, platform } from './busy-platform.ts';

const snapshotOf = (metrics: Metrics) => metrics.registry.getMetricsAsJSON();

async function sum(metrics: Metrics, name: string): Promise<number> {
  const metric = await metrics.registry.getSingleMetric(name)?.get();
  return (metric?.values ?? []).reduce((total, { value }) => total + value, 0);
}

test('a thousand tenants with five receivers each fit on a page of less than 10 MB, and no sum is lost', async () => {
  const metrics = createMetrics({ version: '1', defaults: false });
  measure(metrics, platform(1_000, 5));
  const snapshot = await snapshotOf(metrics);
  expect(countSeries(snapshot)).toBeLessThan(metrics.budget.max + 200);
  expect(countSeries(snapshot)).toBeGreaterThan(metrics.budget.max / 2);
  expect(writePage(snapshot, 'openmetrics').length).toBeLessThan(10_000_000);
  expect(await sum(metrics, 'tocsin_deliveries_total')).toBe(1_000 * 5 * 8);
  const page = writePage(snapshot, 'prometheus');
  for (const line of [
    'tocsin_changes_total{tenant="tenant-0",outcome="in_time"} 1\n',
    'tocsin_changes_total{tenant="tenant-999",outcome="late"} 0\n',
    'tocsin_deliveries_total{tenant="tenant-999",receiver="other",operation="tell",outcome="sent",reason=""} 5\n',
  ]) {
    expect(page.includes(line) ? line : '').toBe(line);
  }
}, 20_000);

test('the setting bounds the page whatever happens, and who had a series keeps it', async () => {
  const metrics = createMetrics({ version: '1', defaults: false, maxSeries: 1_000 });
  metrics.deliveries.inc({ tenant: 'first', receiver: 'ops', operation: 'post', outcome: 'sent', reason: '' });
  measure(metrics, platform(300, 3));
  metrics.deliveries.inc({ tenant: 'first', receiver: 'ops', operation: 'post', outcome: 'sent', reason: '' });
  const snapshot = await snapshotOf(metrics);
  // Beyond it lie one series for each closed set of outcomes and reasons, whatever the number of tenants, and of the API.
  expect(countSeries(snapshot)).toBeLessThan(1_000 + 400);
  const page = writePage(snapshot, 'prometheus');
  const first = 'tocsin_deliveries_total{tenant="first",receiver="ops",operation="post",outcome="sent",reason=""} 2\n';
  expect(page).toContain(first);
  expect(page).toMatch(/tocsin_deliveries_total\{tenant="other",receiver="other",.*outcome="sent",reason=""\} \d+\n/);
  expect(await sum(metrics, 'tocsin_deliveries_total')).toBe(300 * 3 * 8 + 2);
  expect(metrics.budget.left).toBeLessThan(20);
});

test('a platform of a hundred tenants and three hundred receivers has every series from zero on', async () => {
  const metrics = createMetrics({ version: '1', defaults: false });
  startAtZero(metrics, platform(100, 3));
  const page = writePage(await snapshotOf(metrics), 'prometheus');
  expect(page).toContain(
    'tocsin_deliveries_total{tenant="tenant-99",receiver="receiver-2",operation="post",outcome="failed",reason="token_invalid"} 0\n',
  );
  expect(page).not.toContain('"other"');
  expect(metrics.budget.left).toBeGreaterThan(20_000);
});
