/** Whose silences a modal is about, and what it says where there is nothing to silence. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Group, GroupAlert } from '../../src/core/group.ts';
import { channelId, messageTs } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { Secret } from '../../src/core/secret.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { createZones } from '../../src/routing/zone.ts';
import type { InteractionTenant } from '../../src/slack/answer-click.ts';
import type { ModalKind, ModalTurn } from '../../src/slack/modal-turn.ts';
import { createSilenceModal } from '../../src/slack/silence-modal.ts';
import { buildAccess } from '../../src/tenants/build-access.ts';
import { firing, resolved, T0 } from '../groups/builders.ts';
import { ACME, GLOBEX, groupNamed, storeNew } from '../store/store-fixtures.ts';
import { speaking } from './languages.ts';
import { noSilences } from './no-silences.ts';

const MESSAGE = { channel: channelId('C0OPS'), ts: messageTs('1.2') };

function tenantOf(id: typeof ACME): InteractionTenant {
  return {
    id,
    botToken: new Secret('xoxb-1'),
    locale: 'en',
    timeZone: 'Europe/Berlin',
    language: speaking,
    access: buildAccess(undefined),
    phrase: (key) => key,
  };
}

let modal: ModalKind;
let parts: ReturnType<typeof noSilences>;
let mayAsk: string[];

beforeEach(() => {
  parts = noSilences();
  mayAsk = [];
  modal = createSilenceModal({
    ...parts,
    may: async ({ tenantId, permission }) => {
      mayAsk.push(`${tenantId} ${permission}`);
      return { allowed: true, limits: { mustContain: [] } };
    },
    metrics: createMetrics({ version: 'test', defaults: false }),
    clock: { now: () => T0 },
    logger: silentLogger,
    zones: createZones(),
  });
});

/** What is chosen at first. */
function initialOf(drawing: string): string | undefined {
  return /"initial_option":\{.*?"value":"(\w+)"/.exec(drawing)?.[1];
}

function stored(alerts: readonly GroupAlert[], more: Partial<Group> = {}): Group {
  return groupNamed('DiskFull', {
    alerts: Object.fromEntries(alerts.map((alert) => [alert.fingerprint, alert])),
    message: { ...MESSAGE, sentTo: { workspace: 'w', channel: MESSAGE.channel }, hash: '', postedAt: 1, startedAt: 1 },
    ...more,
  });
}

const seen = { firstSeenAt: 1, lastSeenAt: 1, firingSeenAt: 1, resolvedSeenAt: 0, latestEndsAt: 0 };
const fires = { ...firing('db-1'), ...seen };
const over = { ...resolved('db-1', T0), ...seen };

function turn(group: Group, more: Partial<ModalTurn> = {}): ModalTurn {
  return {
    person: { userId: 'U0MARIA', name: 'maria', locale: 'en', timeZone: 'Europe/Berlin' },
    tenants: [tenantOf(ACME)],
    language: speaking({ locale: 'en', timeZone: 'Europe/Berlin' }),
    metadata: { group: group.id, ...MESSAGE },
    turnId: 'turn',
    ...more,
  };
}

const said = async (asked: ModalTurn) => JSON.stringify((await modal.draw(asked)).blocks);

describe('the group of a modal of silences', () => {
  test('is looked for only among the tenants of the workspace that Slack signed for', async () => {
    const group = stored([fires]);
    await storeNew(parts.store, group, ACME);
    expect(await said(turn(group, { tenants: [tenantOf(GLOBEX)] }))).toMatch(/This group is not known any more/);
    expect(mayAsk).toEqual([]);
    await expect(modal.draw(turn(group))).rejects.toMatchObject({ reason: 'alertmanager_missing' });
    expect(mayAsk).toEqual(['acme silence', 'acme silence-broad']);
    const drawing = await modal.draw(turn(group), 'No Alertmanager is configured here');
    expect(JSON.stringify(drawing.blocks)).toContain('⚠️ No Alertmanager is configured here');
    expect(drawing.submit).toBeUndefined();
  });

  test('is none when the metadata are not ours, or of an older message', async () => {
    const group = stored([fires]);
    await storeNew(parts.store, group, ACME);
    for (const metadata of [{}, { group: 'x' }, { group: '0'.repeat(36) }]) {
      expect(await said(turn(group, { metadata }))).toMatch(/not known any more/);
    }
    expect(await said(turn(group, { metadata: { group: group.id, channel: 'C0OPS', ts: '0.1' } }))).toMatch(
      /A newer message shows this group/,
    );
    expect(mayAsk).toEqual([]);
  });

  test('has nothing left to silence when it is resolved', async () => {
    const group = stored([over]);
    await storeNew(parts.store, group, ACME);
    expect(await said(turn(group))).toMatch(/resolved already: there is nothing left to silence/);
  });

  test('is offered an end that is later than the present one', async () => {
    const silence = { id: 's1', alertmanager: 'main', createdBy: 'amtool', comment: 'night', startsAt: 1 };
    const group = stored([fires], { silences: [{ ...silence, endsAt: T0 + 2 * 3_600_000 }] });
    await storeNew(parts.store, group, ACME);
    expect(initialOf(JSON.stringify((await modal.draw(turn(group), 'trouble')).blocks))).toBe('4h');
  });

  test('has its silences in the modal, also those that Alertmanager does not tell of when it cannot be asked', async () => {
    const silence = {
      id: 's1',
      alertmanager: 'main',
      createdBy: 'amtool',
      comment: 'night',
      startsAt: 1,
      endsAt: T0 + 1,
    };
    const group = stored([fires], { silences: [{ ...silence, id: 's0', endsAt: T0 }, silence] });
    await storeNew(parts.store, group, ACME);
    const drawing = JSON.stringify((await modal.draw(turn(group), 'trouble')).blocks);
    expect(drawing).toMatch(/⚠️ trouble.*amtool.*“night”/);
    expect(drawing).not.toContain('"s0"');
    expect(initialOf(drawing)).toBe('1h');
    const ended = await modal.use(
      turn(group, { used: { id: 'silence_end', value: 's7' }, metadata: { ...turn(group).metadata, form: 'present' } }),
    );
    expect(JSON.stringify(ended.blocks)).toMatch(/This silence is over already/);
  });
});
