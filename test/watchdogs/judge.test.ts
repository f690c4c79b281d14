import { expect, test } from '@jest/globals';
import { receiverName } from '../../src/core/ids.ts';
import { judge, lookTimes, roundedSilence } from '../../src/watchdogs/judge.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (now: number) => ({ everyMs: 5 * MINUTE, graceMs: MINUTE, now });
const silence = { since: 10 * MINUTE, receivers: [receiverName('ops')], severity: 'critical' } as const;

test('a watchdog is silent when its interval and the grace are over', () => {
  const known = { name: 'prod', expectedSince: 0, heardAt: 10 * MINUTE };
  expect(judge(known, at(16 * MINUTE))).toEqual({ kind: 'alive' });
  expect(judge(known, at(16 * MINUTE + 1))).toEqual({ kind: 'silent', since: 10 * MINUTE });
});

test('while the relay was away nothing could be heard: the time counts from when it was back', () => {
  const known = { name: 'prod', expectedSince: HOUR, heardAt: 10 * MINUTE };
  expect(judge(known, at(HOUR + 6 * MINUTE))).toEqual({ kind: 'alive' });
  expect(judge(known, at(HOUR + 7 * MINUTE))).toEqual({ kind: 'silent', since: HOUR });
});

test('one that was never heard is silent in the same time', () => {
  expect(judge({ name: 'prod', expectedSince: HOUR }, at(2 * HOUR))).toEqual({ kind: 'silent', since: HOUR });
});

test('a silence that was told lasts until a heartbeat comes, even if the relay was away meanwhile', () => {
  const known = { name: 'prod', expectedSince: HOUR, heardAt: 10 * MINUTE, silence };
  expect(judge(known, at(HOUR + 1))).toEqual({ kind: 'silent', since: 10 * MINUTE });
  expect(judge({ ...known, heardAt: HOUR + 2 }, at(HOUR + 3))).toEqual({ kind: 'back', silence, at: HOUR + 2 });
});

test('the longer a silence, the rounder it is told', () => {
  const told = [900, 9_900, 59_000, 6.9 * MINUTE, 17 * MINUTE, 2.9 * HOUR, 31 * HOUR].map(roundedSilence);
  expect(told).toEqual([0, 9_000, 50_000, 6 * MINUTE, 15 * MINUTE, 2.5 * HOUR, 30 * HOUR]);
});

test('a pause that goes unnoticed is always shorter than the grace', () => {
  for (const graceMs of [1_000, 5_000, 30_000, MINUTE, HOUR]) {
    expect(lookTimes([{ graceMs }, { graceMs: HOUR }]).gapMs).toBeLessThan(graceMs);
  }
  expect(lookTimes([{ graceMs: HOUR }])).toEqual({ turnMs: 10_000, gapMs: 30_000 });
});
