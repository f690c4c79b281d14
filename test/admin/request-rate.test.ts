import { expect, test } from '@jest/globals';
import { RequestRate } from '../../src/admin/request-rate.ts';

test('each key has its own burst, which fills again with time', () => {
  let now = 0;
  const rate = new RequestRate({ perSecond: 2, burst: 3 }, { now: () => now });
  expect([1, 2, 3, 4].map(() => rate.take('ci'))).toEqual([0, 0, 0, 1]);
  expect([rate.wait('ci'), rate.take('other')]).toEqual([1, 0]);
  now += 500;
  expect([rate.wait('ci'), rate.take('ci'), rate.take('ci')]).toEqual([0, 0, 1]);
});
