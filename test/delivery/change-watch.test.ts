import { expect, test } from '@jest/globals';
import { TocsinError } from '../../src/core/errors.ts';
import type { Group } from '../../src/core/group.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { ChangeWatch } from '../../src/delivery/change-watch.ts';
import { merge } from '../../src/groups/merge.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { firing, report, T0 } from '../groups/builders.ts';
import { acme, globex } from './relay.ts';

const SECOND = 1_000;
const fresh = merge(undefined, report([firing('a')], T0));

/** A watch at a clock that the test turns, and a store that holds one group, or does not answer. */
function stand({ mutedUntil }: { readonly mutedUntil?: number } = {}) {
  let now = T0;
  let stored: Group | undefined | 'down' | 'broken' = { ...fresh, pendingSince: T0 };
  let reads = 0;
  const metrics = createMetrics({ version: 'test', defaults: false });
  const destination = { mutedUntil: () => mutedUntil };
  const watch = new ChangeWatch({
    store: {
      read: async () => {
        reads += 1;
        if (stored === 'down') throw new TocsinError('store_unavailable', 'no connection');
        if (stored === 'broken') throw new SyntaxError('not JSON');
        return stored === undefined ? undefined : { group: stored, version: 1 };
      },
    },
    destinations: () => destination as never,
    metrics,
    logger: silentLogger,
    clock: { now: () => now },
  });
  const which = { tenantId: acme, groupId: fresh.id };
  return {
    watch,
    accept: (at: number) => watch.accepted(acme, fresh.id, at),
    show: (after: Group | 'removed') => watch.stored(which, after),
    keep: (group: typeof stored) => {
      stored = group;
    },
    at: async (time: number) => {
      now = time;
      await watch.judgeOld();
    },
    reads: () => reads,
    counts: async () => {
      const { values } = await metrics.changes.get();
      return Object.fromEntries(values.map(({ labels, value }) => [labels.outcome, value]));
    },
  };
}

const { pendingSince: _, ...shown } = { pendingSince: undefined, ...fresh };
const pending = (since: number): Group => ({ ...shown, pendingSince: since });

test('what this process shows within ten seconds is in time, once, and costs no question', async () => {
  const it = stand();
  it.accept(T0);
  await it.at(T0 + 9 * SECOND);
  it.show(shown);
  it.show(shown);
  await it.at(T0 + 60 * SECOND);
  expect(await it.counts()).toEqual({ in_time: 1 });
  expect(it.reads()).toBe(0);
});

test('what waits is nothing yet, late after ten seconds, and not counted again when it is shown at last', async () => {
  const it = stand();
  it.accept(T0);
  await it.at(T0 + 9.9 * SECOND);
  expect(await it.counts()).toEqual({});
  await it.at(T0 + 10 * SECOND);
  expect(await it.counts()).toEqual({ late: 1 });
  it.show(shown);
  await it.at(T0 + 60 * SECOND);
  expect(await it.counts()).toEqual({ late: 1 });
});

test('what another process showed is in time', async () => {
  for (const group of [shown, pending(T0 + 8 * SECOND)]) {
    const it = stand();
    it.accept(T0);
    it.keep(group);
    await it.at(T0 + 10 * SECOND);
    expect(await it.counts()).toEqual({ in_time: 1 });
  }
});

test('what was given up is late, and what the store lost, and what cannot be looked up', async () => {
  const dead: Group = { ...shown, dead: { at: T0, reason: 'ratelimit', detail: '' } };
  for (const group of [dead, undefined, 'down' as const, 'broken' as const]) {
    const it = stand();
    it.accept(T0);
    it.keep(group);
    await it.at(T0 + 10 * SECOND);
    expect(await it.counts()).toEqual({ late: 1 });
  }
});

test('muted news is not judged', async () => {
  const it = stand({ mutedUntil: T0 + 3_600 * SECOND });
  it.accept(T0);
  await it.at(T0 + 10 * SECOND);
  expect(await it.counts()).toEqual({});
});

test('of a group that changes all the time each change is judged by when it was shown itself', async () => {
  const it = stand();
  it.accept(T0);
  it.accept(T0 + 2 * SECOND);
  it.show(pending(T0 + 2 * SECOND));
  expect(await it.counts()).toEqual({ in_time: 1 });
  it.accept(T0 + 3 * SECOND);
  it.keep(pending(T0 + 2 * SECOND));
  await it.at(T0 + 12.5 * SECOND);
  expect(await it.counts()).toEqual({ in_time: 1, late: 1 });
  it.show(shown);
  expect(await it.counts()).toEqual({ in_time: 2, late: 1 });
});

test('groups of two tenants that are named alike are not taken for each other', async () => {
  const it = stand();
  it.accept(T0);
  it.watch.stored({ tenantId: globex, groupId: fresh.id }, shown);
  await it.at(T0 + 10 * SECOND);
  expect(await it.counts()).toEqual({ late: 1 });
});
