import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Group } from '../../src/core/group.ts';
import { fingerprint } from '../../src/core/ids.ts';
import { merge, type Report } from '../../src/groups/merge.ts';
import { stateOf, viewOf } from '../../src/groups/view.ts';
import { firing, MINUTE, policy, report, resolved, T0 } from './builders.ts';

const mergeAll = (reports: readonly Report[]): Group => {
  const [first, ...rest] = reports;
  if (first === undefined) throw new Error('no reports');
  return rest.reduce<Group>((group, next) => merge(group, next), merge(undefined, first));
};

const statuses = (group: Group) =>
  Object.fromEntries(Object.values(group.alerts).map((alert) => [alert.fingerprint, alert.status]));

/** Reports as two replicas may send them: few alerts, few episodes, times close enough to collide. */
const anyReport = fc
  .record({
    alerts: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('a', 'b', 'c'),
        episode: fc.nat(2),
        endsIn: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
        summary: fc.constantFrom('x', 'y'),
      }),
      { minLength: 1, maxLength: 3, selector: (alert) => alert.name },
    ),
    minute: fc.integer({ min: 0, max: 60 }),
    peer: fc.constantFrom('http://am-1', 'http://am-2', 'http://am-3'),
    truncatedAlerts: fc.constantFrom(0, 0, 0, 2),
    reason: fc.constantFrom(undefined, 'repeat interval elapsed'),
  })
  .map(({ alerts, minute, peer, truncatedAlerts, reason }) =>
    report(
      alerts.map(({ name, episode, endsIn, summary }) => {
        const startsAt = T0 + episode * 20 * MINUTE;
        const alert =
          endsIn === undefined ? firing(name, startsAt) : resolved(name, startsAt + endsIn * MINUTE, startsAt);
        return { ...alert, annotations: { summary } };
      }),
      T0 + minute * MINUTE,
      { externalURL: peer, truncatedAlerts, ...(reason === undefined ? {} : { reason }) },
    ),
  );

