/** What every store does for those who read its tenants' histories, whatever it keeps them in. */
import { describe, expect, test } from '@jest/globals';
import type { History } from '../../src/groups/history.ts';
import type { Store } from '../../src/groups/store.ts';
import { ACME, acceptanceOf, eventOf, GLOBEX, groupNamed } from './store-fixtures.ts';

type Opened = Store & { readonly history: History };

export function describeHistoryContract(name: string, open: () => Opened): void {
  const disk = groupNamed('DiskFull');

  describe(`the ${name} history`, () => {
    test('is read from either end, on from a place, and tells what else is known of groups and facts', async () => {
      const store = open();
      const { history } = store;
      expect(await history.lookAt(ACME, disk.id)).toBeUndefined();
      for (const at of [1, 2, 3, 4]) {
        const expectedVersion = (await store.read(ACME, disk.id))?.version ?? 0;
        const write = { group: disk, state: 'open' as const, expectedVersion, event: eventOf(disk, 'merged', at) };
        await store.accept({ ...acceptanceOf([write]), dedupeKey: `at ${at}`, peer: 'am-1' });
      }
      const page = async (order: 'newest_first' | 'oldest_first', limit: number, behind?: string) => {
        const events = await history.page({
          tenantId: ACME,
          order,
          limit,
          ...(behind === undefined ? {} : { behind }),
        });
        return { times: events.map(({ event }) => event.at), last: events.at(-1)?.place ?? '' };
      };
      const newest = await page('newest_first', 3);
      expect(newest.times).toEqual([4, 3, 2]);
      expect((await page('newest_first', 3, newest.last)).times).toEqual([1]);
      const oldest = await page('oldest_first', 2);
      expect(oldest.times).toEqual([1, 2]);
      const rest = await page('oldest_first', 10, oldest.last);
      expect(rest.times).toEqual([3, 4]);
      expect((await page('oldest_first', 10, rest.last)).times).toEqual([]);
      expect(await history.page({ tenantId: GLOBEX, order: 'newest_first', limit: 10 })).toEqual([]);

      expect(await history.lookAt(ACME, disk.id)).toBeGreaterThan(0);
      expect(await history.seenFrom(ACME, 'at 4')).toBe('am-1');
      expect(await history.seenFrom(ACME, 'at 5')).toBeUndefined();
      expect(await history.seenFrom(GLOBEX, 'at 4')).toBeUndefined();
      await store.close();
    });
  });
}
