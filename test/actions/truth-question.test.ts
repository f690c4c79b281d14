import { describe, expect, test } from '@jest/globals';
import { truthOf } from '../../src/actions/truth.ts';
import { commonFilter, isWorthAsking, toldElsewhere } from '../../src/actions/truth-question.ts';
import type { Group } from '../../src/core/group.ts';
import { channelId, fingerprint, messageTs } from '../../src/core/ids.ts';
import type { ReceiverPolicy } from '../../src/core/policy.ts';
import { merge } from '../../src/groups/merge.ts';
import { firing, MINUTE, policy, report, resolved, T0 } from '../groups/builders.ts';
import { groupOf, reported } from './truth-builders.ts';

describe('a group is asked about', () => {
  const asked = (group: Group, minutes: number, rules: Partial<ReceiverPolicy> = {}) =>
    isWorthAsking(group, {
      now: T0 + minutes * MINUTE,
      policy: { ...policy, ...rules },
      quietAfterMs: 5 * MINUTE,
      intervalMs: MINUTE,
    });

  test('when something of it is not reported', () => {
    expect(asked(merge(groupOf('a', 'b'), report([firing('b')], T0 + 3 * MINUTE)), 4)).toBe(true);
    expect(asked(groupOf('a', 'b'), 4)).toBe(false);
  });

  test('when nothing was heard of it for long', () => {
    expect(asked(groupOf('a'), 5)).toBe(true);
  });

  test('as long as a silence is known for it, also when it is over', () => {
    const silences = [{ id: 's', alertmanager: 'main', createdBy: '', comment: '', startsAt: T0, endsAt: T0 }];
    const over = merge(groupOf('a'), report([resolved('a', T0 + MINUTE)], T0 + MINUTE));
    expect(asked(over, 60)).toBe(false);
    expect(asked({ ...over, silences }, 60)).toBe(true);
    expect(asked({ ...groupOf('a'), silences }, 1)).toBe(true);
  });

  test('in the two rounds before somebody is called', () => {
    const sentTo = { workspace: 'T1', channel: channelId('C1') };
    const message = { ...sentTo, ts: messageTs('1'), sentTo, hash: '', postedAt: T0, startedAt: T0 };
    const group: Group = { ...groupOf('a'), message };
    const steps = [{ afterMs: 4 * MINUTE, mentions: () => [], channels: [], people: () => [] }];
    const escalation = { name: 'on-call', steps, acknowledgement: { timeoutMs: 4 * MINUTE, graceMs: MINUTE } };
    expect([1, 2, 3].map((minutes) => asked(group, minutes, { escalation }))).toEqual([false, true, true]);
    const targets = { warning: { acknowledgeMs: 4 * MINUTE } };
    expect([1, 2].map((minutes) => asked(group, minutes, { targets }))).toEqual([false, true]);
    const held: Group = { ...group, acknowledged: { by: 'U0ANNA', at: T0 + MINUTE } };
    expect([2, 3].map((minutes) => asked(held, minutes, { escalation }))).toEqual([false, true]);
    expect(asked(held, 3, { targets })).toBe(false);
  });

  test('when it ended without a word, until that is a day ago', () => {
    const over = merge(groupOf('a'), report([resolved('a', T0 + MINUTE)], T0 + MINUTE));
    const ended = { a: { startsAt: T0, at: T0 + MINUTE, until: T0 + 60 * MINUTE } };
    expect(asked({ ...over, ended } as Group, 59)).toBe(true);
    expect(asked({ ...over, ended } as Group, 60)).toBe(false);
  });
});

