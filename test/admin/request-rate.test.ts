import { expect, test } from '@jest/globals';
import { RequestRate } from '../../src/admin/request-rate.ts';

test('each key has its own burst, which fills again with time', () => {
  let now = 0;
  const rate = new RequestRate({ perSecond: 2, burst: 3 }, { now: () => now });
  expect([1, 2, 3, 4].map(() => rate.take('ci'))).toEqual([0, 0, 0, 1]);
  expect(rate.take('other')).toBe(0);
  now += 500;
  expect([rate.take('ci'), rate.take('ci')]).toEqual([0, 1]);
});

test('what weighs more leaves room for less', () => {
  let now = 0;
  const rate = new RequestRate({ perSecond: 2, burst: 10 }, { now: () => now });
  expect([rate.take('ci', 8), rate.take('ci', 8), rate.take('ci')]).toEqual([0, 3, 0]);
  now += 4_000;
  expect(rate.take('ci', 8)).toBe(0);
});
