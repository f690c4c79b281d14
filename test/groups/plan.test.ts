import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Group } from '../../src/core/group.ts';
import { channelId, groupIdOf, messageTs, receiverName } from '../../src/core/ids.ts';
import type { ReceiverPolicy } from '../../src/core/policy.ts';
import { changesBy } from '../../src/groups/change.ts';
import { drawnFrom } from '../../src/groups/drawn.ts';
import { markRepeated, merge, type Report } from '../../src/groups/merge.ts';
import { applyOutcome } from '../../src/groups/outcome.ts';
import { plan, retryAt } from '../../src/groups/plan.ts';
import { RESOLVED_KEPT_MS, SILENT_MS, settle, TOMBSTONE_MS } from '../../src/groups/settle.ts';
import { stateOf, viewOf } from '../../src/groups/view.ts';
import { firing, MINUTE, policy, report, resolved, T0 } from './builders.ts';

const sentTo = { workspace: 'T1', channel: channelId('C1') };

/** Takes a report in as the acceptor does. */
function take(group: Group | undefined, incoming: Report): Group {
  const after = merge(group, incoming);
  const [change] = changesBy([{ before: group, after, report: incoming }], policy.copyWindowMs);
  if (change === 'repeat') return markRepeated(after, incoming.receivedAt);
  return change === 'none' ? after : { ...after, pendingSince: after.pendingSince ?? incoming.receivedAt };
}

interface At {
  readonly now: number;
  readonly by?: Partial<ReceiverPolicy>;
  readonly mutedUntil?: number;
}

function planAt(group: Group, { now, by = {}, mutedUntil }: At) {
  const rules = { ...policy, ...by };
  const settled = settle(group, rules, now);
  const muted = mutedUntil === undefined ? {} : { mutedUntil };
  return plan({ view: viewOf(settled, rules), policy: rules, now, ...muted });
}

const kinds = (group: Group, at: At) => planAt(group, at).steps.map((step) => step.kind);

/** Does what the plan says, as if Slack always answered, and returns what was done. */
function carryOut(group: Group, at: At): { group: Group; done: readonly string[] } {
  const rules = { ...policy, ...at.by };
  let state = settle(group, rules, at.now);
  const done: string[] = [];
  for (const step of planAt(group, at).steps) {
    const drawn = drawnFrom(viewOf(state, rules), rules, at.now);
    done.push(step.kind === 'post' && step.mention ? 'post with mention' : step.kind);
    if (step.kind === 'post') {
      const message = { sentTo, channel: channelId('C1'), ts: messageTs(`${at.now}`), hash: 'h', at: at.now };
      state = applyOutcome(state, { kind: 'posted', drawn, ...message }, false);
    }
    if (step.kind === 'update') {
      state = applyOutcome(state, { kind: 'updated', drawn, hash: 'h', tells: !rules.threadUpdates }, false);
    }
    if (step.kind === 'reply') state = applyOutcome(state, { kind: 'replied', drawn }, false);
  }
  return { group: state, done };
}

const posted = () => carryOut(take(undefined, report([firing('a')], T0)), { now: T0 }).group;

