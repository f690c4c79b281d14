/** What holds whatever webhooks and answers come, in whatever order. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ReportedAlert } from '../../src/actions/alertmanagers.ts';
import { applyTruth } from '../../src/actions/apply-truth.ts';
import { followSilences } from '../../src/actions/silence-life.ts';
import type { Truth } from '../../src/actions/truth.ts';
import type { Group } from '../../src/core/group.ts';
import { fingerprint } from '../../src/core/ids.ts';
import { merge } from '../../src/groups/merge.ts';
import { hiddenOf, stateOf, viewOf } from '../../src/groups/view.ts';
import { firing, MINUTE, policy, report, resolved, T0 } from '../groups/builders.ts';
import { RULES, reported, silence, truthAt } from './truth-builders.ts';

const NAMES = ['a', 'b', 'c'];
const name = fc.constantFrom(...NAMES);
const starts = fc.constantFrom(T0, T0 + 20 * MINUTE, T0 + 40 * MINUTE);

type Happening =
  | { readonly kind: 'webhook'; readonly alerts: Parameters<typeof report>[0] }
  | { readonly kind: 'answer'; readonly alerts: readonly ReportedAlert[]; readonly isWhole: boolean };

const alert = fc
  .tuple(name, starts, fc.boolean())
  .map(([each, start, isOver]) => (isOver ? resolved(each, start + MINUTE, start) : firing(each, start)));

const said = fc
  .tuple(name, starts, fc.constantFrom('active', 'silenced', 'inhibited', 'elsewhere', 'unprocessed'))
  .map(([each, startsAt, how]): ReportedAlert => {
    if (how === 'silenced') return reported(each, { startsAt, state: 'suppressed', silencedBy: ['s1'] });
    if (how === 'inhibited') return reported(each, { startsAt, state: 'suppressed', inhibitedBy: ['x'] });
    if (how === 'unprocessed') return reported(each, { startsAt, state: 'unprocessed' });
    return reported(each, { startsAt, receivers: [how === 'active' ? 'tocsin' : 'other'] });
  });

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant('webhook' as const),
    alerts: fc.uniqueArray(alert, { selector: (each) => each.fingerprint, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('answer' as const),
    alerts: fc.uniqueArray(said, { selector: (each) => each.fingerprint, maxLength: 3 }),
    isWhole: fc.boolean(),
  }),
);

const truthOf = ({ alerts, isWhole }: Happening & { kind: 'answer' }, at: number): Truth =>
  truthAt(at, alerts, { isWhole, silences: [silence('s1')] });

const learn = (group: Group, truth: Truth): Group =>
  followSilences(group, applyTruth(group, truth, RULES).group, truth);

/** A group that webhooks and answers made, a few minutes from each other. */
const lives = fc.array(happening, { minLength: 1, maxLength: 12 }).map((all) => {
  let group = merge(undefined, report([firing('a'), firing('b')], T0));
  all.forEach((each, index) => {
    const at = T0 + (index + 1) * 7 * MINUTE;
    group = each.kind === 'webhook' ? merge(group, report(each.alerts, at)) : learn(group, truthOf(each, at));
  });
  return { group, at: T0 + (all.length + 1) * 7 * MINUTE };
});

const answers = fc.record({
  kind: fc.constant('answer' as const),
  alerts: fc.uniqueArray(said, { selector: (each) => each.fingerprint, maxLength: 3 }),
  isWhole: fc.boolean(),
});

