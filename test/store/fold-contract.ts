/** What every store does for summaries, whatever it keeps them in. */
import { describe, expect, test } from '@jest/globals';
import type { Group } from '../../src/core/group.ts';
import { digestIdOf } from '../../src/core/ids.ts';
import { FOLD_PATIENCE_MS, type Folds, newDigest } from '../../src/groups/folds.ts';
import type { Claim, Store } from '../../src/groups/store.ts';
import { ACME, groupNamed, storeNew } from './store-fixtures.ts';

export function describeFoldContract(name: string, open: () => Promise<Store & { readonly folds: Folds }>): void {
  const disk = groupNamed('DiskFull');
  const cpu = groupNamed('CpuBusy');
  const digest = newDigest(disk.receiver, 1_000);
  const id = digestIdOf(disk.receiver);

  async function withStore(work: (store: Store & { readonly folds: Folds }) => Promise<void>): Promise<void> {
    const store = await open();
    try {
      await work(store);
    } finally {
      await store.close();
    }
  }

  const fold = (store: { readonly folds: Folds }, group: Group) =>
    store.folds.fold({ tenantId: ACME, digest, groupId: group.id });

  /** Gives back whatever is due, so that only what a test makes due is claimed. */
  async function settle(store: Store): Promise<void> {
    const { claims } = await store.claim({ tenantId: ACME, limit: 10, leaseMs: 60_000 });
    for (const claim of claims) await end(store, claim);
  }

  const end = (store: Store, { group, token, version }: Claim) =>
    store.commit({
      tenantId: ACME,
      groupId: group.id,
      token,
      expectedVersion: version,
      change: 'unchanged',
      events: [],
    });

  async function claimDigest(store: Store & { readonly folds: Folds }): Promise<Claim> {
    await store.folds.poke(ACME, [id], 0);
    const { claims } = await store.claim({ tenantId: ACME, limit: 10, leaseMs: 60_000 });
    const claim = claims.find(({ group }) => group.id === id);
    if (claim === undefined) throw new Error('the summary is not due');
    return claim;
  }

  describe(`${name}: summaries`, () => {
    test('the first group begins a summary, which is looked at even if nobody pokes it', () =>
      withStore(async (store) => {
        await storeNew(store, disk);
        await settle(store);
        await fold(store, disk);
        expect((await store.read(ACME, id))?.group).toEqual(digest);
        const { claims, now, nextDueAt } = await store.claim({ tenantId: ACME, limit: 10, leaseMs: 60_000 });
        expect(claims).toEqual([]);
        expect(nextDueAt).toBeLessThanOrEqual(now + FOLD_PATIENCE_MS);
      }));

    test('members are kept in the order in which they came last, each once, and leave', () =>
      withStore(async (store) => {
        await storeNew(store, disk);
        await fold(store, disk);
        await fold(store, cpu);
        await fold(store, disk);
        const members = await store.folds.members(ACME, id);
        expect(members.map((member) => member.id)).toEqual([cpu.id, disk.id]);
        expect(members[1]?.stored?.group).toEqual(disk);
        expect(members[0]?.stored).toBeUndefined();
        const [first = 0, second = 0] = members.map(({ place }) => place);
        expect(first).toBeGreaterThan(Date.now() - 10_000);
        expect(second).toBeGreaterThan(first);
        await store.folds.leave(ACME, id, [disk.id, cpu.id]);
        await fold(store, disk);
        const [again] = await store.folds.members(ACME, id);
        expect(again?.place).toBeGreaterThan(second);
      }));

    test('a summary is no group that is counted', () =>
      withStore(async (store) => {
        await fold(store, disk);
        expect((await store.stats([ACME])).get(ACME)?.groups).toEqual({ open: 0, resolved: 0 });
        const claim = await claimDigest(store);
        const group = { ...digest, digest: { startedAt: 1_000, listed: 7 } };
        const change = { group, state: 'digest', before: claim.group } as const;
        const commit = { tenantId: ACME, groupId: id, token: claim.token, expectedVersion: claim.version, events: [] };
        expect(await store.commit({ ...commit, change })).toMatchObject({ outcome: 'committed' });
        expect((await store.read(ACME, id))?.group).toEqual(group);
        expect((await store.stats([ACME])).get(ACME)?.groups).toEqual({ open: 0, resolved: 0 });
        const again = await claimDigest(store);
        const end = { ...commit, token: again.token, expectedVersion: again.version, change: 'removed' } as const;
        expect(await store.commit(end)).toMatchObject({ outcome: 'committed' });
        expect(await store.read(ACME, id)).toBeUndefined();
      }));

    test('whoever holds a summary learns that somebody was folded into it', () =>
      withStore(async (store) => {
        await fold(store, disk);
        const claim = await claimDigest(store);
        await fold(store, cpu);
        expect(await end(store, claim)).toMatchObject({ outcome: 'conflict', current: { group: claim.group } });
      }));

    test('what is poked is looked at in time, what is held meets a newer version, what is gone stays gone', () =>
      withStore(async (store) => {
        await storeNew(store, disk);
        await storeNew(store, cpu);
        const { claims } = await store.claim({ tenantId: ACME, limit: 1, leaseMs: 60_000 });
        const [held] = claims;
        if (held === undefined) throw new Error('nothing is due');
        await settle(store);
        const other = held.group.id === disk.id ? cpu : disk;
        await store.folds.poke(ACME, [disk.id, cpu.id, id], 0);
        const later = await store.claim({ tenantId: ACME, limit: 10, leaseMs: 60_000 });
        expect(later.claims.map(({ group }) => group.id)).toEqual([other.id]);
        expect((await end(store, held)).outcome).toBe('conflict');
      }));
  });
}