describe('plan', () => {
  test('the first firing is posted and calls people', () => {
    const { done, group } = carryOut(take(undefined, report([firing('a')], T0)), { now: T0 });
    expect(done).toEqual(['post with mention']);
    expect(planAt(group, { now: T0 }).steps).toEqual([]);
  });

  test('a group that resolved before its post is one message, already resolved, and calls nobody', () => {
    const group = take(take(undefined, report([firing('a')], T0)), report([resolved('a', T0 + 1)], T0 + MINUTE));
    expect(carryOut(group, { now: T0 + MINUTE }).done).toEqual(['post']);
  });

  test('a new alert updates the message and is told in the thread', () => {
    const group = take(posted(), report([firing('a'), firing('b')], T0 + 5 * MINUTE));
    const after = carryOut(group, { now: T0 + 5 * MINUTE });
    expect(after.done).toEqual(['update', 'reply']);
    expect(kinds(after.group, { now: T0 + 5 * MINUTE })).toEqual([]);
  });

  test('without thread updates only the message changes', () => {
    const by = { threadUpdates: false };
    const group = take(posted(), report([firing('a'), firing('b')], T0 + 5 * MINUTE));
    const after = carryOut(group, { now: T0 + 5 * MINUTE, by });
    expect(after.done).toEqual(['update']);
    expect(kinds(after.group, { now: T0 + 5 * MINUTE, by })).toEqual([]);
  });

  test('a late copy of what is shown leads to nothing', () => {
    const first = take(undefined, report([firing('a'), firing('b')], T0));
    const shown = carryOut(first, { now: T0 }).group;
    const group = take(shown, report([firing('a')], T0 + 20_000));
    expect(kinds(group, { now: T0 + 20_000 })).toEqual([]);
  });

  test('a changed annotation redraws the message and says nothing in the thread', () => {
    const changed = { ...firing('a'), annotations: { summary: '99 %' } };
    const group = take(posted(), report([changed], T0 + 5 * MINUTE));
    expect(kinds(group, { now: T0 + 5 * MINUTE })).toEqual(['update']);
  });

  test.each([
    ['ignore', []],
    ['thread', ['reply']],
    ['repost', ['post']],
  ] as const)('a repeat leads, on_repeat being %s, to %j and calls nobody', (onRepeat, expected) => {
    const group = take(posted(), report([firing('a')], T0 + 240 * MINUTE));
    const at = { now: T0 + 240 * MINUTE, by: { onRepeat } };
    const after = carryOut(group, at);
    expect(after.done).toEqual(expected);
    expect(kinds(after.group, at)).toEqual([]);
  });

  test('a re-fire within the reopen window changes the same message, a later one posts anew and calls people', () => {
    const done = carryOut(take(posted(), report([resolved('a', T0 + MINUTE)], T0 + 5 * MINUTE)), {
      now: T0 + 5 * MINUTE,
    }).group;
    const soon = take(done, report([firing('a', T0 + 20 * MINUTE)], T0 + 20 * MINUTE));
    expect(carryOut(soon, { now: T0 + 20 * MINUTE }).done).toEqual(['update', 'reply']);
    const late = take(done, report([firing('a', T0 + 50 * MINUTE)], T0 + 50 * MINUTE));
    expect(carryOut(late, { now: T0 + 50 * MINUTE }).done).toEqual(['post with mention']);
  });

  test('a re-fire within the window reopens the message even when it is delivered much later', () => {
    const done = carryOut(take(posted(), report([resolved('a', T0 + MINUTE)], T0 + 5 * MINUTE)), {
      now: T0 + 5 * MINUTE,
    }).group;
    const refired = take(done, report([firing('a', T0 + 20 * MINUTE)], T0 + 20 * MINUTE));
    expect(kinds(refired, { now: T0 + 300 * MINUTE })).toEqual(['update', 'reply']);
  });

  test('a muted receiver gets no post until the interval ends, and its message is kept true without replies', () => {
    const mutedUntil = T0 + 4 * MINUTE;
    const fresh = take(undefined, report([firing('a')], T0));
    expect(planAt(fresh, { now: T0, mutedUntil })).toEqual({ steps: [], lookAt: mutedUntil });
    const grown = take(posted(), report([firing('a'), firing('b')], T0 + MINUTE));
    const quiet = carryOut(grown, { now: T0 + MINUTE, mutedUntil });
    expect(quiet.done).toEqual(['update']);
    expect(planAt(quiet.group, { now: T0 + MINUTE, mutedUntil })).toEqual({ steps: [], lookAt: mutedUntil });
    expect(kinds(quiet.group, { now: mutedUntil })).toEqual(['reply']);
  });

  test('a failed delivery waits for its back-off, which doubles up to five minutes', () => {
    const failing = (attempts: number): Group => ({
      ...take(undefined, report([firing('a')], T0)),
      failure: { reason: 'timeout', attempts, lastAt: T0 },
    });
    for (const [attempts, pauseMs] of [
      [1, 2_000],
      [2, 4_000],
      [3, 8_000],
      [90, 300_000],
    ] as const) {
      const { steps, lookAt = 0 } = planAt(failing(attempts), { now: T0 + 1 });
      expect(steps).toEqual([]);
      expect(lookAt).toBeGreaterThanOrEqual(T0 + pauseMs / 2);
      expect(lookAt).toBeLessThanOrEqual(T0 + pauseMs);
      expect(planAt(failing(attempts), { now: T0 + 2 }).lookAt).toBe(lookAt);
      expect(kinds(failing(attempts), { now: lookAt })).toEqual(['post']);
    }
  });

  test('groups that failed together come back spread over half of the pause', () => {
    const failure = { reason: 'token_invalid', attempts: 9, lastAt: 0 };
    const times = Array.from({ length: 1_000 }, (_, index) => {
      const id = groupIdOf({ upstreamReceiver: 'tocsin', groupKey: `${index}`, receiver: receiverName('ops') });
      return retryAt({ id, failure }) ?? 0;
    });
    const tenths = Array.from({ length: 10 }, (_, tenth) => 150_000 + 15_000 * tenth);
    for (const from of tenths) {
      const count = times.filter((time) => time >= from && time < from + 15_000).length;
      expect(count).toBeGreaterThan(60);
      expect(count).toBeLessThan(140);
    }
  });

  test('a resolved group is forgotten once no late copy can come any more', () => {
    const at = T0 + 5 * MINUTE;
    const { group } = carryOut(take(posted(), report([resolved('a', T0 + MINUTE)], at)), { now: at });
    expect(planAt(group, { now: at }).lookAt).toBe(at + TOMBSTONE_MS);
    expect(kinds(group, { now: at + TOMBSTONE_MS })).toEqual(['forget']);
  });

  test('alerts that nobody reports any more leave after the timeout, as not confirmed', () => {
    const seen = carryOut(take(undefined, report([firing('a'), firing('b')], T0)), { now: T0 }).group;
    const group = take(seen, report([firing('a')], T0 + 5 * MINUTE));
    const shown = carryOut(group, { now: T0 + 5 * MINUTE }).group;
    const expiresAt = T0 + policy.unreportedTimeoutMs;
    expect(planAt(shown, { now: T0 + 6 * MINUTE }).lookAt).toBe(expiresAt);
    const settled = settle(shown, policy, expiresAt);
    expect(Object.keys(settled.alerts)).toEqual(['a']);
    expect(settled.unconfirmed).toBe(1);
    expect(kinds(shown, { now: expiresAt })).toEqual(['update']);
  });

  test('what changed while Slack was called stays to be shown', () => {
    const group = take(undefined, report([firing('a')], T0));
    const drawn = drawnFrom(viewOf(group, policy), policy, T0 + 1);
    const newer = take(group, report([firing('a'), firing('b')], T0 + 10));
    const message = { sentTo, channel: channelId('C1'), ts: messageTs('1'), hash: 'h', at: T0 + 20 };
    const after = applyOutcome(newer, { kind: 'posted', drawn, ...message }, true);
    expect(kinds(after, { now: T0 + 20 })).toEqual(['update', 'reply']);
  });

  test('a lost message is posted anew and calls nobody a second time', () => {
    const group = applyOutcome(posted(), { kind: 'message_lost' }, false);
    expect(carryOut(group, { now: T0 + MINUTE }).done).toEqual(['post']);
  });

  test('who has it keeps it when its message is lost, but not what is over by then', () => {
    const taken = { ...posted(), acknowledged: { by: 'U1', at: T0 } };
    expect(applyOutcome(taken, { kind: 'message_lost' }, false).acknowledged?.by).toBe('U1');
    const over = take(taken, report([resolved('a', T0 + MINUTE), resolved('b', T0 + MINUTE)], T0 + MINUTE));
    expect(applyOutcome(over, { kind: 'message_lost' }, false).acknowledged).toBeUndefined();
  });
});

