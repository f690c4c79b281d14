import { expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { describeFoldContract } from './fold-contract.ts';
import { describeStoreContract } from './store-contract.ts';
import { ACME, acceptanceOf, groupNamed, writeOf } from './store-fixtures.ts';

describeStoreContract('the memory store', async () => {
  const store = createMemoryStore({ clock: systemClock });
  return { one: store, two: store };
});

describeFoldContract('the memory store', async () => createMemoryStore({ clock: systemClock }));

test('the memory store says that nothing survives a restart', async () => {
  const { warnings } = await createMemoryStore({ clock: systemClock }).health();
  expect(warnings.join()).toMatch(/nothing survives a restart; set REDIS_URL/);
});

test('the memory store keeps a bounded history and bounded facts', async () => {
  const store = createMemoryStore({ clock: systemClock });
  const group = groupNamed('DiskFull');
  for (let round = 0; round < 60_000; round++) {
    const writes = round < 5_000 ? [writeOf(group, round)] : [];
    await store.accept(acceptanceOf(writes, { dedupeKey: `round-${round}` }));
  }
  expect((await store.events(ACME, 1_000_000)).length).toBeLessThan(2_001);
  expect((await store.accept(acceptanceOf([], { dedupeKey: 'round-59999' }))).outcome).toBe('duplicate');
  expect((await store.accept(acceptanceOf([], { dedupeKey: 'round-0' }))).outcome).toBe('stored');
});
