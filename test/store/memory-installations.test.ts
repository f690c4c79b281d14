import { expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.ts';
import { createMemoryInstallationStores } from '../../src/store/memory-installations.ts';
import { describeInstallationContract } from './installation-contract.ts';

describeInstallationContract('the memory', async () => {
  const both = createMemoryInstallationStores(systemClock);
  return { one: both, two: both, close: async () => undefined };
});

test('tickets that are over leave the memory', async () => {
  let now = 0;
  const { tickets } = createMemoryInstallationStores({ now: () => now });
  for (let count = 0; count < 5_000; count += 1) {
    now += 1;
    expect(await tickets.isFirst(`name ${count}`, 10)).toBe(true);
  }
  expect(await tickets.isFirst('name 4999', 10)).toBe(false);
  now += 10;
  expect(await tickets.isFirst('name 4999', 10)).toBe(true);
});
