import { expect, test } from '@jest/globals';
import type { ReportedAlert, Silence } from '../../src/actions/alertmanagers.ts';
import { EXTENSION_MS, followSilences, silenceDuties } from '../../src/actions/silence-life.ts';
import type { Truth } from '../../src/actions/truth.ts';
import type { GroupSilence } from '../../src/core/group.ts';
import { firing, MINUTE, T0 } from '../groups/builders.ts';
import { groupNamed } from '../store/store-fixtures.ts';

const alert = { ...firing('db-1'), firstSeenAt: 1, lastSeenAt: 1, firingSeenAt: 1, resolvedSeenAt: 0, latestEndsAt: 0 };
const kept: GroupSilence = {
  ...{ id: 's1', alertmanager: 'main', createdBy: 'maria (U0MARIA)', by: 'U0MARIA', comment: 'night' },
  ...{ startsAt: T0 - 8 * 60 * MINUTE, endsAt: T0 + 10 * MINUTE, whileFiring: true },
};

function situation(more: Partial<GroupSilence>) {
  const silence = { ...kept, ...more };
  const group = groupNamed('DiskFull', { alerts: { [alert.fingerprint]: alert }, silences: [silence] });
  const known: Silence = {
    ...silence,
    ...{ matchers: [], updatedAt: 1, state: 'active', url: 'http://am' },
    origin: { requestId: 'r', group: group.id, by: 'U0MARIA', whileFiring: true },
  };
  const reported: ReportedAlert = {
    ...{ fingerprint: alert.fingerprint, labels: alert.labels, annotations: {}, startsAt: 1, endsAt: T0 + MINUTE },
    ...{ updatedAt: 1, generatorURL: '', state: 'suppressed', silencedBy: ['s1'], inhibitedBy: [], mutedBy: [] },
    receivers: [],
  };
  const truth: Truth = {
    askedAt: T0,
    alerts: new Map([[alert.fingerprint, reported]]),
    silences: new Map([['s1', known]]),
    isWhole: true,
    onlys: [[]],
    unanswered: new Set(),
  };
  return { group, truth, told: followSilences(group, group, truth).notes?.map(({ kind }) => kind) };
}

test('a silence that lasts while alerts fire is extended no further than the role of its maker allows', () => {
  const free = situation({});
  expect(silenceDuties(free.group, free.truth)).toMatchObject([{ until: T0 + EXTENSION_MS }]);
  const near = situation({ latestEndsAt: T0 + 30 * MINUTE });
  expect(silenceDuties(near.group, near.truth)).toMatchObject([{ until: T0 + 30 * MINUTE }]);
  expect([free.told, near.told]).toEqual([undefined, undefined]);
});

test('one that may last no longer ends, and the thread tells so in time', () => {
  const { group, truth, told } = situation({ latestEndsAt: kept.endsAt });
  expect(silenceDuties(group, truth)).toEqual([]);
  expect(told).toEqual(['silence_ending']);
});
