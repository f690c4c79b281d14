import { describe, expect, test } from '@jest/globals';
import type { Failure, Group } from '../../src/core/group.ts';
import { channelId, messageTs } from '../../src/core/ids.ts';
import { changesBy, withChange } from '../../src/groups/change.ts';
import { failureAfter, isGivenUp, letterFor, letterForOrphan, revived } from '../../src/groups/dead-letter.ts';
import { drawnFrom } from '../../src/groups/drawn.ts';
import { merge, type Report } from '../../src/groups/merge.ts';
import { applyOutcome } from '../../src/groups/outcome.ts';
import { type Plan, plan } from '../../src/groups/plan.ts';
import { press } from '../../src/groups/press.ts';
import { settle } from '../../src/groups/settle.ts';
import { viewOf } from '../../src/groups/view.ts';
import { firing, MINUTE, policy, report, resolved, T0 } from './builders.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function take(group: Group | undefined, incoming: Report): Group {
  const after = merge(group, incoming);
  const [change = 'none'] = changesBy([{ before: group, after, report: incoming }], policy.copyWindowMs);
  return withChange(after, change, incoming.receivedAt);
}

function planAt(group: Group, now: number): Plan {
  return plan({ view: viewOf(settle(group, policy, now), policy), policy, now });
}

const kinds = (group: Group, now: number) => planAt(group, now).steps.map(({ kind }) => kind);

function fail(group: Group, at: number, reason = 'token_invalid', changedMeanwhile = false): Group {
  const failure = failureAfter(group.failure, { reason, detail: 'invalid_auth', lastAt: at });
  const failed = applyOutcome(group, { kind: 'failed', failure, inDoubt: false }, changedMeanwhile);
  const letter = letterFor(failed, policy, at);
  return letter === undefined ? failed : applyOutcome(failed, { kind: 'given_up', letter }, changedMeanwhile);
}

function post(group: Group, at: number): Group {
  const settled = settle(group, policy, at);
  const sentTo = { workspace: 'T1', channel: channelId('C1') };
  const message = { sentTo, channel: channelId('C1'), ts: messageTs(`${at}`), hash: 'h', at };
  return applyOutcome(
    settled,
    { kind: 'posted', drawn: drawnFrom(viewOf(settled, policy), policy, at), ...message },
    false,
  );
}

const fresh = () => take(undefined, report([firing('a')], T0));
/** Failed every five minutes for a day. */
const dead = (since = T0) => {
  let group = fresh();
  for (let at = since; group.dead === undefined; at += 5 * MINUTE) group = fail(group, at);
  return group;
};

describe('failures in a row', () => {
  test('are counted from the first of them, whatever their reasons', () => {
    const first = failureAfter(undefined, { reason: 'timeout', detail: 'x', lastAt: 5 });
    expect(first).toEqual({ reason: 'timeout', detail: 'x', attempts: 1, lastAt: 5, since: 5 });
    const second = failureAfter(first, { reason: 'not_in_channel', detail: 'y', lastAt: 9 });
    expect(second).toEqual({ reason: 'not_in_channel', detail: 'y', attempts: 2, lastAt: 9, since: 5 });
  });

  test('of a document that did not keep the first begin with the last that it knows', () => {
    const old: Failure = { reason: 'timeout', attempts: 3, lastAt: 7 };
    expect(failureAfter(old, { reason: 'timeout', lastAt: 9 })).toMatchObject({ attempts: 4, since: 7 });
  });
});

describe('a group is given up', () => {
  test('at the first failure that comes a day after the first one, with its reason', () => {
    const group = dead();
    expect(group.dead).toEqual({ at: T0 + DAY, reason: 'token_invalid', detail: 'invalid_auth' });
    expect(group.failure).toMatchObject({ since: T0, lastAt: T0 + DAY });
    expect(group).not.toHaveProperty('pendingSince');
    expect(isGivenUp(group)).toBe(true);
  });

  test('when the day is over although nobody called Slack any more', () => {
    const group = fail(fresh(), T0);
    expect(letterFor(group, policy, T0 + DAY - 1)).toBeUndefined();
    expect(letterFor(group, policy, T0 + DAY)).toMatchObject({ reason: 'token_invalid', at: T0 + DAY });
  });

  test('on the stroke of the day, although the next try is later', () => {
    const group = fail(fail(fresh(), T0), T0 + DAY - 1_000);
    expect(planAt(group, T0 + DAY - 1_000)).toEqual({ steps: [], lookAt: T0 + DAY });
  });

  test('at once when Slack refuses even the plain message', () => {
    expect(fail(fresh(), T0 + 1, 'content_refused').dead).toMatchObject({ reason: 'content_refused', at: T0 + 1 });
  });

  test('never because of a failure that a success ended', () => {
    const group = post(fail(fresh(), T0), T0 + HOUR);
    expect(letterFor(group, policy, T0 + 2 * DAY)).toBeUndefined();
    const changed = take(group, report([firing('a'), firing('b')], T0 + DAY));
    expect(fail(changed, T0 + DAY + 1).dead).toBeUndefined();
  });
});

