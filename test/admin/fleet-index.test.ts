import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { FleetIndex } from '../../src/admin/fleet-index.ts';
import { GroupRoom, type Seat } from '../../src/admin/group-room.ts';
import { systemClock } from '../../src/core/clock.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import type { Tenant } from '../../src/tenants/tenant.ts';
import { policy } from '../groups/builders.ts';
import { ACME, acceptanceOf, groupNamed, writeOf } from '../store/store-fixtures.ts';

beforeEach(() => {
  jest.useFakeTimers({ now: systemClock.now() });
});
afterEach(() => {
  jest.useRealTimers();
});

test('of all tenants so many groups are at hand, each has some, and what is forgotten makes room', () => {
  const room = new GroupRoom();
  const fill = (seat: Seat, most: number): number => {
    let groups = 0;
    while (groups < most && seat.take(groups)) groups += 1;
    return groups;
  };
  const [storms, late, later] = [room.seat(), room.seat(), room.seat()];
  expect(fill(storms, 60_000)).toBe(50_100);
  expect(fill(late, 10_000)).toBe(100);
  storms.giveBack();
  expect(fill(later, 10_000)).toBe(10_000);
  expect(late.take(100)).toBe(true);
});

test('groups are at hand while somebody asks, and forgotten ten minutes after', async () => {
  const store = createMemoryStore({ clock: systemClock });
  await store.accept(acceptanceOf([writeOf(groupNamed('DiskFull'), 0)]));
  const fleet = new FleetIndex({ store, history: store.history, policyOf: () => policy, clock: systemClock });
  const acme = { id: ACME } as Tenant;
  const [first] = await fleet.of([acme]);
  jest.advanceTimersByTime(9 * 60_000);
  expect(await fleet.of([acme])).toEqual([first]);
  jest.advanceTimersByTime(9 * 60_000);
  const [still] = await fleet.of([acme]);
  expect(still).toBe(first);
  jest.advanceTimersByTime(10 * 60_000);
  const [anew] = await fleet.of([acme]);
  expect(anew).not.toBe(first);
  expect(anew?.groups.size).toBe(1);
});
