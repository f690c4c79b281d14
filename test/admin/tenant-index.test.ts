/** Ten thousand groups at hand: read once, then only what changed is read, and lists are cheap. */
import { expect, test } from '@jest/globals';
import { GroupRoom } from '../../src/admin/group-room.ts';
import { indexed, searchFor } from '../../src/admin/indexed-group.ts';
import { TenantIndex } from '../../src/admin/tenant-index.ts';
import { systemClock } from '../../src/core/clock.ts';
import { TocsinError } from '../../src/core/errors.ts';
import type { Group } from '../../src/core/group.ts';
import type { GroupId } from '../../src/core/ids.ts';
import type { Store } from '../../src/groups/store.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { policy } from '../groups/builders.ts';
import { ACME, acceptanceOf, eventOf, groupNamed, writeOf } from '../store/store-fixtures.ts';

test('a tenant is read once; from then on only what changed', async () => {
  const store = createMemoryStore({ clock: systemClock });
  for (const name of ['DiskFull', 'CpuBusy', 'LinkDown']) {
    await store.accept({ ...acceptanceOf([writeOf(groupNamed(name), 0)]), dedupeKey: name });
  }
  const reads: GroupId[] = [];
  const counting: Pick<Store, 'openGroups' | 'read'> = {
    openGroups: (request) => store.openGroups(request),
    read: (tenantId, id) => {
      reads.push(id);
      return store.read(tenantId, id);
    },
  };
  let now = systemClock.now();
  const clock = { now: () => now };
  const index = new TenantIndex(ACME, {
    store: counting,
    history: store.history,
    policyOf: () => policy,
    clock,
    room: new GroupRoom(),
  });
  await index.refresh();
  expect([index.groups.size, reads.length]).toEqual([3, 0]);

  const disk = groupNamed('DiskFull');
  const version = (await store.read(ACME, disk.id))?.version ?? 0;
  const acknowledged = { ...disk, acknowledged: { by: 'maria', at: now } };
  const write = {
    group: acknowledged,
    state: 'open' as const,
    expectedVersion: version,
    event: eventOf(disk, 'acknowledged', now),
  };
  await store.accept({ ...acceptanceOf([write]), dedupeKey: 'ack' });
  now += 1_000;
  await Promise.all([index.refresh(), index.refresh()]);
  expect(reads).toEqual([disk.id]);
  expect(index.groups.get(disk.id)?.summary.acknowledged?.by).toBe('maria');
  now += 1_000;
  await index.refresh();
  expect(reads).toHaveLength(1);
});

test('what the store could not answer is read the next time, a change as well as the whole', async () => {
  const store = createMemoryStore({ clock: systemClock });
  const disk = groupNamed('DiskFull');
  const keep = async (group: Group, expectedVersion: number) => {
    const event = eventOf(disk, 'merged', systemClock.now());
    const write = { group, state: 'open' as const, expectedVersion, event };
    await store.accept({ ...acceptanceOf([write]), dedupeKey: `version ${expectedVersion}` });
  };
  await keep(disk, 0);
  let isAway = true;
  const ifThere = async <T>(answer: () => Promise<T>): Promise<T> => {
    if (isAway) throw new TocsinError('store_unavailable', 'no connection');
    return await answer();
  };
  const failing: Pick<Store, 'openGroups' | 'read'> = {
    openGroups: (request) => ifThere(() => store.openGroups(request)),
    read: (...which) => ifThere(() => store.read(...which)),
  };
  let now = systemClock.now();
  const clock = { now: () => now };
  const index = new TenantIndex(ACME, {
    store: failing,
    history: store.history,
    policyOf: () => policy,
    clock,
    room: new GroupRoom(),
  });
  const refresh = async (away: boolean) => {
    isAway = away;
    now += 1_000;
    const refreshed = index.refresh();
    await (away ? expect(refreshed).rejects.toMatchObject({ reason: 'store_unavailable' }) : refreshed);
  };
  await refresh(true);
  await refresh(false);
  expect(index.groups.size).toBe(1);

  const version = (await store.read(ACME, disk.id))?.version ?? 0;
  await keep({ ...disk, acknowledged: { by: 'maria', at: now } }, version);
  await refresh(true);
  await refresh(false);
  expect(index.groups.get(disk.id)?.summary.acknowledged?.by).toBe('maria');

  now += 11 * 60_000;
  await refresh(true);
  const newer = (await store.read(ACME, disk.id))?.version ?? 0;
  await keep({ ...disk, acknowledged: { by: 'jonas', at: now } }, newer);
  await refresh(false);
  expect(index.groups.get(disk.id)?.summary.acknowledged?.by).toBe('jonas');
});

test('ten thousand groups are searched in words, and stand in one order', () => {
  const looking = { policy, now: systemClock.now() };
  const all = Array.from({ length: 10_000 }, (_, n) => indexed(ACME, groupNamed(`Alert${n}`), looking));
  const found = all.filter(searchFor({ text: 'ALERT99 ops' }, looking.now));
  expect(found).toHaveLength(111);
  expect(new Set(all.map(({ order }) => order)).size).toBe(10_000);
});