describe('whatever came before, an answer', () => {
  test('given twice changes nothing the second time', () => {
    fc.assert(
      fc.property(lives, answers, ({ group, at }, answer) => {
        const once = learn(group, truthOf(answer, at));
        expect(learn(once, truthOf(answer, at))).toBe(once);
      }),
    );
  });

  test('removes no alert, and changes none that a webhook told of since', () => {
    fc.assert(
      fc.property(lives, answers, fc.integer({ min: -60, max: 60 }), ({ group, at }, answer, minutes) => {
        const askedAt = at + minutes * MINUTE;
        const after = learn(group, truthOf(answer, askedAt));
        for (const known of Object.values(group.alerts)) {
          expect(after.alerts[known.fingerprint]).toBeDefined();
          if (known.lastSeenAt > askedAt) expect(after.alerts[known.fingerprint]).toEqual(known);
        }
      }),
    );
  });

  test('resolves only what it does not list, when everybody answered, and the answer before did not list it either', () => {
    fc.assert(
      fc.property(lives, answers, ({ group, at }, answer) => {
        const after = learn(group, truthOf(answer, at));
        for (const known of Object.values(group.alerts)) {
          const isOver = known.status === 'firing' && after.alerts[known.fingerprint]?.status === 'resolved';
          if (!isOver) continue;
          expect(answer.isWhole).toBe(true);
          expect(answer.alerts.some((each) => each.fingerprint === known.fingerprint)).toBe(false);
          expect(group.missing?.[known.fingerprint]).toBeLessThan(at);
        }
      }),
    );
  });

  test('leaves hidden only what fires, and keeps a reason for what it lists as suppressed', () => {
    fc.assert(
      fc.property(lives, answers, ({ group, at }, answer) => {
        const after = learn(group, truthOf(answer, at));
        for (const each of Object.keys({ ...after.hidden, ...after.missing })) {
          expect(after.alerts[fingerprint(each)]?.status).toBe('firing');
        }
        for (const { fingerprint: listed, state, receivers } of answer.alerts) {
          const known = after.alerts[listed];
          if (known?.status !== 'firing' || !receivers.includes('tocsin')) continue;
          if (state === 'suppressed') expect(hiddenOf(known, after)).toBeDefined();
          if (state === 'active') expect(hiddenOf(known, after)).toBeUndefined();
        }
      }),
    );
  });

  test('never starts an episode older than what was known', () => {
    fc.assert(
      fc.property(lives, answers, ({ group, at }, answer) => {
        const after = learn(group, truthOf(answer, at));
        for (const known of Object.values(group.alerts)) {
          expect(after.alerts[known.fingerprint]?.startsAt).toBeGreaterThanOrEqual(known.startsAt);
        }
      }),
    );
  });
});

test('what Alertmanager no longer knows is over after two answers and the time that its own word may take', () => {
  fc.assert(
    fc.property(lives, ({ group, at }) => {
      const empty = { kind: 'answer', alerts: [], isWhole: true } as const;
      const once = learn(group, truthOf(empty, at));
      const twice = learn(once, truthOf(empty, at + RULES.quietAfterMs));
      expect(stateOf(twice)).toBe('resolved');
    }),
  );
});

test('what Alertmanager tells is shown as firing after one answer, whatever was hidden or found over before', () => {
  fc.assert(
    fc.property(lives, ({ group, at }) => {
      const fires = Object.values(group.alerts).filter(({ status }) => status === 'firing');
      const all = fires.map(({ fingerprint: each, startsAt }) => reported(each, { startsAt }));
      const after = learn(group, truthOf({ kind: 'answer', alerts: all, isWhole: true }, at));
      expect(viewOf(after, policy).firing).toHaveLength(fires.length);
    }),
  );
});

test('a resolve by webhook and one by answers meet in the same state', () => {
  const group = merge(undefined, report([firing('a')], T0));
  const word = report([resolved('a', T0 + 5 * MINUTE)], T0 + 12 * MINUTE);
  const found = (known: Group) =>
    [6, 12].reduce((each, minute) => learn(each, truthAt(T0 + minute * MINUTE, [])), known);
  for (const each of [merge(found(group), word), found(merge(group, word))]) {
    expect(stateOf(each)).toBe('resolved');
    expect(each.alerts[fingerprint('a')]?.resolvedSeenAt).toBe(T0 + 12 * MINUTE);
  }
});