describe('an alert that comes back', () => {
  /** a and b fire, a resolves, is told and pruned, and fires on with the same start. */
  function revived(): Group {
    let group = carryOut(take(undefined, report([firing('a'), firing('b')], T0)), { now: T0 }).group;
    const resolvedAt = T0 + 5 * MINUTE;
    group = carryOut(take(group, report([resolved('a', resolvedAt), firing('b')], resolvedAt)), {
      now: resolvedAt,
    }).group;
    group = settle(group, policy, T0 + 22 * MINUTE);
    expect(Object.keys(group.alerts)).toEqual(['b']);
    return take(group, report([firing('a'), firing('b')], T0 + 27 * MINUTE));
  }

  test('after it was pruned is firing again, and its resolve is believed', () => {
    const group = carryOut(revived(), { now: T0 + 27 * MINUTE }).group;
    expect(
      viewOf(group, policy)
        .firing.map((alert) => alert.fingerprint)
        .sort(),
    ).toEqual(['a', 'b']);
    const at = T0 + 40 * MINUTE;
    const after = take(group, report([resolved('a', at), resolved('b', at)], at));
    expect(viewOf(after, policy).state).toBe('resolved');
    expect(carryOut(after, { now: at }).done).toEqual(['update', 'reply']);
  });

  test('in the same episode, long after the reopen window, is a new message that calls people', () => {
    const at = T0 + 4 * MINUTE;
    const green = carryOut(take(posted(), report([resolved('a', at)], at)), { now: at }).group;
    const again = take(green, report([firing('a')], T0 + 55 * MINUTE));
    expect(carryOut(again, { now: T0 + 55 * MINUTE }).done).toEqual(['post with mention']);
  });

  test('calls people even if the thread was never told of its resolve', () => {
    const at = T0 + 4 * MINUTE;
    const group = take(posted(), report([resolved('a', at)], at));
    const drawn = drawnFrom(viewOf(group, policy), policy, at);
    const untold = applyOutcome(group, { kind: 'updated', drawn, hash: 'h', tells: false }, false);
    const again = take(untold, report([firing('a', T0 + 50 * MINUTE)], T0 + 50 * MINUTE));
    expect(carryOut(again, { now: T0 + 50 * MINUTE }).done).toEqual(['post with mention']);
  });
});

