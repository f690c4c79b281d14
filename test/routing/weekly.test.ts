import { expect, test } from '@jest/globals';
import { lastWeekly, readWeekly } from '../../src/routing/weekly.ts';
import { createZones } from '../../src/routing/zone.ts';

const zones = createZones();
const monday = { weekday: 1, timeMs: 9 * 3_600_000 };
const last = (at: string, zone = 'Europe/Berlin', weekly = monday) =>
  new Date(lastWeekly(weekly, zones(zone), Date.parse(at))).toISOString();

test('a day and a time are read, and nothing else', () => {
  expect(readWeekly('monday 09:00')).toEqual(monday);
  expect(readWeekly('sunday 00:30')).toEqual({ weekday: 0, timeMs: 1_800_000 });
  for (const text of ['monday', 'Monday 09:00', 'monday 9:00', 'monday 24:00', 'someday 09:00', '09:00']) {
    expect(readWeekly(text)).toBeUndefined();
  }
});

test('the last time is this week, or the week before until it is reached', () => {
  expect(last('2026-11-23T08:00:00Z')).toBe('2026-11-23T08:00:00.000Z');
  expect(last('2026-11-23T07:59:59Z')).toBe('2026-11-16T08:00:00.000Z');
  expect(last('2026-11-29T23:30:00Z')).toBe('2026-11-23T08:00:00.000Z');
  expect(last('2026-11-23T07:59:59Z', 'UTC')).toBe('2026-11-16T09:00:00.000Z');
});

test('it stays at the wall clock’s time when that is put back or forward', () => {
  expect(last('2026-10-27T12:00:00Z')).toBe('2026-10-26T08:00:00.000Z');
  expect(last('2026-10-20T12:00:00Z')).toBe('2026-10-19T07:00:00.000Z');
  const lost = { weekday: 0, timeMs: 2.5 * 3_600_000 };
  expect(last('2026-03-29T12:00:00Z', 'Europe/Berlin', lost)).toBe('2026-03-29T01:00:00.000Z');
});
