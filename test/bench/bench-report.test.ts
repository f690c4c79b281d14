import { describe, expect, test } from '@jest/globals';
import { readOptions } from './bench-options.ts';
import { alertsOf, GROUP_MARK, groupMark, placeOf, webhookOf } from './payloads.ts';
import { medianBy, percentiles } from './percentiles.ts';
import { metered, residentBytes } from './process-usage.ts';
import { shuffled } from './shuffled.ts';
import { formatTable, type Row, reachesBar } from './table.ts';

const row = (value: number, bar?: Row['bar']): Row => ({
  part: 'ingest',
  what: 'rate',
  figures: '80/s : 100/s',
  value,
  shown: `${value} ×`,
  ...(bar === undefined ? {} : { bar }),
});

describe('the table', () => {
  test('says which bars are reached and which are missed', () => {
    const table = formatTable([row(0.8, { atLeast: 0.8 }), row(0.5, { atMost: 0.45 }), row(7)]);
    expect(table.split('\n').map((line) => line.replace(/ +/g, ' '))).toEqual([
      '| what | figures | value | bar | verdict |',
      '|------|--------------|-------|--------|---------|',
      '| rate | 80/s : 100/s | 0.8 × | ≥ 0.8 | ok |',
      '| rate | 80/s : 100/s | 0.5 × | ≤ 0.45 | MISSED |',
      '| rate | 80/s : 100/s | 7 × | | |',
    ]);
  });

  test('has a row that is no number miss its bar', () => {
    expect(reachesBar(row(Number.NaN, { atMost: 1 }))).toBe(false);
    expect(reachesBar(row(Number.NaN, { atLeast: 1 }))).toBe(false);
  });
});

describe('the load', () => {
  test('names its group where the sink looks for it', () => {
    const webhook = webhookOf({ group: 1234, team: 'team-03', replica: 1, startedAt: 0 });
    expect(Number(GROUP_MARK.exec(webhook)?.[1])).toBe(1234);
    expect(JSON.parse(webhook)).toMatchObject({
      version: '4',
      groupLabels: { group: groupMark(1234) },
      commonLabels: { team: 'team-03', severity: 'critical' },
      alerts: alertsOf(1234, 'team-03', 0),
    });
  });

  test('spreads groups over tenants and teams', () => {
    const places = Array.from({ length: 40 }, (_, group) => Object.values(placeOf(group, 2)).join(' '));
    expect(new Set(places).size).toBe(40);
  });

  test('is shuffled the same way each time, and nothing is lost', () => {
    const values = Array.from({ length: 100 }, (_, index) => index);
    expect(shuffled(values)).toEqual(shuffled(values));
    expect(shuffled(values)).not.toEqual(values);
    expect([...shuffled(values)].sort((a, b) => a - b)).toEqual(values);
  });
});

describe('the figures', () => {
  test('are medians and percentiles by nearest rank', () => {
    expect(percentiles(Array.from({ length: 1_000 }, (_, index) => 999 - index))).toEqual({ p50: 500, p99: 990 });
    expect(percentiles([])).toEqual({ p50: 0, p99: 0 });
    expect(medianBy([3, 1, 2], (value) => value)).toBe(2);
  });

  test('count the CPU time of the processes that are named', async () => {
    const { usage } = await metered({ self: process.pid }, async () => {
      const before = process.cpuUsage();
      while (process.cpuUsage(before).user < 200_000);
    });
    expect(usage.cpuMicros.self).toBeGreaterThanOrEqual(180_000);
    expect(usage.seconds).toBeGreaterThan(0.1);
    expect(residentBytes(process.pid)).toBeGreaterThan(10_000_000);
  });
});

describe('the options', () => {
  test('take parts by name and refuse others', () => {
    expect(readOptions(['--only', 'ingest,micro', '--quick'])).toMatchObject({
      parts: ['ingest', 'micro'],
      isQuick: true,
    });
    expect(readOptions(['--only', 'speed'])).toMatchObject({ message: expect.stringContaining('no such part: speed') });
  });
});
