import { describe, expect, test } from '@jest/globals';
import { applyTruth, WATCH_MS } from '../../src/actions/apply-truth.ts';
import type { Truth } from '../../src/actions/truth.ts';
import type { Group } from '../../src/core/group.ts';
import { fingerprint } from '../../src/core/ids.ts';
import { merge } from '../../src/groups/merge.ts';
import { settle } from '../../src/groups/settle.ts';
import { stateOf, viewOf } from '../../src/groups/view.ts';
import { firing, MINUTE, policy, report, resolved, T0 } from '../groups/builders.ts';
import { groupOf, RULES, reported, silence, silenced, truthAt } from './truth-builders.ts';

const a = fingerprint('a');
const learn = (group: Group, ...truths: readonly Truth[]) =>
  truths.reduce((known, truth) => applyTruth(known, truth, RULES).group, group);
const at = (minutes: number) => T0 + minutes * MINUTE;

describe('an alert that is kept back', () => {
  test('by several others changes nothing while the one that is known fires on, whichever Alertmanager names', () => {
    const by = (minute: number, inhibitedBy: readonly string[], firingOnes: readonly string[]) =>
      truthAt(at(minute), [
        reported('a', { state: 'suppressed', inhibitedBy }),
        ...firingOnes.map((name) => reported(name)),
      ]);
    const first = learn(groupOf('a'), by(10, ['x', 'y'], ['x', 'y']));
    expect(first.hidden?.[a]).toMatchObject({ by: 'x' });
    expect(learn(first, by(11, ['y', 'x'], ['x', 'y']))).toBe(first);
    expect(learn(first, by(11, ['y'], ['x', 'y']))).toBe(first);
    expect(learn(first, by(11, ['y'], ['y'])).hidden?.[a]).toMatchObject({ by: 'y' });
  });

  test('is shown with the reason, and counts as open', () => {
    const { group, findings } = applyTruth(groupOf('a', 'b'), truthAt(at(10), [silenced('a'), reported('b')]), RULES);
    expect(findings).toEqual(['hidden']);
    expect(group.hidden).toEqual({ a: { why: 'silenced', by: 's1', at: at(10) } });
    expect(group.pendingSince).toBe(at(10));
    const view = viewOf(group, policy);
    expect(view.firing.map(({ fingerprint }) => fingerprint)).toEqual(['b']);
    expect(view.hidden?.get(a)).toEqual({ why: 'silenced', count: 1 });
    expect(view.state).toBe('open');
  });

  test.each([
    [reported('a', { state: 'suppressed', inhibitedBy: ['b'] }), { why: 'inhibited', by: 'b', name: 'DiskFull' }],
    [reported('a', { state: 'suppressed', inhibitedBy: ['x'] }), { why: 'inhibited', by: 'x' }],
    [reported('a', { state: 'suppressed', mutedBy: ['nights'] }), { why: 'muted', by: 'nights' }],
    [reported('a', { state: 'suppressed' }), { why: 'muted' }],
    [reported('a', { state: 'suppressed', silencedBy: ['s'], inhibitedBy: ['b'] }), { why: 'silenced', by: 's' }],
  ])('tells why: %#', (alert, hidden) => {
    const { hidden: found } = learn(groupOf('a', 'b'), truthAt(at(10), [alert, reported('b')]));
    expect(found).toEqual({ a: { ...hidden, at: at(10) } });
  });

  test('is not kept back any more once a payload lists it', () => {
    const hidden = learn(groupOf('a'), truthAt(at(10), [silenced('a')]));
    const listed = merge(hidden, report([firing('a')], at(11)));
    expect(viewOf(hidden, policy).firing).toEqual([]);
    expect(viewOf(listed, policy).firing).toHaveLength(1);
  });

  test('that is active again is reported, though no webhook says so', () => {
    const left = merge(groupOf('a', 'b'), report([firing('b')], at(5)));
    const hidden = learn(left, truthAt(at(6), [silenced('a'), reported('b')]));
    const { group, findings } = applyTruth(hidden, truthAt(at(20), [reported('a'), reported('b')]), RULES);
    expect(findings).toEqual(['reported']);
    expect(group.hidden).toBeUndefined();
    expect(viewOf(group, policy).firing).toHaveLength(2);
  });

  test('does not leave as forgotten as long as it is confirmed', () => {
    const day = 24 * 60;
    let group = merge(groupOf('a', 'b'), report([firing('b')], at(5)));
    for (let minute = 6; minute <= 3 * day; minute += 60) {
      group = settle(learn(group, truthAt(at(minute), [silenced('a'), reported('b')])), policy, at(minute));
    }
    expect(group.alerts[a]?.status).toBe('firing');
    expect(settle(group, policy, at(5 * day)).alerts[a]).toBeUndefined();
  });
});