describe('the filter', () => {
  const labelled = (groupLabels: Record<string, string>): Group => ({ ...groupOf('a'), groupLabels });

  test('names the labels that all groups have, with their values', () => {
    expect(
      commonFilter([
        labelled({ alertname: 'A.b', cluster: 'c1', job: 'x' }),
        labelled({ alertname: 'C', cluster: 'c1' }),
        labelled({ alertname: 'A.b', cluster: 'c1' }),
      ]),
    ).toEqual([
      { name: 'alertname', value: 'A\\.b|C', isRegex: true, isEqual: true },
      { name: 'cluster', value: 'c1', isRegex: false, isEqual: true },
    ]);
  });

  test('is left out where it would be too long, or there is nothing in common', () => {
    const many = Array.from({ length: 300 }, (_, index) => labelled({ alertname: `Alert${index}`, cluster: 'c1' }));
    expect(commonFilter(many).map(({ name }) => name)).toEqual(['cluster']);
    expect(commonFilter([labelled({ a: '1' }), labelled({})])).toEqual([]);
    expect(commonFilter([])).toEqual([]);
  });
});

test('what another group of the receiver tells since is told elsewhere', () => {
  const old = groupOf('a', 'b');
  const other = merge(undefined, report([firing('a')], T0 + MINUTE, { groupKey: '{}/{x="1"}:{}' }));
  const elsewhere = toldElsewhere([old, other]);
  expect(elsewhere.get(old)).toEqual(new Set([fingerprint('a')]));
  expect(elsewhere.get(other)).toEqual(new Set());
});

describe('what several Alertmanagers say', () => {
  const answer = (
    alertmanager: string,
    alerts: string[],
    { minutes = 60, peers }: { minutes?: number; peers?: string[] } = {},
  ) => ({
    alertmanager,
    alerts: alerts.map((name) => reported(name)),
    silences: [],
    startedAt: T0 - minutes * MINUTE,
    only: [],
    ...(peers === undefined ? {} : { cluster: { member: alertmanager, peers } }),
  });
  const options = { askedAt: T0, trustAfterMs: 5 * MINUTE };
  const whole = (...args: Parameters<typeof truthOf>) => truthOf(...args).isWhole;

  test('counts together', () => {
    const truth = truthOf({ answers: [answer('x', ['a']), answer('y', ['b'])], unanswered: [] }, options);
    expect([...truth.alerts.keys()]).toEqual(['a', 'b']);
    expect(truth.isWhole).toBe(true);
  });

  test('is active where one of them calls it so', () => {
    const hidden = { ...answer('y', []), alerts: [reported('a', { state: 'suppressed', silencedBy: ['s'] })] };
    const truth = truthOf({ answers: [hidden, answer('x', ['a'])], unanswered: [] }, options);
    expect(truth.alerts.get(fingerprint('a'))).toMatchObject({ state: 'active', silencedBy: [] });
  });

  test('is not whole when one has just begun', () => {
    expect(whole({ answers: [answer('x', []), answer('y', [], { minutes: 4 })], unanswered: [] }, options)).toBe(false);
  });

  test('is not whole when one does not answer, unless another was last known in its cluster', () => {
    const y = { alertmanager: 'y', lastCluster: { member: 'y', peers: ['x', 'y'] } };
    const alone = answer('x', []);
    const left = answer('x', [], { peers: ['x'] });
    const other = answer('z', [], { peers: ['z', 'q'] });
    expect(whole({ answers: [], unanswered: [] }, options)).toBe(false);
    expect(whole({ answers: [alone], unanswered: [{ alertmanager: 'y' }] }, options)).toBe(false);
    expect(whole({ answers: [alone], unanswered: [y] }, options)).toBe(false);
    expect(whole({ answers: [other], unanswered: [y] }, options)).toBe(false);
    expect(whole({ answers: [left, other], unanswered: [y] }, options)).toBe(true);
    expect(whole({ answers: [left, other], unanswered: [y, { alertmanager: 'b' }] }, options)).toBe(false);
  });

  test('counts for a peer that it still sees, though that one had not seen it yet', () => {
    const y = { alertmanager: 'y', lastCluster: { member: 'y', peers: ['y'] } };
    expect(whole({ answers: [answer('x', [], { peers: ['x', 'y'] })], unanswered: [y] }, options)).toBe(true);
  });
});