describe('merge is a join', () => {
  test('any order of reports gives the same state', () => {
    const reordered = fc
      .array(anyReport, { minLength: 1, maxLength: 8 })
      .chain((reports) =>
        fc.tuple(
          fc.constant(reports),
          fc.shuffledSubarray(reports, { minLength: reports.length, maxLength: reports.length }),
        ),
      );
    fc.assert(
      fc.property(reordered, ([reports, shuffled]) => {
        expect(mergeAll(shuffled)).toEqual(mergeAll(reports));
      }),
      { numRuns: 2_000 },
    );
  });

  test('any duplication of reports gives the same state', () => {
    fc.assert(
      fc.property(
        fc.array(anyReport, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        (reports, again) => {
          const repeated = again.flatMap((index) => reports[index % reports.length] ?? []);
          expect(mergeAll([...reports, ...repeated])).toEqual(mergeAll(reports));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('any interleaving of two replicas gives the same state', () => {
    fc.assert(
      fc.property(
        fc.array(anyReport, { minLength: 1, maxLength: 5 }),
        fc.array(anyReport, { minLength: 1, maxLength: 5 }),
        fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
        (first, second, turns) => {
          const queues = [[...first], [...second]];
          const interleaved = turns.flatMap((turn) => queues[turn ? 0 : 1]?.shift() ?? []);
          const all = [...interleaved, ...queues.flat()];
          expect(mergeAll(all)).toEqual(mergeAll([...first, ...second]));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('an alert within a group', () => {
  test('resolved wins over a late firing copy of the same episode', () => {
    const group = mergeAll([
      report([firing('a')], T0),
      report([resolved('a', T0 + 4 * MINUTE)], T0 + 5 * MINUTE),
      report([firing('a')], T0 + 6 * MINUTE),
    ]);
    expect(statuses(group)).toEqual({ a: 'resolved' });
    expect(group.alerts[fingerprint('a')]?.endsAt).toBe(T0 + 4 * MINUTE);
  });

  test('the same episode reported firing long after its resolve fires again', () => {
    const group = mergeAll([
      report([resolved('a', T0 + 4 * MINUTE)], T0 + 5 * MINUTE),
      report([firing('a')], T0 + 45 * MINUTE),
    ]);
    expect(statuses(group)).toEqual({ a: 'firing' });
    expect(group.alerts[fingerprint('a')]?.endsAt).toBeUndefined();
  });

  test('a later episode wins whatever came before', () => {
    const group = mergeAll([
      report([firing('a', T0 + 10 * MINUTE)], T0 + 10 * MINUTE),
      report([resolved('a', T0 + 4 * MINUTE)], T0 + 11 * MINUTE),
    ]);
    expect(statuses(group)).toEqual({ a: 'firing' });
  });

  test('annotations follow the newest report of the winning status', () => {
    const worse = { ...firing('a'), annotations: { summary: '97 %' } };
    const group = mergeAll([report([worse], T0 + MINUTE), report([firing('a')], T0)]);
    expect(group.alerts[fingerprint('a')]?.annotations).toEqual({ summary: '97 %' });
  });

  test('a tombstone keeps a late copy from coming back to life', () => {
    const group = merge(undefined, report([firing('b')], T0));
    const buried: Group = {
      ...group,
      tombstones: {
        [fingerprint('a')]: { startsAt: T0, resolvedSeenAt: T0 + 5 * MINUTE, until: T0 + 65 * MINUTE },
      },
    };
    expect(statuses(merge(buried, report([firing('a')], T0 + 6 * MINUTE)))).toEqual({ b: 'firing' });
    expect(statuses(merge(buried, report([firing('a', T0 + MINUTE)], T0 + 6 * MINUTE)))).toEqual({
      a: 'firing',
      b: 'firing',
    });
  });
});

describe('a group', () => {
  test('an alert missing from a payload is not resolved but no longer reported', () => {
    const group = mergeAll([report([firing('a'), firing('b')], T0), report([firing('a')], T0 + 5 * MINUTE)]);
    const view = viewOf(group, policy);
    expect(view.state).toBe('open');
    expect(view.firing.map((alert) => alert.fingerprint)).toEqual(['a']);
    expect(view.unreported.map((alert) => alert.fingerprint)).toEqual(['b']);
  });

  test('a partial view that arrives with its copies takes nothing away', () => {
    const group = mergeAll([report([firing('a'), firing('b')], T0), report([firing('a')], T0 + 20_000)]);
    expect(viewOf(group, policy).unreported).toEqual([]);
  });

  test('a truncated payload resolves nothing, whatever its status says', () => {
    const group = mergeAll([
      report([firing('a'), firing('b')], T0),
      report([resolved('a', T0 + MINUTE), resolved('b', T0 + MINUTE)], T0 + 5 * MINUTE, { truncatedAlerts: 1 }),
    ]);
    expect(stateOf(group)).toBe('open');
    const full = report([resolved('c', T0 + 8 * MINUTE)], T0 + 10 * MINUTE);
    expect(stateOf(merge(group, full))).toBe('resolved');
  });

  test('remembers a bounded number of peers', () => {
    const reports = Array.from({ length: 30 }, (_, index) =>
      report([firing('a')], T0 + index, { externalURL: `http://am-${index}` }),
    );
    expect(mergeAll(reports).peers).toHaveLength(8);
  });

  test('holds a bounded number of alerts, those that fire and were heard of last', () => {
    const wave = (number: number, count: number) =>
      report(
        Array.from({ length: count }, (_, index) => firing(`w${number}-${index}`)),
        T0 + number,
      );
    const group = mergeAll([wave(1, 6_000), wave(2, 6_000)]);
    expect(Object.keys(group.alerts)).toHaveLength(10_000);
    expect(Object.keys(group.alerts).filter((name) => name.startsWith('w2'))).toHaveLength(6_000);
    expect(viewOf(group, policy).firing).toHaveLength(10_000);
  });

  test('draws the most severe alerts first, then the oldest', () => {
    const group = merge(
      undefined,
      report(
        [
          firing('old-warning', T0),
          firing('new-critical', T0 + 2, { severity: 'critical' }),
          firing('old-critical', T0 + 1, { severity: 'critical' }),
        ],
        T0 + 10,
      ),
    );
    const view = viewOf(group, policy);
    expect(view.firing.map((alert) => alert.fingerprint)).toEqual(['old-critical', 'new-critical', 'old-warning']);
    expect(view.severity).toBe('critical');
  });
});
