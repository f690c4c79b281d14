/** What every store does for readers of its tenants' histories, whatever it keeps them in. */
import { describe, expect, test } from '@jest/globals';
import type { Outbox } from '../../src/actions/outbox.ts';
import type { Store } from '../../src/groups/store.ts';
import { ACME, acceptanceOf, eventOf, GLOBEX, groupNamed } from './store-fixtures.ts';

type Opened = Store & { readonly outbox: Outbox };

export function describeOutboxContract(name: string, open: () => Promise<Opened>): void {
  const disk = groupNamed('DiskFull');

  async function withStore(work: (store: Opened) => Promise<void>): Promise<void> {
    const store = await open();
    try {
      await work(store);
    } finally {
      await store.close();
    }
  }

  /** Appends events that are told apart by when they were. */
  async function append(store: Store, ...times: readonly number[]): Promise<void> {
    for (const at of times) {
      const known = await store.read(ACME, disk.id);
      const write = { group: disk, state: 'open' as const, expectedVersion: known?.version ?? 0 };
      const event = eventOf(disk, 'merged', at);
      const result = await store.accept({ ...acceptanceOf([]), dedupeKey: `at ${at}`, writes: [{ ...write, event }] });
      expect(result.outcome).toBe('stored');
    }
  }

  const taker = (store: Opened, { holder = 'a', reader = 'hook', leaseMs = 60_000, tenantId = ACME } = {}) => ({
    take: async (limit = 10) => {
      const taken = await store.outbox.take({ tenantId, reader, holder, leaseMs, limit });
      return taken && { ...taken, times: taken.events.map(({ event }) => event.at) };
    },
    keep: (place?: string, lease = leaseMs) =>
      store.outbox.keep({ tenantId, reader, holder, leaseMs: lease, ...(place === undefined ? {} : { place }) }),
  });

  describe(`the ${name} outbox`, () => {
    test('begins a new reader at the end, and tells it everything from then on, in order, until it moves on', async () => {
      await withStore(async (store) => {
        await append(store, 1, 2);
        const reader = taker(store);
        expect(await reader.take()).toMatchObject({ times: [], hasGap: false });
        await append(store, 3, 4, 5);
        const first = await reader.take(2);
        expect(first).toMatchObject({ times: [3, 4], hasGap: false });
        expect(await reader.take(2)).toMatchObject({ times: [3, 4] });
        expect(await reader.keep(first?.events[1]?.place)).toBe(true);
        expect(await reader.take(2)).toMatchObject({ times: [5] });
        expect(new Set(first?.events.map(({ place }) => place)).size).toBe(2);
      });
    });

    test('begins a reader of an empty history before its first event', async () => {
      await withStore(async (store) => {
        const reader = taker(store);
        expect(await reader.take()).toMatchObject({ times: [] });
        await append(store, 1);
        expect(await reader.take()).toMatchObject({ times: [1], hasGap: false });
      });
    });

    test('lends a reader to one holder at a time, and keeps its place for the next', async () => {
      await withStore(async (store) => {
        const [one, other] = [taker(store), taker(store, { holder: 'b' })];
        await one.take();
        await append(store, 1, 2);
        const taken = await one.take();
        await one.keep(taken?.events[0]?.place);
        expect(await other.take()).toBeUndefined();
        expect(await other.keep('999')).toBe(false);
        expect(await one.keep(undefined, 0)).toBe(true);
        expect(await other.take()).toMatchObject({ times: [2] });
        expect(await one.take()).toBeUndefined();
        expect(await one.keep(taken?.events[1]?.place)).toBe(false);
      });
    });

    test('lends it to another when the lease has run out', async () => {
      await withStore(async (store) => {
        await taker(store, { leaseMs: 1 }).take();
        await append(store, 1);
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(await taker(store, { holder: 'b' }).take()).toMatchObject({ times: [1] });
      });
    });

    test('keeps readers and tenants apart', async () => {
      await withStore(async (store) => {
        const [hook, pager] = [taker(store), taker(store, { reader: 'pager' })];
        const foreign = taker(store, { tenantId: GLOBEX });
        for (const reader of [hook, pager, foreign]) await reader.take();
        await append(store, 1);
        const taken = await hook.take();
        await hook.keep(taken?.events[0]?.place);
        expect(await hook.take()).toMatchObject({ times: [] });
        expect(await pager.take()).toMatchObject({ times: [1] });
        expect(await foreign.take()).toMatchObject({ times: [] });
      });
    });
  });
}
