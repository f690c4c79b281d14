import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type GroupId, streamIdOf } from '../../src/core/ids.ts';
import type { Store, Stored } from '../../src/groups/store.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { describeDeadLetters } from './dead-letter-contract.ts';
import {
  ACME,
  acceptanceOf,
  claimAll,
  claimOne,
  commitOf,
  eventOf,
  GLOBEX,
  groupNamed,
  siblingOf,
  storeNew,
  versionOf,
  writeOf,
} from './store-fixtures.ts';

/** Two handles on the same data, as two processes have them; a store that cannot be shared gives the same one twice. */
export interface StorePair {
  readonly one: Store;
  readonly two: Store;
}

/** What every store keeps to. `open` gives fresh, empty data for each test; both handles are closed after it. */
export function describeStoreContract(name: string, open: () => Promise<StorePair>): void {
  describe(`${name} keeps the store's contract`, () => {
    let one: Store;
    let two: Store;
    beforeEach(async () => {
      ({ one, two } = await open());
    });
    afterEach(async () => {
      await one.close();
      if (two !== one) await two.close();
    });
    describeDeadLetters(() => ({ one, two }));

    const disk = groupNamed('DiskFull');
    const memory = groupNamed('MemoryLow');

    describe('accept', () => {
      test('stores a group, makes it due at once and appends the event', async () => {
        const result = await one.accept(acceptanceOf([writeOf(disk)]));
        const stored = await two.read(ACME, disk.id);
        expect(stored?.group).toEqual(disk);
        expect(result).toMatchObject({ outcome: 'stored', versions: [stored?.version], claims: [] });
        expect(await two.dueTenants([ACME, GLOBEX])).toEqual([ACME]);
        expect(await two.events(ACME, 10)).toEqual([eventOf(disk)]);
      });

      test('refuses a copy before anything else and says who sent the facts first', async () => {
        const first = acceptanceOf([writeOf(disk)], { peer: 'http://am-1' });
        await one.accept(first);
        const copy = { ...first, peer: 'http://am-2', writes: [writeOf(disk, 4711)] };
        expect(await two.accept(copy)).toEqual({ outcome: 'duplicate', peer: 'http://am-1' });
        expect(await one.events(ACME, 10)).toHaveLength(1);
      });

      test('takes the same facts again when the window is over', async () => {
        const first = acceptanceOf([], { dedupeMs: 60 });
        await one.accept(first);
        expect(await one.accept(first)).toMatchObject({ outcome: 'duplicate' });
        await waitUntil('the window is over', async () => (await two.accept(first)).outcome === 'stored');
      });

      test('remembers facts without writes', async () => {
        const empty = acceptanceOf([]);
        expect(await one.accept(empty)).toMatchObject({ outcome: 'stored', versions: [], claims: [] });
        expect(await two.accept(empty)).toMatchObject({ outcome: 'duplicate' });
        expect(await one.dueTenants([ACME])).toEqual([]);
      });

      test('writes two groups or none, and names the one that changed', async () => {
        const version = await storeNew(one, disk);
        const acceptance = acceptanceOf([writeOf(memory), writeOf(disk)]);
        const result = await two.accept(acceptance);
        expect(result).toEqual({ outcome: 'conflict', current: new Map([[disk.id, { group: disk, version }]]) });
        expect(await one.read(ACME, memory.id)).toBeUndefined();
        expect(await one.events(ACME, 10)).toHaveLength(1);
        const corrected = { ...acceptance, writes: [writeOf(memory), writeOf(disk, version)] };
        expect(await two.accept(corrected)).toMatchObject({
          outcome: 'stored',
          versions: [await versionOf(one, memory), await versionOf(one, disk)],
        });
        expect(await versionOf(one, disk)).toBeGreaterThan(version);
        expect((await one.stats([ACME])).get(ACME)?.groups).toEqual({ open: 2, resolved: 0 });
      });

      test('leases what it stores to a caller that can deliver at once', async () => {
        const result = await one.accept({ ...acceptanceOf([writeOf(disk), writeOf(memory)]), leaseMs: 60_000 });
        if (result.outcome !== 'stored') throw new Error(result.outcome);
        expect(result.claims.map(({ group }) => group)).toEqual([disk, memory]);
        expect(result.claims.map(({ version }) => version)).toEqual(result.versions);
        expect((await two.claim({ tenantId: ACME, limit: 10, leaseMs: 1_000 })).claims).toEqual([]);
        expect(await two.dueTenants([ACME])).toEqual([]);
        for (const { group, version, token } of result.claims) {
          const commit = { tenantId: ACME, groupId: group.id, token, expectedVersion: version, events: [] };
          expect(await one.commit({ ...commit, change: 'unchanged' })).toMatchObject({ outcome: 'committed' });
        }
        expect((await one.stats([ACME])).get(ACME)?.due).toBe(0);
      });

      test('shows a claimed group as it is, whatever the caller remembers of it', async () => {
        const version = await storeNew(one, disk);
        const remembers = (stored: Stored) => ({ known: (id: GroupId) => (id === disk.id ? stored : undefined) });
        const request = { tenantId: ACME, limit: 10, leaseMs: 1 };
        const first = await two.claim({ ...request, ...remembers({ group: disk, version }) });
        expect(first.claims).toMatchObject([{ group: disk, version, readAt: first.now }]);
        const changed = { ...disk, peers: ['http://am-2'] };
        await one.accept(acceptanceOf([writeOf(changed, version)]));
        await waitUntil('the lease is over', async () => {
          const { claims } = await two.claim({ ...request, ...remembers({ group: disk, version }) });
          if (claims.length === 0) return false;
          expect(claims).toMatchObject([{ group: changed, version: await versionOf(one, disk) }]);
          return true;
        });
      });

      test('leases nothing that another holds, and what it leased is due when the lease ends', async () => {
        const version = await storeNew(one, disk);
        const held = await one.claim({ tenantId: ACME, limit: 1, leaseMs: 60_000 });
        expect(held.claims).toHaveLength(1);
        const again = { ...acceptanceOf([writeOf(disk, version), writeOf(memory)]), dedupeKey: 'again', leaseMs: 80 };
        const result = await two.accept(again);
        expect(result).toMatchObject({ outcome: 'stored', claims: [{ group: memory }] });
        await waitUntil('the short lease ends', async () => {
          const { claims } = await one.claim({ tenantId: ACME, limit: 10, leaseMs: 1_000 });
          return claims.length === 1 && claims[0]?.group.id === memory.id;
        });
      });

      test('says of a group that is not stored that it is not', async () => {
        const result = await one.accept(acceptanceOf([writeOf(disk, 3)]));
        expect(result).toEqual({ outcome: 'conflict', current: new Map([[disk.id, undefined]]) });
      });

      describe('of a whole stream', () => {
        const wholeStream = streamIdOf(disk);
        const elsewhere = siblingOf(disk);

        test('refuses to pass over an open group, and shows it', async () => {
          const version = await storeNew(one, elsewhere);
          const acceptance = acceptanceOf([writeOf(disk)], { wholeStream });
          const current = new Map([[elsewhere.id, { group: elsewhere, version }]]);
          expect(await two.accept(acceptance)).toEqual({ outcome: 'conflict', current });
          expect(await two.accept({ ...acceptance, writes: [] })).toEqual({ outcome: 'conflict', current });
          expect(await one.read(ACME, disk.id)).toBeUndefined();
          const writes = [writeOf(disk), writeOf(elsewhere, version)];
          expect(await two.accept({ ...acceptance, writes })).toMatchObject({ outcome: 'stored' });
          expect(await versionOf(one, elsewhere)).toBeGreaterThan(version);
          expect(await two.accept({ ...acceptance, writes })).toMatchObject({ outcome: 'duplicate' });
        });

        test('names a changed group and one that is passed over together', async () => {
          const version = await storeNew(one, disk);
          const other = await storeNew(one, elsewhere);
          expect(await two.accept(acceptanceOf([writeOf(disk)], { wholeStream }))).toEqual({
            outcome: 'conflict',
            current: new Map([
              [disk.id, { group: disk, version }],
              [elsewhere.id, { group: elsewhere, version: other }],
            ]),
          });
        });

        test('passes over what is resolved, removed, of another stream or of another tenant', async () => {
          const accepts = async () => (await two.accept(acceptanceOf([], { wholeStream }))).outcome;
          await storeNew(one, memory);
          await storeNew(one, elsewhere, GLOBEX);
          await one.accept(acceptanceOf([writeOf(siblingOf(disk, 'resolved'), 0, 'resolved')]));
          await claimAll(one);
          expect(await accepts()).toBe('stored');

          await storeNew(one, elsewhere);
          expect(await accepts()).toBe('conflict');
          const version = await versionOf(one, elsewhere);
          await one.accept(acceptanceOf([writeOf(elsewhere, version, 'resolved')]));
          expect(await accepts()).toBe('stored');
          const change = { group: elsewhere, state: 'open' } as const;
          await one.commit(commitOf(await claimOne(one), { change, dueAt: 0 }));
          expect(await accepts()).toBe('conflict');
          await one.commit(commitOf(await claimOne(one), { change: { ...change, state: 'resolved' }, dueAt: 0 }));
          expect(await accepts()).toBe('stored');
          await one.commit(commitOf(await claimOne(one), { change, dueAt: 0 }));
          await one.commit(commitOf(await claimOne(one), { change: 'removed' }));
          expect(await accepts()).toBe('stored');
        });

        test('passes over every open group when the webhook was not whole', async () => {
          await storeNew(one, elsewhere);
          expect(await two.accept(acceptanceOf([writeOf(disk)]))).toMatchObject({ outcome: 'stored' });
        });
      });

      test('lets one of many concurrent writers of a version win', async () => {
        const version = await storeNew(one, disk);
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            [one, two][index % 2]?.accept(
              acceptanceOf([writeOf(groupNamed('DiskFull', { lastFullAt: index }), version)]),
            ),
          ),
        );
        expect(results.filter((result) => result?.outcome === 'stored')).toHaveLength(1);
        const versions = results.flatMap((result) => (result?.outcome === 'stored' ? result.versions : []));
        expect([await versionOf(two, disk)]).toEqual(versions);
      });

      test('keeps any Unicode and documents of two megabytes', async () => {
        const text = 'Größe 日本語 👩‍🚒 \u202eabc\u0000\\"{{x}} ';
        const big = groupNamed('Big', { groupLabels: { [text]: text.repeat(100_000) } });
        expect(JSON.stringify(big).length).toBeGreaterThan(2_000_000);
        await storeNew(one, big);
        expect((await two.read(ACME, big.id))?.group).toEqual(big);
        expect((await claimOne(two)).group).toEqual(big);
      });
    });

    describe('claim', () => {
      test('hands out what waits longest first, within the limit', async () => {
        const groups = ['A', 'B', 'C'].map((letter) => groupNamed(letter));
        for (const group of groups) await storeNew(one, group);
        const times = new Map(groups.map(({ id }, index) => [id, 3_000 - 1_000 * index]));
        for (const claim of (await claimAll(one)).claims) {
          await one.commit(commitOf(claim, { dueAt: times.get(claim.group.id) ?? 0 }));
        }
        const newest = groupNamed('Newest');
        await storeNew(two, newest);
        const first = await claimAll(two, { limit: 2 });
        expect(first.claims.map(({ group }) => group.groupLabels.alertname)).toEqual(['C', 'B']);
        expect(first.nextDueAt).toBe(3_000);
        const rest = await claimAll(two);
        expect(rest.claims.map(({ group }) => group.groupLabels.alertname)).toEqual(['A', 'Newest']);
      });

      test('hands out the older group of another process before its own newer one', async () => {
        await storeNew(two, disk);
        await waitUntil('time passes', async () => ((await two.stats([ACME])).get(ACME)?.oldestDueMs ?? 0) > 1);
        await storeNew(one, memory);
        expect((await claimAll(one, { limit: 1 })).claims.map(({ group }) => group)).toEqual([disk]);
        expect((await claimAll(one, { limit: 1 })).claims.map(({ group }) => group)).toEqual([memory]);
      });

      test('says when the next group is due, be it by its lease or by its time', async () => {
        expect(await claimAll(one)).not.toHaveProperty('nextDueAt');
        await storeNew(one, disk);
        const leased = await claimAll(one, { leaseMs: 5_000 });
        expect(leased.nextDueAt).toBe(leased.now + 5_000);
        const [claim] = leased.claims;
        if (claim === undefined) throw new Error('nothing was due');
        await one.commit(commitOf(claim, { dueAt: leased.now + 70_000 }));
        expect((await claimAll(two)).nextDueAt).toBe(leased.now + 70_000);
      });

      test('never gives a group to two workers that race for a thousand', async () => {
        const names = Array.from({ length: 1_000 }, (_, index) => groupNamed(`G${index}`));
        for (let start = 0; start < names.length; start += 100) {
          await one.accept(acceptanceOf(names.slice(start, start + 100).map((group) => writeOf(group))));
        }
        const taken: string[] = [];
        const work = async (store: Store): Promise<void> => {
          for (;;) {
            const { claims, now, nextDueAt } = await claimAll(store, { limit: 7 });
            taken.push(...claims.map(({ group }) => group.id));
            if (nextDueAt === undefined || nextDueAt > now) return;
          }
        };
        await Promise.all([work(one), work(two), work(one), work(two)]);
        expect(taken).toHaveLength(1_000);
        expect(new Set(taken).size).toBe(1_000);
      });

      test('finds a group again when its holder let the lease run out', async () => {
        await storeNew(one, disk);
        const dead = await claimOne(one, 80);
        expect((await claimAll(two)).claims).toEqual([]);
        const heir = await waitUntil('the lease has run out', async () => (await claimAll(two)).claims[0]);
        expect(heir.group).toEqual(dead.group);
        expect(heir.token).not.toBe(dead.token);
        expect(await one.commit(commitOf(dead))).toEqual({ outcome: 'lost' });
        expect(await two.commit(commitOf(heir))).toMatchObject({ outcome: 'committed' });
      });

      test('does not hand out a leased group that changed, but makes its holder see the change', async () => {
        const version = await storeNew(one, disk);
        const claim = await claimOne(one);
        const changed = groupNamed('DiskFull', { lastFullAt: 2 });
        await two.accept(acceptanceOf([writeOf(changed, version)]));
        expect((await claimAll(two)).claims).toEqual([]);
        const conflict = await one.commit(commitOf(claim));
        const expectedVersion = await versionOf(two, disk);
        expect(conflict).toEqual({ outcome: 'conflict', current: { group: changed, version: expectedVersion } });
        expect(await one.commit(commitOf(claim, { expectedVersion }))).toMatchObject({
          outcome: 'committed',
        });
        expect((await claimAll(two)).claims).toEqual([]);
      });
    });

    describe('commit', () => {
      test('writes the document, moves the state, appends the events and ends the lease', async () => {
        await storeNew(one, disk);
        const claim = await claimOne(one);
        const resolved = groupNamed('DiskFull', { lastFullAt: 3 });
        const events = [
          eventOf(disk, 'updated', 2),
          { ...eventOf(disk, 'replied', 3), detail: { channel: 'C1', n: 2 } },
        ];
        const change = { group: resolved, state: 'resolved' } as const;
        const committed = await one.commit(commitOf(claim, { change, events }));
        const version = await versionOf(two, disk);
        expect(committed).toMatchObject({ outcome: 'committed', version });
        expect(version).toBeGreaterThan(claim.version);
        expect(await two.read(ACME, disk.id)).toEqual({ group: resolved, version });
        expect((await two.stats([ACME])).get(ACME)).toEqual({
          groups: { open: 0, resolved: 1 },
          deadLetters: 0,
          due: 0,
          oldestDueMs: 0,
        });
        expect(await two.events(ACME, 2)).toEqual([...events].reverse());
        expect(await two.commit(commitOf(claim))).toEqual({ outcome: 'lost' });
      });

      test('keeps what another part of the group says when told what it was', async () => {
        await storeNew(one, disk);
        const delivered = { ...disk, unconfirmed: 2, failure: { reason: 'timeout', attempts: 1, lastAt: 5 } };
        const changes = [delivered, { ...delivered, lastFullAt: 9 }, { ...disk, lastFullAt: 9 }];
        let before = disk;
        for (const group of changes) {
          const change = { group, state: 'open', before } as const;
          const claim = await claimOne(one);
          expect(await one.commit(commitOf(claim, { change, dueAt: 1 }))).toMatchObject({ outcome: 'committed' });
          expect((await two.read(ACME, disk.id))?.group).toEqual(group);
          before = group;
        }
      });

      test('without a change only gives the lease back', async () => {
        await storeNew(one, disk);
        const claim = await claimOne(one);
        const committed = await one.commit(commitOf(claim, { dueAt: 1 }));
        expect(committed).toMatchObject({ outcome: 'committed', version: claim.version });
        expect((await claimOne(two)).version).toBe(claim.version);
      });

      test('writes nothing on a conflict', async () => {
        const version = await storeNew(one, disk);
        const claim = await claimOne(one);
        await two.accept(acceptanceOf([writeOf(disk, version)]));
        const change = { group: groupNamed('DiskFull', { lastFullAt: 9 }), state: 'resolved' } as const;
        const result = await one.commit(commitOf(claim, { change, events: [eventOf(disk, 'posted')] }));
        expect(result).toMatchObject({ outcome: 'conflict' });
        expect((await two.read(ACME, disk.id))?.group).toEqual(disk);
        expect((await two.events(ACME, 10)).map(({ kind }) => kind)).toEqual(['merged', 'received']);
        expect((await two.stats([ACME])).get(ACME)?.groups).toEqual({ open: 1, resolved: 0 });
      });

      test('is lost when the group is gone or was never claimed', async () => {
        await storeNew(one, disk);
        const claim = await claimOne(one);
        expect(await one.commit(commitOf(claim, { token: 'made up' }))).toEqual({ outcome: 'lost' });
        expect(await one.commit(commitOf(claim, { change: 'removed' }))).toMatchObject({ outcome: 'committed' });
        expect(await one.commit(commitOf(claim))).toEqual({ outcome: 'lost' });
      });

      test('removes a group and keeps its history', async () => {
        await storeNew(one, disk);
        const claim = await claimOne(one);
        await one.commit(commitOf(claim, { change: 'removed', events: [eventOf(disk, 'closed')] }));
        expect(await two.read(ACME, disk.id)).toBeUndefined();
        expect((await two.stats([ACME])).get(ACME)?.groups).toEqual({ open: 0, resolved: 0 });
        expect((await two.events(ACME, 1))[0]?.kind).toBe('closed');
        expect(await claimAll(two)).not.toHaveProperty('nextDueAt');
      });

      test('never gives a version of a removed group to its successor', async () => {
        await storeNew(one, disk);
        const claim = await claimOne(one);
        await one.commit(commitOf(claim, { change: 'removed' }));
        expect(await storeNew(two, disk)).toBeGreaterThan(claim.version);
        expect(await one.accept(acceptanceOf([writeOf(disk, claim.version)]))).toMatchObject({ outcome: 'conflict' });
      });
    });

    test('keeps two tenants apart', async () => {
      const acceptance = acceptanceOf([writeOf(disk)]);
      await one.accept(acceptance);
      expect(await one.accept({ ...acceptance, tenantId: GLOBEX })).toMatchObject({ outcome: 'stored' });
      const claim = await claimOne(one);
      await one.commit(commitOf(claim, { change: 'removed' }));
      expect(await one.commit(commitOf({ ...claim, tenantId: GLOBEX }))).toEqual({ outcome: 'lost' });
      expect(await two.read(ACME, disk.id)).toBeUndefined();
      expect((await two.read(GLOBEX, disk.id))?.group).toEqual(disk);
      expect(await two.events(GLOBEX, 10)).toHaveLength(1);
      expect((await claimAll(two, { tenantId: GLOBEX })).claims).toHaveLength(1);
    });

    test('counts groups by state and what waits, for several tenants at once', async () => {
      await one.accept(acceptanceOf([writeOf(disk), writeOf(memory, 0, 'resolved')]));
      await one.accept(acceptanceOf([writeOf(disk)], { tenantId: GLOBEX }));
      await claimAll(one, { tenantId: GLOBEX });
      const stats = await waitUntil('waiting shows', async () => {
        const now = await two.stats([ACME, GLOBEX]);
        return (now.get(ACME)?.oldestDueMs ?? 0) >= 5 && now;
      });
      expect(stats.get(ACME)).toMatchObject({ groups: { open: 1, resolved: 1 }, due: 2 });
      expect(stats.get(GLOBEX)).toEqual({
        groups: { open: 1, resolved: 0 },
        deadLetters: 0,
        due: 0,
        oldestDueMs: 0,
      });
      expect(await two.stats([])).toEqual(new Map());
    });

    test('lists the open groups in the order of their ids, page by page', async () => {
      const groups = Array.from({ length: 5 }, (_, index) => groupNamed(`Open${index}`));
      await one.accept(acceptanceOf([...groups.map((group) => writeOf(group)), writeOf(memory, 0, 'resolved')]));
      const ids = groups.map(({ id }) => id).sort();
      const first = await two.openGroups({ tenantId: ACME, limit: 3 });
      expect(first.groups.map(({ group }) => group.id)).toEqual(ids.slice(0, 3));
      expect(first.next).toBe(ids[2]);
      const read = first.groups[0] && (await one.read(ACME, first.groups[0].group.id));
      expect(first.groups[0]).toEqual(read);
      const second = await two.openGroups({ tenantId: ACME, limit: 3, after: ids[2] as GroupId });
      expect(second.groups.map(({ group }) => group.id)).toEqual(ids.slice(3));
      expect(second.next).toBeUndefined();
      expect((await two.openGroups({ tenantId: ACME, limit: 5 })).next).toBeUndefined();
      expect(await two.openGroups({ tenantId: GLOBEX, limit: 3 })).toEqual({ groups: [] });
      const over = await two.openGroups({ tenantId: ACME, limit: 3, state: 'resolved' });
      expect(over.groups.map(({ group }) => group.id)).toEqual([memory.id]);
    });

    test('names tenants with due groups, newly accepted ones at once', async () => {
      expect(await two.dueTenants([ACME, GLOBEX])).toEqual([]);
      await storeNew(one, disk, GLOBEX);
      await waitUntil('the other handle sees it', async () => (await two.dueTenants([ACME, GLOBEX])).includes(GLOBEX), {
        timeoutMs: 1_000,
      });
      expect(await two.dueTenants([ACME])).toEqual([]);
      await claimAll(two, { tenantId: GLOBEX });
      expect(await two.dueTenants([ACME, GLOBEX])).toEqual([]);
    });

    test('is ready', async () => {
      expect(await one.health()).toMatchObject({ ready: true });
    });
  });
}
