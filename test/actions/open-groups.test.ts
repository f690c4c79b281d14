import { describe, expect, test } from '@jest/globals';
import { silencesKnown, silencesTold } from '../../src/actions/active-silences.ts';
import { chosen, holders, homePart, listed, readOpenGroups } from '../../src/actions/open-groups.ts';
import { meantBy, shortIds } from '../../src/actions/short-ids.ts';
import type { Group, GroupSilence } from '../../src/core/group.ts';
import { type GroupId, groupId, isTenantId } from '../../src/core/ids.ts';
import { merge } from '../../src/groups/merge.ts';
import { viewOf } from '../../src/groups/view.ts';
import { firing, MINUTE, policy, report, T0 } from '../groups/builders.ts';

const ACME = 'acme';
if (!isTenantId(ACME)) throw new Error(ACME);

interface Spec {
  readonly severity?: string;
  readonly startsAt?: number;
  readonly by?: string;
  readonly silences?: readonly GroupSilence[];
  readonly hidden?: Group['hidden'];
}

/** A group of one alert, called by its name. */
function groupOf(name: string, { severity = 'warning', startsAt = T0, by, silences, hidden }: Spec = {}): Group {
  const told = report([firing(name, startsAt, { severity })], T0, { groupKey: name });
  return {
    ...merge(undefined, told),
    ...(by === undefined ? {} : { acknowledged: { by, at: T0 } }),
    ...(silences === undefined ? {} : { silences }),
    ...(hidden === undefined ? {} : { hidden }),
  };
}

const silence = (more: Partial<GroupSilence> = {}): GroupSilence => ({
  id: 's1',
  alertmanager: 'main',
  createdBy: 'maria@example.com',
  comment: 'Deployment',
  startsAt: T0 - MINUTE,
  endsAt: T0 + 60 * MINUTE,
  ...more,
});

const list = (...groups: readonly Group[]) =>
  listed(
    groups.map((group) => viewOf(group, policy)),
    T0,
  );
const names = (all: ReturnType<typeof list>) => all.map(({ view }) => view.group.groupKey);

describe('open groups', () => {
  const groups = list(
    groupOf('old-warning', { startsAt: T0 - MINUTE }),
    groupOf('new-warning'),
    groupOf('taken-critical', { severity: 'critical', by: 'U1' }),
    groupOf('silenced-critical', { severity: 'critical', silences: [silence()] }),
    groupOf('critical', { severity: 'page' }),
  );

  test('are listed by severity, then what nobody has, then what somebody has, then what is silenced, the oldest first', () => {
    expect(names(groups)).toEqual(['critical', 'taken-critical', 'silenced-critical', 'old-warning', 'new-warning']);
  });

  test('are chosen by who has them and how severe they are', () => {
    expect(names(chosen(groups, 'mine', 'U1'))).toEqual(['taken-critical']);
    expect(names(chosen(groups, 'mine', 'U2'))).toEqual([]);
    expect(names(chosen(groups, 'free', 'U1'))).toEqual(['critical', 'old-warning', 'new-warning']);
    expect(names(chosen(groups, 'critical', 'U1'))).toEqual(['critical', 'taken-critical', 'silenced-critical']);
  });

  test('stand on a Home tab once each', () => {
    const part = homePart({ groups }, { userId: 'U1' });
    expect([part.mine, part.others, part.silenced].map(names)).toEqual([
      ['taken-critical'],
      ['critical', 'old-warning', 'new-warning'],
      ['silenced-critical'],
    ]);
  });

  test('are counted for each person, and those that nobody has', () => {
    const { people, free } = holders([
      ...groups,
      ...list(groupOf('another', { by: 'U1' }), groupOf('other', { by: 'U2' })),
    ]);
    expect(people.map(({ person, total }) => [person, total])).toEqual([
      ['U1', 2],
      ['U2', 1],
    ]);
    expect(free).toBe(3);
  });

  test.each([
    ['an active silence', { silences: [silence()] }, T0 + 60 * MINUTE],
    [
      'the longest of several',
      { silences: [silence(), silence({ id: 's2', endsAt: T0 + 90 * MINUTE })] },
      T0 + 90 * MINUTE,
    ],
    ['one that ended', { silences: [silence({ endsAt: T0 })] }, undefined],
    ['one that is to begin', { silences: [silence({ startsAt: T0 + MINUTE })] }, undefined],
    ['one of which Alertmanager says that it hides nothing', { silences: [silence()], hidden: {} }, undefined],
  ])('are silenced by %s', (_what, spec, until) => {
    expect(list(groupOf('g', spec))[0]?.silencedUntil).toBe(until);
  });

  test('are read page by page, a thousand at most', async () => {
    const pages: (GroupId | undefined)[] = [];
    const stored = { group: groupOf('g'), version: 1 };
    const store = {
      read: async () => undefined,
      openGroups: async ({ limit, after }: { limit: number; after?: GroupId }) => {
        pages.push(after);
        return { groups: Array.from({ length: limit }, () => stored), next: groupId(String(pages.length)) };
      },
    };
    const { groups: read, lookedAt } = await readOpenGroups({ store, policyOf: () => policy, now: () => T0 }, ACME);
    expect([read.length, lookedAt]).toEqual([1_000, 1_000]);
    expect(pages).toEqual([undefined, ...Array.from({ length: 9 }, (_, index) => String(index + 1))]);
  });
});