describe('an alert that no Alertmanager knows', () => {
  const unreported = merge(groupOf('a', 'b'), report([firing('b')], at(5)));
  const gone = (minute: number, more: Partial<Truth> = {}) => ({ ...truthAt(at(minute), [reported('b')]), ...more });

  test('is resolved when a second question finds it missing too', () => {
    const once = learn(unreported, gone(6));
    expect(once.alerts[a]?.status).toBe('firing');
    expect(once.missing).toEqual({ a: at(6) });
    expect(learn(once, gone(6))).toBe(once);
    const twice = learn(once, gone(7));
    expect(twice.alerts[a]).toMatchObject({ status: 'resolved', endsAt: at(6), resolvedSeenAt: at(7) });
    expect(twice.missing).toBeUndefined();
    expect(twice.ended).toEqual({ a: { startsAt: T0, at: at(7), until: at(7) + WATCH_MS } });
  });

  test('is resolved while silenced, when it was silenced to its end', () => {
    const hidden = learn(groupOf('a'), truthAt(at(6), [silenced('a')]));
    const over = learn(hidden, truthAt(at(7), []), truthAt(at(8), []));
    expect(stateOf(over)).toBe('resolved');
    expect(over.ended?.[a]?.why).toBe('silenced');
    expect(over.hidden).toBeUndefined();
    const view = viewOf(over, policy);
    expect(view.endedHidden).toEqual(new Map([[a, 'silenced']]));
    expect(view.changes.resolved).toHaveLength(1);
  });

  test('is left as it is where not all that might know it answer', () => {
    expect(learn(unreported, gone(6, { isWhole: false }), gone(7, { isWhole: false }))).toBe(unreported);
    const once = learn(unreported, gone(6));
    expect(learn(once, gone(7, { isWhole: false })).alerts[a]?.status).toBe('firing');
  });

  test('begins anew when a payload has listed it meanwhile', () => {
    const again = merge(learn(unreported, gone(6)), report([firing('a'), firing('b')], at(7)));
    const later = learn(again, gone(8));
    expect(later.missing).toEqual({ a: at(8) });
    expect(later.alerts[a]?.status).toBe('firing');
  });

  test('that webhooks report themselves has time for its own word', () => {
    const group = groupOf('a', 'b');
    const waiting = learn(group, gone(6), gone(7), gone(10));
    expect(waiting.alerts[a]?.status).toBe('firing');
    expect(learn(waiting, gone(11)).alerts[a]?.status).toBe('resolved');
  });

  test('that is found again was not resolved', () => {
    const over = learn(unreported, gone(6), gone(7));
    const { group, findings } = applyTruth(over, truthAt(at(8), [reported('a'), reported('b')]), RULES);
    expect(findings).toEqual(['refired']);
    expect(group.alerts[a]).toMatchObject({ status: 'firing', startsAt: T0 });
    expect(group.alerts[a]?.endsAt).toBeUndefined();
    expect(group.ended).toBeUndefined();
  });

  test('that a webhook resolved stays so: the answer may be older', () => {
    const over = merge(groupOf('a'), report([resolved('a', at(3))], at(4)));
    expect(learn(over, truthAt(at(5), [reported('a')]))).toBe(over);
  });
});