describe('what nobody mentions any more', () => {
  test('leaves as not confirmed after six days, although no newer payload came', () => {
    const group = posted();
    expect(planAt(group, { now: T0 + MINUTE }).lookAt).toBe(T0 + SILENT_MS);
    const after = carryOut(group, { now: T0 + SILENT_MS });
    expect(after.done).toEqual(['update']);
    expect(stateOf(after.group)).toBe('resolved');
  });

  test('is redrawn when its copies stop, whatever the webhook that showed it', () => {
    const seen = carryOut(take(undefined, report([firing('a'), firing('b')], T0)), { now: T0 }).group;
    const partial = merge(seen, report([firing('a')], T0 + 5 * MINUTE));
    expect(kinds(partial, { now: T0 + 5 * MINUTE })).toEqual(['update', 'reply']);
  });
});

describe('a muted group', () => {
  test('is looked at again within minutes, because a reload may lift the mute', () => {
    const fresh = take(undefined, report([firing('a')], T0));
    expect(planAt(fresh, { now: T0, mutedUntil: T0 + 600 * MINUTE }).lookAt).toBe(T0 + 5 * MINUTE);
  });
});

describe('settle', () => {
  test('resolved alerts leave the document once told and old, and leave a tombstone for an hour', () => {
    const at = T0 + 5 * MINUTE;
    const group = take(posted(), report([resolved('a', T0 + MINUTE), firing('b')], at));
    expect(settle(group, policy, at + RESOLVED_KEPT_MS).alerts).toHaveProperty('a');
    const told = carryOut(group, { now: at }).group;
    const later = settle(told, policy, at + RESOLVED_KEPT_MS);
    expect(Object.keys(later.alerts)).toEqual(['b']);
    expect(later.tombstones).toHaveProperty('a');
    expect(settle(later, policy, at + RESOLVED_KEPT_MS + TOMBSTONE_MS).tombstones).toEqual({});
  });

  test('pruning does not break the join: the same reports end in the same firing alerts', () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 55 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(minutes, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (times, ends) => {
        const reports = [...times]
          .sort((a, b) => a - b)
          .map((minute, index) => {
            const startsAt = T0 + Math.floor(minute / 20) * 20 * MINUTE;
            const alert = ends[index] ? resolved('a', T0 + minute * MINUTE, startsAt) : firing('a', startsAt);
            return report([alert], T0 + minute * MINUTE);
          });
        const run = (prunes: boolean) =>
          reports.reduce<Group | undefined>((group, next) => {
            const merged = take(group, next);
            return prunes ? carryOut(merged, { now: next.receivedAt }).group : merged;
          }, undefined);
        const firingIn = (group: Group | undefined) =>
          Object.values(group?.alerts ?? {}).flatMap((alert) => (alert.status === 'firing' ? [alert.startsAt] : []));
        expect(firingIn(run(true))).toEqual(firingIn(run(false)));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a webhook for two receivers', () => {
  test('that is news to one of them is no repeat to the other', () => {
    const before = posted();
    const unchanged = report([firing('a')], T0 + 5 * MINUTE);
    const other = { before: undefined, after: merge(undefined, unchanged), report: unchanged };
    const same = { before, after: merge(before, unchanged), report: unchanged };
    expect(changesBy([same, other], policy.copyWindowMs)).toEqual(['none', 'news']);
    expect(changesBy([same], policy.copyWindowMs)).toEqual(['repeat']);
  });

  test('that gives another reason than the repeat interval is no repeat', () => {
    const before = posted();
    const again = report([firing('a')], T0 + 5 * MINUTE, { reason: 'first notification' });
    expect(changesBy([{ before, after: merge(before, again), report: again }], policy.copyWindowMs)).toEqual(['none']);
  });
});
