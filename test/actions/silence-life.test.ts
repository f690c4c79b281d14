import { describe, expect, test } from '@jest/globals';
import type { Silence } from '../../src/actions/alertmanagers.ts';
import { applyTruth } from '../../src/actions/apply-truth.ts';
import { EXTENSION_MS, followSilences, silenceDuties } from '../../src/actions/silence-life.ts';
import type { Truth } from '../../src/actions/truth.ts';
import type { Group } from '../../src/core/group.ts';
import { MINUTE, T0 } from '../groups/builders.ts';
import { groupOf, RULES, reported, silence, silenced, truthAt } from './truth-builders.ts';

const at = (minutes: number) => T0 + minutes * MINUTE;
const learn = (group: Group, ...truths: readonly Truth[]) =>
  truths.reduce((known, truth) => followSilences(known, applyTruth(known, truth, RULES).group, truth), group);
const notesOf = ({ notes = [] }: Group) => notes.map(({ id, at: _, ...note }) => note);

/** `a` is silenced by that. */
const under = (minute: number, ...silences: readonly Silence[]) =>
  truthAt(at(minute), [{ ...silenced('a'), silencedBy: silences.map(({ id }) => id) }], { silences });
const told = (group: Group): Group => ({ ...group, notes: [] });

describe('a silence that was made elsewhere', () => {
  const group = learn(groupOf('a'), under(10, silence('s1')));

  test('is told once, and kept with who made it', () => {
    const note = { kind: 'silenced', by: 'maria', until: at(120), comment: 'disk is being replaced' };
    expect(notesOf(group)).toEqual([{ ...note, url: 'http://am/#/silences/s1', whileFiring: false }]);
    const { url: _, matchers: _m, updatedAt: _u, state: _s, ...kept } = silence('s1');
    expect(group.silences).toEqual([kept]);
    expect(notesOf(learn(told(group), under(11, silence('s1'))))).toEqual([]);
  });

  test('is kept with its new end', () => {
    const later = learn(group, under(11, silence('s1', { endsAt: at(300) })));
    expect(later.silences).toMatchObject([{ endsAt: at(300) }]);
  });

  test('is told to end soon, once for each end', () => {
    const near = learn(told(group), under(106, silence('s1')));
    expect(notesOf(near)).toEqual([{ kind: 'silence_ending', by: 'maria', until: at(120) }]);
    expect(notesOf(learn(told(near), under(107, silence('s1'))))).toEqual([]);
    const extended = learn(told(near), under(108, silence('s1', { endsAt: at(200) })));
    expect(notesOf(extended)).toEqual([]);
    expect(notesOf(learn(extended, under(190, silence('s1', { endsAt: at(200) }))))).toHaveLength(1);
  });

  test('is told to have ended when what it hid fires on, and not when it does not', () => {
    const over = silence('s1', { state: 'expired', endsAt: at(20) });
    const on = learn(told(group), truthAt(at(21), [reported('a')], { silences: [over] }));
    expect(notesOf(on)).toEqual([{ kind: 'silence_ended', by: 'maria' }]);
    expect(on.silences).toBeUndefined();
    const off = learn(told(group), truthAt(at(21), [], { silences: [over] }));
    expect(notesOf(off)).toEqual([]);
    expect(off.silences).toBeUndefined();
  });

  test('is left as it is while its Alertmanager does not answer', () => {
    const deaf = truthAt(at(21), [reported('a')], { unanswered: new Set(['main']) });
    expect(learn(group, deaf).silences).toHaveLength(1);
  });

  test('is known as what hid an alert to its end', () => {
    const gone = (minute: number) => truthAt(at(minute), [], { silences: [silence('s1')] });
    const over = learn(group, gone(20), gone(21));
    expect(Object.values(over.ended ?? {})).toMatchObject([{ why: 'silenced' }]);
    expect(learn(over, gone(22)).silences).toBeUndefined();
  });

  test('that hides other groups only is of no concern', () => {
    const elsewhere = truthAt(at(11), [reported('a')], { silences: [silence('s1')] });
    expect(learn(group, elsewhere).silences).toBeUndefined();
  });
});

test('of a short silence the end is not told beforehand', () => {
  const short = silence('s1', { endsAt: at(20) });
  const group = learn(told(learn(groupOf('a'), under(1, short))), under(10, short));
  expect(notesOf(group)).toEqual([]);
});

test('more silences than a document keeps are not told anew in every round', () => {
  const many = Array.from({ length: 14 }, (_, index) => silence(`s${index}`));
  const group = learn(groupOf('a'), under(10, ...many));
  expect(group.silences).toHaveLength(10);
  expect(learn(group, under(11, ...many))).toBe(group);
});

test('a silence from Slack that the answer cannot know yet is left as it is', () => {
  const kept = {
    id: 's9',
    alertmanager: 'main',
    createdBy: 'Maria',
    by: 'U0MARIA',
    comment: '',
    startsAt: at(10),
    endsAt: at(70),
  };
  const group = { ...groupOf('a'), silences: [kept] };
  expect(learn(group, truthAt(at(10), [reported('a')]))).toBe(group);
  expect(learn(group, truthAt(at(12), [reported('a')])).silences).toBeUndefined();
});

describe('a silence for as long as the group fires', () => {
  const origin = { requestId: 'r1', group: groupOf('a').id, by: 'U0MARIA', whileFiring: true };
  const lasting = silence('s1', { origin });
  const group = learn(groupOf('a'), under(10, lasting));

  test('is kept as such, also where its document was not written', () => {
    expect(group.silences).toMatchObject([{ by: 'U0MARIA', whileFiring: true }]);
    const foreign = learn(groupOf('a'), under(10, silence('s1', { origin: { ...origin, group: 'x' as never } })));
    expect(foreign.silences?.[0]?.whileFiring).toBeUndefined();
  });

  test('is extended no further than its mark allows, also where its document was not written', () => {
    const limited = silence('s1', { origin: { ...origin, latestEndsAt: at(140) } });
    const known = learn(groupOf('a'), under(10, limited));
    expect(silenceDuties(known, under(110, limited))).toMatchObject([{ until: at(140) }]);
    const longer = silence('s1', { origin: { ...origin, latestEndsAt: at(150) } });
    expect(learn(known, under(11, longer)).silences).toMatchObject([{ latestEndsAt: at(150) }]);
    expect(learn(known, under(11, lasting)).silences).toMatchObject([{ latestEndsAt: at(140) }]);
  });

  test('is extended when it ends soon, and not told to end', () => {
    expect(silenceDuties(group, under(100, lasting))).toEqual([]);
    const near = learn(told(group), under(110, lasting));
    expect(notesOf(near)).toEqual([]);
    expect(silenceDuties(near, under(110, lasting))).toEqual([
      { id: 's1', alertmanager: 'main', until: at(110) + EXTENSION_MS },
    ]);
  });

  test('is expired once nothing of the group fires', () => {
    const gone = (minute: number) => truthAt(at(minute), [], { silences: [lasting] });
    const over = learn(group, gone(20), gone(21));
    expect(silenceDuties(over, gone(21))).toEqual([{ id: 's1', alertmanager: 'main', until: 'now' }]);
    const ended = truthAt(at(22), [], { silences: [silence('s1', { origin, state: 'expired' })] });
    expect(silenceDuties(learn(over, ended), ended)).toEqual([]);
  });
});
