import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { teamId } from '../../src/core/ids.ts';
import type { InstallationRecord } from '../../src/installations/installation.ts';
import type { InstallationStores } from '../../src/installations/installations.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { ACME, GLOBEX } from './store-fixtures.ts';

/** Two handles on the same data, as two processes have them. */
export interface InstallationPair {
  readonly one: InstallationStores;
  readonly two: InstallationStores;
  close(): Promise<void>;
}

const RECORD: InstallationRecord = {
  teamId: teamId('T0ACME'),
  teamName: 'Acme „Nord"',
  appId: 'A1',
  botUserId: 'U1',
  scopes: ['chat:write'],
  installedAt: 1_700_000_000_000,
  installedBy: 'U2',
  sealed: 'v1.k.iv.text',
};

/** What every store of installations keeps to. */
export function describeInstallationContract(name: string, open: () => Promise<InstallationPair>): void {
  describe(`${name} keeps the contract of installations`, () => {
    let pair: InstallationPair;
    beforeEach(async () => {
      pair = await open();
    });
    afterEach(() => pair.close());

    test('an installation is read as it was written, by everybody, and by nobody before', async () => {
      const { one, two } = pair;
      expect(await two.installations.read(ACME)).toBeUndefined();
      expect(await one.installations.write(ACME, RECORD, 0)).toBe(true);
      expect(await two.installations.read(ACME)).toEqual({ record: RECORD, version: 1 });
      const all = await two.installations.readAll([ACME, GLOBEX]);
      expect([...all]).toEqual([[ACME, { record: RECORD, version: 1 }]]);
    });

    test('of two writers of one version one wins, and the other changes nothing', async () => {
      const { one, two } = pair;
      await one.installations.write(ACME, RECORD, 0);
      const other = { ...RECORD, teamName: 'Other' };
      const written = await Promise.all([
        one.installations.write(ACME, { ...RECORD, teamName: 'First' }, 1),
        two.installations.write(ACME, other, 1),
      ]);
      expect([...written].sort()).toEqual([false, true]);
      expect((await one.installations.read(ACME))?.version).toBe(2);
      expect(await two.installations.write(ACME, other, 0)).toBe(false);
    });

    test('every write shows in the count of changes, a refused one does not', async () => {
      const { one, two } = pair;
      const before = await two.installations.changes();
      await one.installations.write(ACME, RECORD, 0);
      const after = await two.installations.changes();
      expect(after).toBeGreaterThan(before);
      await one.installations.write(ACME, RECORD, 0);
      expect(await two.installations.changes()).toBe(after);
    });

    test('a workspace has one owner, until it is taken from that one by name', async () => {
      const { one, two } = pair;
      const team = teamId('T0SHARED');
      const [first, second] = await Promise.all([
        one.installations.claimTeam(team, { tenantId: ACME }),
        two.installations.claimTeam(team, { tenantId: GLOBEX }),
      ]);
      expect(first).toBe(second);
      const loser = first === ACME ? GLOBEX : ACME;
      expect(await one.installations.claimTeam(team, { tenantId: loser, from: loser })).toBe(first);
      expect(await one.installations.claimTeam(team, { tenantId: loser, from: first })).toBe(loser);
      expect(await two.installations.claimTeam(team, { tenantId: loser })).toBe(loser);
    });

    test('a lock is held by one, given back by its holder alone, and ends by itself', async () => {
      const { one, two } = pair;
      expect(await one.installations.lock(ACME, { holder: 'one', ms: 60_000 })).toBe(true);
      expect(await two.installations.lock(ACME, { holder: 'two', ms: 60_000 })).toBe(false);
      expect(await two.installations.lock(GLOBEX, { holder: 'two', ms: 60_000 })).toBe(true);
      await two.installations.unlock(ACME, 'two');
      expect(await two.installations.lock(ACME, { holder: 'two', ms: 60_000 })).toBe(false);
      await one.installations.unlock(ACME, 'one');
      expect(await two.installations.lock(ACME, { holder: 'two', ms: 20 })).toBe(true);
      await waitUntil('the lock ends', () => one.installations.lock(ACME, { holder: 'one', ms: 60_000 }));
    });

    test('a ticket is taken by one of many, can be read before, and ends by itself', async () => {
      const { one, two } = pair;
      await one.tickets.put('state', { value: 'acme', ms: 60_000 });
      expect(await two.tickets.read('state')).toBe('acme');
      const takers = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? one : two).tickets.take('state'));
      expect((await Promise.all(takers)).filter((value) => value !== undefined)).toEqual(['acme']);
      expect(await two.tickets.read('state')).toBeUndefined();
      await one.tickets.put('short', { value: 'acme', ms: 20 });
      await waitUntil('the ticket ends', async () => (await two.tickets.read('short')) === undefined);
      expect(await two.tickets.take('short')).toBeUndefined();
    });

    test('a name is the first one once, until it is forgotten', async () => {
      const { one, two } = pair;
      const asked = Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? one : two).tickets.isFirst('seen', 60_000),
      );
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
      expect(await one.tickets.isFirst('brief', 20)).toBe(true);
      await waitUntil('the name is forgotten', () => two.tickets.isFirst('brief', 60_000));
    });
  });
}