describe('short ids', () => {
  const ids = Array.from({ length: 3_000 }, (_, index) => groupId(String(index).padStart(36, '0')));

  test('are six letters, more only where another begins alike, and each means its group alone', () => {
    const short = shortIds(ids);
    for (const id of ids) expect(meantBy(short.get(id) ?? '', ids)).toEqual([id]);
    const lengths = [...short.values()].map(({ length }) => length);
    expect(Math.min(...lengths)).toBe(6);
    expect(lengths.filter((length) => length === 6).length).toBeGreaterThan(2_980);
  });

  test('may be typed shorter, in capitals, and mean several then', () => {
    const [first = groupId('')] = ids;
    const short = shortIds(ids).get(first) ?? '';
    expect(meantBy(` ${short.toUpperCase()} `, ids)).toEqual([first]);
    expect(meantBy(short.slice(0, 3), ids).length).toBeGreaterThan(0);
  });

  test.each(['', 'ab', 'xyz1', '../..', 'ffffffffffff'])('"%s" means none', (typed) => {
    expect(meantBy(typed, ids)).toEqual([]);
  });
});

describe('active silences', () => {
  test('are those of Alertmanager, with the person who made them in Slack, the next to end first', () => {
    const told = {
      id: 's1',
      alertmanager: 'main',
      matchers: [{ name: 'job', value: 'a.*"', isRegex: true, isEqual: false }],
      startsAt: T0,
      endsAt: T0 + 2,
      updatedAt: T0,
      createdBy: 'maria',
      comment: 'c',
      state: 'active' as const,
      url: 'http://am/#/silences/s1',
    };
    const origin = { requestId: 'r', group: groupId('g'), by: 'U1', whileFiring: false };
    expect(
      silencesTold({
        silences: [told, { ...told, id: 's2', endsAt: T0 + 1, origin }, { ...told, state: 'expired' }],
        unanswered: [],
      }),
    ).toMatchObject([
      { by: 'U1', endsAt: T0 + 1, matchers: ['job!~"a.*\\""'] },
      { by: 'maria', endsAt: T0 + 2 },
    ]);
  });

  test('are what the groups know where no Alertmanager can be asked, each once', () => {
    const groups = list(
      groupOf('a', { silences: [silence(), silence({ id: 'over', endsAt: T0 })] }),
      groupOf('b', { silences: [silence({ by: 'U1' })] }),
    );
    expect(silencesKnown(groups, T0)).toEqual([
      { comment: 'Deployment', by: 'U1', endsAt: T0 + 60 * MINUTE, matchers: [] },
    ]);
  });
});
