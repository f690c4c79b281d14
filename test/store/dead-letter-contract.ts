import { describe, expect, test } from '@jest/globals';
import type { Group } from '../../src/core/group.ts';
import type { DeadLetterPlace } from '../../src/groups/store.ts';
import type { StorePair } from './store-contract.ts';
import {
  ACME,
  acceptanceOf,
  claimAll,
  claimOne,
  commitOf,
  GLOBEX,
  groupNamed,
  storeNew,
  versionOf,
  writeOf,
} from './store-fixtures.ts';

const LATER = Date.now() + 3_600_000;

function deadAt(group: Group, at: number): Group {
  return {
    ...group,
    failure: { reason: 'token_invalid', detail: 'invalid_auth', attempts: 7, since: 1, lastAt: at },
    dead: { at, reason: 'token_invalid', detail: 'invalid_auth' },
  };
}

/** What every store keeps to about dead letters; `stores` gives the pair of the test that runs. */
export function describeDeadLetters(stores: () => StorePair): void {
  const disk = groupNamed('DiskFull');
  const giveUp = async (group: Group, at = 5, tenantId = ACME): Promise<Group> => {
    const { one } = stores();
    await storeNew(one, group, tenantId);
    const { claims } = await claimAll(one, { tenantId });
    const claim = claims.find((each) => each.group.id === group.id);
    if (claim === undefined) throw new Error('it is not due');
    const dead = deadAt(group, at);
    const change = { group: dead, state: 'open', before: claim.group } as const;
    expect(await one.commit(commitOf(claim, { change, dueAt: LATER }))).toMatchObject({ outcome: 'committed' });
    return dead;
  };
  const letters = (limit = 100, after?: DeadLetterPlace) =>
    stores().two.deadLetters({ tenantId: ACME, limit, ...(after === undefined ? {} : { after }) });
  const counted = async () => (await stores().two.stats([ACME])).get(ACME)?.deadLetters;

  describe('dead letters', () => {
    test('are listed from the commit on that gives a group up, newest first', async () => {
      expect(await letters()).toEqual([]);
      const dead = await giveUp(disk, 5);
      const other = await giveUp(groupNamed('MemoryLow'), 9);
      await giveUp(groupNamed('Theirs'), 7, GLOBEX);
      expect(await letters()).toEqual([
        { id: other.id, at: 9 },
        { id: dead.id, at: 5 },
      ]);
      expect(await counted()).toBe(2);
      expect((await stores().two.read(ACME, disk.id))?.group).toEqual(dead);
    });

    test('come in pages without gaps, also those of one moment, and when the last one of a page is gone', async () => {
      const names = ['A', 'B', 'C', 'D', 'E'];
      for (const [index, name] of names.entries()) await giveUp(groupNamed(name), index === 4 ? 1 : 1_700_000_000_000);
      const all = await letters();
      expect(all).toHaveLength(5);
      expect(all.at(-1)?.at).toBe(1);
      expect([...all].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))).toEqual(all);
      const first = await letters(2);
      expect(first).toEqual(all.slice(0, 2));
      const last = first[1];
      if (last === undefined) throw new Error('the page is short');
      await stores().one.drop({ tenantId: ACME, groupId: last.id, by: 'maria' });
      const second = await letters(2, last);
      expect(second).toEqual(all.slice(2, 4));
      expect(await letters(2, second[1])).toEqual(all.slice(4));
    });

    test('stay while webhooks change them, and are none any more once a commit says so', async () => {
      const dead = await giveUp(disk);
      const changed = { ...dead, lastFullAt: 77, pendingSince: 8 };
      await stores().two.accept(acceptanceOf([writeOf(changed, await versionOf(stores().one, disk))]));
      expect(await counted()).toBe(1);
      const claim = await claimOne(stores().one);
      expect(claim.group).toEqual(changed);
      const { dead: _, failure: _f, pendingSince: _p, ...told } = changed;
      const change = { group: told, state: 'open', before: claim.group } as const;
      await stores().one.commit(commitOf(claim, { change }));
      expect([await letters(), await counted()]).toEqual([[], 0]);
    });

    test('of a group that is given up again move to its new time', async () => {
      const dead = await giveUp(disk, 5);
      await stores().two.accept(
        acceptanceOf([writeOf({ ...dead, pendingSince: 8 }, await versionOf(stores().one, disk))]),
      );
      const claim = await claimOne(stores().one);
      const change = { group: deadAt(disk, 50), state: 'open', before: claim.group } as const;
      await stores().one.commit(commitOf(claim, { change, dueAt: LATER }));
      expect(await letters()).toEqual([{ id: disk.id, at: 50 }]);
    });

    test('are none any more when the group is removed', async () => {
      await giveUp(disk);
      const { version } = { version: await versionOf(stores().one, disk) };
      await stores().two.accept(acceptanceOf([writeOf(deadAt(disk, 5), version)]));
      const claim = await claimOne(stores().one);
      await stores().one.commit(commitOf(claim, { change: 'removed' }));
      expect([await letters(), await counted()]).toEqual([[], 0]);
    });
  });

  describe('replay', () => {
    test('takes the mark and the failures away, makes the group due now and says who wanted it', async () => {
      await giveUp(disk);
      const version = await versionOf(stores().one, disk);
      expect((await claimAll(stores().one)).claims).toEqual([]);
      const begun = Date.now();
      expect(await stores().two.replay({ tenantId: ACME, groupId: disk.id, by: 'maria' })).toBe(true);
      const { claims } = await claimAll(stores().one);
      expect(claims).toMatchObject([{ group: disk }]);
      expect(claims[0]?.version).toBeGreaterThan(version);
      expect(claims[0]?.group).not.toHaveProperty('dead');
      expect(claims[0]?.group).not.toHaveProperty('failure');
      expect(claims[0]?.group.pendingSince).toBeGreaterThanOrEqual(begun);
      expect([await letters(), await counted()]).toEqual([[], 0]);
      expect((await stores().one.events(ACME, 1))[0]).toMatchObject({
        kind: 'replayed',
        group: disk.id,
        receiver: 'ops',
        detail: { by: 'maria', reason: 'token_invalid' },
      });
    });

    test('says of what is no dead letter that it is none, and changes nothing', async () => {
      expect(await stores().two.replay({ tenantId: ACME, groupId: disk.id, by: 'maria' })).toBe(false);
      const version = await storeNew(stores().one, disk);
      expect(await stores().two.replay({ tenantId: ACME, groupId: disk.id, by: 'maria' })).toBe(false);
      expect(await stores().two.read(ACME, disk.id)).toEqual({ group: disk, version });
      await giveUp(groupNamed('MemoryLow'));
      const request = { tenantId: GLOBEX, groupId: groupNamed('MemoryLow').id, by: 'maria' };
      expect(await stores().two.replay(request)).toBe(false);
      expect(await counted()).toBe(1);
      expect((await stores().one.events(ACME, 10)).map(({ kind }) => kind)).not.toContain('replayed');
    });

    test('of a group that a worker holds is seen by the worker, which carries on with it', async () => {
      const dead = await giveUp(disk);
      await stores().two.accept(acceptanceOf([writeOf(dead, await versionOf(stores().one, disk))]));
      const claim = await claimOne(stores().one);
      expect(await stores().two.replay({ tenantId: ACME, groupId: disk.id, by: 'maria' })).toBe(true);
      expect((await claimAll(stores().two)).claims).toEqual([]);
      const result = await stores().one.commit(commitOf(claim));
      if (result.outcome !== 'conflict') throw new Error(result.outcome);
      expect(result.current.group.dead).toBeUndefined();
      const expectedVersion = result.current.version;
      expect(await stores().one.commit(commitOf(claim, { expectedVersion }))).toMatchObject({ outcome: 'committed' });
    });

    test('wins or loses against webhooks that come at the same time, but loses none of them', async () => {
      await giveUp(disk);
      const hook = async (lastFullAt: number) => {
        for (;;) {
          const stored = await stores().one.read(ACME, disk.id);
          if (stored === undefined) throw new Error('it is gone');
          const peers = [...stored.group.peers, `${lastFullAt}`];
          const result = await stores().one.accept(acceptanceOf([writeOf({ ...stored.group, peers }, stored.version)]));
          if (result.outcome === 'stored') return;
        }
      };
      const replay = () => stores().two.replay({ tenantId: ACME, groupId: disk.id, by: 'maria' });
      const results = await Promise.all([hook(2), replay(), hook(3), replay(), hook(4)]);
      expect(results.filter((each) => each === true)).toHaveLength(1);
      const { group } = (await stores().one.read(ACME, disk.id)) ?? {};
      expect(group?.dead).toBeUndefined();
      expect(new Set(group?.peers)).toEqual(new Set(['http://am-1', '2', '3', '4']));
    });
  });

  describe('drop', () => {
    test('removes the group, keeps its history and says who wanted it', async () => {
      await giveUp(disk);
      expect(await stores().two.drop({ tenantId: ACME, groupId: disk.id, by: 'jan' })).toBe('dropped');
      expect(await stores().one.read(ACME, disk.id)).toBeUndefined();
      expect([await letters(), await counted()]).toEqual([[], 0]);
      expect((await stores().two.stats([ACME])).get(ACME)).toMatchObject({ groups: { open: 0, resolved: 0 }, due: 0 });
      expect((await stores().one.events(ACME, 10)).map(({ kind }) => kind)).toEqual(['dropped', 'received']);
      expect((await stores().one.events(ACME, 1))[0]?.detail).toEqual({ by: 'jan', reason: 'token_invalid' });
      expect(await claimAll(stores().one)).not.toHaveProperty('nextDueAt');
      expect(await stores().two.drop({ tenantId: ACME, groupId: disk.id, by: 'jan' })).toBe('absent');
      await storeNew(stores().one, disk);
      expect((await claimOne(stores().two)).group).toEqual(disk);
    });

    test('leaves what is no dead letter alone', async () => {
      await storeNew(stores().one, disk);
      expect(await stores().two.drop({ tenantId: ACME, groupId: disk.id, by: 'jan' })).toBe('absent');
      expect((await stores().one.read(ACME, disk.id))?.group).toEqual(disk);
    });

    test('leaves a group alone that a worker holds, because it may be on its way to Slack', async () => {
      const dead = await giveUp(disk);
      await stores().two.accept(acceptanceOf([writeOf(dead, await versionOf(stores().one, disk))]));
      const claim = await claimOne(stores().one);
      expect(await stores().two.drop({ tenantId: ACME, groupId: disk.id, by: 'jan' })).toBe('busy');
      await stores().one.commit(commitOf(claim, { dueAt: LATER }));
      expect(await stores().two.drop({ tenantId: ACME, groupId: disk.id, by: 'jan' })).toBe('dropped');
    });
  });
}