describe('a dead letter', () => {
  test('is left alone until it has been kept for long enough, then forgotten, firing or resolved', () => {
    const group = dead();
    const expiry = T0 + DAY + policy.deadLettersKeptMs;
    expect(planAt(group, T0 + DAY + 1)).toEqual({ steps: [], lookAt: expiry });
    expect(kinds(group, expiry)).toEqual(['forget']);
    // What a late copy and a webhook that says nothing new leave behind.
    const told = take(group, report([firing('a')], T0 + DAY + MINUTE, { reason: 'unknown' }));
    expect(planAt(told, T0 + DAY + MINUTE).steps).toEqual([]);
  });

  test.each([
    ['a new alert', report([firing('a'), firing('b')], T0 + DAY + HOUR)],
    ['a resolve', report([resolved('a', T0 + DAY + HOUR)], T0 + DAY + HOUR)],
    ['a repeat', report([firing('a')], T0 + DAY + HOUR, { reason: 'repeat interval elapsed' })],
    ['a repeat by an Alertmanager that does not say so', report([firing('a')], T0 + DAY + HOUR)],
  ])('is tried once more for %s, and given up anew when that fails', (_what, incoming) => {
    const group = take(dead(), incoming);
    const now = T0 + DAY + HOUR;
    expect(isGivenUp(group)).toBe(false);
    expect(group.dead).toBeDefined();
    expect(letterFor(group, policy, now)).toBeUndefined();
    expect(kinds(group, now)).toEqual(['post']);
    const again = fail(group, now + 1);
    expect(again.dead).toMatchObject({ at: now + 1 });
    expect(again.failure?.since).toBe(T0);
    expect(kinds(again, now + DAY)).toEqual([]);
    const told = post(group, now + 1);
    expect(told).not.toHaveProperty('dead');
    expect(told).not.toHaveProperty('failure');
  });

  test('keeps what came in while it was given up as news', () => {
    const failing = { ...fresh(), failure: { reason: 'timeout', attempts: 99, since: T0, lastAt: T0 } };
    const group = fail(take(failing, report([firing('a'), firing('b')], T0 + DAY)), T0 + DAY, 'timeout', true);
    expect(group.dead).toBeDefined();
    expect(isGivenUp(group)).toBe(false);
    const { steps, lookAt = 0 } = planAt(group, T0 + DAY + 1);
    expect(steps).toEqual([]);
    expect(kinds(group, lookAt)).toEqual(['post']);
  });

  test('of which nothing is left to tell is kept nevertheless', () => {
    const silent = take(dead(), report([firing('b')], T0 + 2 * DAY));
    const gone = settle(fail(settle(silent, policy, T0 + 4 * DAY), T0 + 4 * DAY), policy, T0 + 12 * DAY);
    expect(Object.keys(gone.alerts)).toEqual([]);
    const expiry = (gone.dead?.at ?? 0) + policy.deadLettersKeptMs;
    expect(planAt(gone, T0 + 12 * DAY)).toEqual({ steps: [], lookAt: expiry });
    expect(kinds(gone, expiry)).toEqual(['forget']);
    expect(kinds(revived(gone, T0 + 12 * DAY), T0 + 12 * DAY)).toEqual(['forget']);
  });

  test('that is replayed is told as it is now', () => {
    const resolvedSince = take(dead(), report([resolved('a', T0 + DAY + HOUR)], T0 + DAY + HOUR));
    const again = revived(fail(resolvedSince, T0 + DAY + HOUR), T0 + 2 * DAY);
    const settled = settle(again, policy, T0 + 2 * DAY);
    expect(planAt(again, T0 + 2 * DAY).steps).toEqual([{ kind: 'post', mention: false }]);
    expect(viewOf(settled, policy)).toMatchObject({ state: 'resolved', resolved: [{ fingerprint: 'a' }], firing: [] });
    expect(fail(again, T0 + 2 * DAY).dead).toBeUndefined();
  });

  test('with a message is brought up to date in it when it is replayed', () => {
    const shown = post(fresh(), T0 + 1);
    const group = fail(take(shown, report([firing('a'), firing('b')], T0 + HOUR)), T0 + HOUR, 'content_refused');
    expect(kinds(group, T0 + 2 * HOUR)).toEqual([]);
    expect(kinds(revived(group, T0 + 2 * HOUR), T0 + 2 * HOUR)).toEqual(['update', 'reply']);
  });
});

describe('somebody who acts on a dead letter', () => {
  const given = () => {
    let group = take(post(fresh(), T0), report([firing('a'), firing('b')], T0 + 1));
    for (let at = T0 + 1; group.dead === undefined; at += 5 * MINUTE) group = fail(group, at);
    return group;
  };
  const at = T0 + DAY + HOUR;

  test.each([{ kind: 'comment', text: 'on it' }, { kind: 'escalate' }] as const)(
    'is not answered in vain: $kind',
    (deed) => {
      expect(kinds(given(), at)).toEqual([]);
      const effect = press(given(), { deed, by: 'U0ANNA', at, id: 'p' }, 0);
      if ('refused' in effect) throw new Error(effect.refused.why);
      expect(isGivenUp(effect.group)).toBe(false);
      const escalation = {
        name: 'later',
        steps: [{ afterMs: DAY * 9, mentions: () => [], channels: [], people: () => [] }],
      };
      const rules = { ...policy, escalation };
      const { steps } = plan({ view: viewOf(effect.group, rules), policy: rules, now: at });
      expect(steps.map(({ kind }) => kind)).toContain(deed.kind === 'comment' ? 'tell' : 'escalate');
    },
  );
});

describe('a group whose receiver is gone', () => {
  test('is a dead letter, unless all of it was told and it is over', () => {
    expect(letterForOrphan(fresh(), T0 + DAY)).toMatchObject({
      at: T0 + DAY,
      reason: 'receiver_removed',
      detail: 'the receiver ops is not in the configuration',
    });
    const shown = post(fresh(), T0 + 1);
    expect(letterForOrphan(shown, T0 + DAY)).toBeDefined();
    const over = take(shown, report([resolved('a', T0 + HOUR)], T0 + HOUR));
    expect(letterForOrphan(over, T0 + DAY)).toBeDefined();
    const { pendingSince: _, ...told } = over;
    expect(letterForOrphan(told, T0 + DAY)).toBeUndefined();
  });
});