describe('a re-fire that Alertmanager takes for told', () => {
  const over = learn(groupOf('a'), truthAt(at(6), [silenced('a')]), truthAt(at(7), []), truthAt(at(8), []));
  const again = reported('a', { startsAt: at(30), annotations: { summary: 'again' } });

  test('opens the group again', () => {
    const { group, findings } = applyTruth(over, truthAt(at(31), [again]), RULES);
    expect(findings).toEqual(['refired']);
    expect(stateOf(group)).toBe('open');
    expect(group.alerts[a]).toMatchObject({ startsAt: at(30), annotations: { summary: 'again' } });
    expect(viewOf(group, policy).firing).toHaveLength(1);
  });

  test('is seen when the alert has left the document since', () => {
    const shown = { status: 'resolved', startsAt: T0 } as const;
    const pruned = settle({ ...over, marks: { [a]: { shown, told: shown } } }, policy, at(60));
    expect(pruned.alerts).toEqual({});
    const { group } = applyTruth(pruned, truthAt(at(61), [again]), RULES);
    expect(group.alerts[a]).toMatchObject({ status: 'firing', startsAt: at(30) });
    expect(stateOf(group)).toBe('open');
  });

  test('is not looked for any more after a day', () => {
    expect(stateOf(learn(over, truthAt(at(8) + WATCH_MS, [reported('a')])))).toBe('resolved');
  });

  test('under a silence is kept back, and told when the silence ends', () => {
    const under = reported('a', { ...again, state: 'suppressed', silencedBy: ['s2'] });
    expect(stateOf(learn(over, truthAt(at(31), [under])))).toBe('resolved');
    expect(stateOf(learn(over, truthAt(at(31), [under]), truthAt(at(32), [again])))).toBe('open');
  });

  test('of an alert that still counts as firing is a new episode', () => {
    const { group } = applyTruth(groupOf('a'), truthAt(at(31), [again]), RULES);
    expect(group.alerts[a]).toMatchObject({ startsAt: at(30), firstSeenAt: at(31) });
  });
});

describe('an answer', () => {
  test('that says what is known changes nothing', () => {
    const group = groupOf('a', 'b');
    expect(learn(group, truthAt(at(10), [reported('a'), reported('b')]))).toBe(group);
  });

  test('older than what a person did is not taken', () => {
    const group = { ...groupOf('a'), pressedAt: at(11) };
    expect(learn(group, truthAt(at(10), [silenced('a')]))).toBe(group);
  });

  test('about an alert that goes to another receiver by now says neither that it fires here nor that it ended', () => {
    const group = merge(groupOf('a', 'b'), report([firing('b')], at(5)));
    const elsewhere = truthAt(at(10), [reported('a', { receivers: ['other'] }), reported('b')]);
    expect(learn(group, elsewhere, { ...elsewhere, askedAt: at(20) })).toBe(group);
  });

  test('does not claim back what another group tells by now', () => {
    const group = merge(groupOf('a', 'b'), report([firing('b')], at(5)));
    const rules = { ...RULES, elsewhere: new Set([a]) };
    expect(applyTruth(group, truthAt(at(10), [reported('a'), reported('b')]), rules).group).toBe(group);
  });
});

describe('alerts that payloads left out for their size', () => {
  const cut = merge(undefined, report([resolved('a', at(1))], at(2), { truncatedAlerts: 2 }));

  test('are over when nobody knows an alert of the group twice', () => {
    expect(stateOf(cut)).toBe('open');
    const once = learn(cut, truthAt(at(3), []));
    expect(once.emptySince).toBe(at(3));
    expect(learn(once, truthAt(at(3), []))).toBe(once);
    expect(stateOf(once)).toBe('open');
    const twice = learn(once, truthAt(at(4), []));
    expect(stateOf(twice)).toBe('resolved');
    expect(twice.emptySince).toBeUndefined();
  });

  test('are open as long as an alert with the labels of the group is known', () => {
    const known = truthAt(at(3), [reported('another')]);
    expect(learn(cut, known, { ...known, askedAt: at(4) })).toBe(cut);
  });
});

test('the silence of a hidden alert is shown by whom and until when', () => {
  const kept = { id: 's1', alertmanager: 'main', createdBy: 'maria', comment: '', startsAt: T0, endsAt: at(60) };
  const group = {
    ...learn(groupOf('a'), truthAt(at(6), [silenced('a')], { silences: [silence('s1')] })),
    silences: [kept],
  };
  expect(viewOf(group, policy).hidden?.get(a)).toEqual({ why: 'silenced', count: 1, silence: kept });
});
