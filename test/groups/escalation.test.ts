/** Escalation as the plan decides it and outcomes carry it out, with a clock that is told what time it is. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EscalationPolicy, EscalationStep } from '../../src/core/escalation-policy.ts';
import type { Group } from '../../src/core/group.ts';
import { channelId, messageTs } from '../../src/core/ids.ts';
import type { ReceiverPolicy } from '../../src/core/policy.ts';
import { SEVERITIES, type Severity } from '../../src/core/severity.ts';
import { changesBy } from '../../src/groups/change.ts';
import { drawnFrom } from '../../src/groups/drawn.ts';
import type { EscalationStep as Step } from '../../src/groups/escalation.ts';
import type { EscalationEffect } from '../../src/groups/escalation-effect.ts';
import { merge, type Report } from '../../src/groups/merge.ts';
import { applyOutcome } from '../../src/groups/outcome.ts';
import { plan } from '../../src/groups/plan.ts';
import { type Deed, press } from '../../src/groups/press.ts';
import { settle } from '../../src/groups/settle.ts';
import { viewOf } from '../../src/groups/view.ts';
import { firing, MINUTE, policy, report, resolved, T0 } from './builders.ts';

const HOUR = 60 * MINUTE;
const channel = channelId('C1');

function step(afterMs: number, more: Partial<Omit<EscalationStep, 'afterMs'>> = {}): EscalationStep {
  return { afterMs, mentions: () => [`<@U${afterMs / MINUTE}>`], channels: [], people: () => [], ...more };
}

const RULES: EscalationPolicy = {
  name: 'on-call',
  steps: [
    step(10 * MINUTE),
    step(20 * MINUTE),
    step(40 * MINUTE, { channels: [channelId('C9')], people: () => ['U0BOSS'] }),
  ],
  repeat: { everyMs: 30 * MINUTE, factor: 2, longestMs: 2 * HOUR, times: 3 },
  acknowledgement: { timeoutMs: 4 * HOUR, graceMs: 15 * MINUTE },
};

type Rules = Partial<Omit<ReceiverPolicy, 'escalation'>> & { readonly escalation?: Partial<EscalationPolicy> };

function rulesOf({ escalation, ...more }: Rules = {}): ReceiverPolicy {
  return { ...policy, ...more, escalation: { ...RULES, ...escalation } };
}

/** A group, its message and a clock; what the plan asks for is done at once, as if Slack always answered. */
class Life {
  group: Group | undefined;
  now = T0;
  rules: ReceiverPolicy;
  /** What was said, with the minutes since the first alert. */
  readonly told: string[] = [];
  readonly counted: Step[] = [];
  mutedUntil: number | undefined;
  #posts = 0;

  constructor(rules: Rules = {}, severity: Severity = 'warning') {
    this.rules = rulesOf(rules);
    this.report([firing('a', T0, { severity })]);
  }

  report(alerts: Report['alerts']): void {
    const incoming = report(alerts, this.now);
    const after = merge(this.group, incoming);
    const [change] = changesBy([{ before: this.group, after, report: incoming }], this.rules.copyWindowMs);
    this.group = change === 'news' ? { ...after, pendingSince: after.pendingSince ?? this.now } : after;
    this.#work();
  }

  press(deed: Deed, by = 'U0ANNA'): string {
    const { group } = this;
    if (group?.message === undefined) throw new Error('there is no message');
    const { ts } = group.message;
    const effect = press(group, { deed, by, at: this.now, id: `${this.now} ${by}`, message: { channel, ts } }, 0);
    if ('refused' in effect) return effect.refused.why;
    this.group = effect.group;
    this.#work();
    return 'done';
  }

  change(change: (group: Group) => Group): void {
    if (this.group !== undefined) this.group = change(this.group);
    this.#work();
  }

  /** Looks whenever the plan wants to, until then. */
  until(at: number): void {
    for (;;) {
      const { lookAt = Number.POSITIVE_INFINITY } = this.#plan();
      if (lookAt > at) break;
      if (lookAt <= this.now) throw new Error('the plan looks at the past');
      this.now = lookAt;
      this.#work();
    }
    this.now = at;
    this.#work();
  }

  withoutPolicy(): void {
    const { escalation: _, ...rules } = this.rules;
    this.rules = rules;
  }

  /** When the plan wants to look next. */
  get lookAt(): number | undefined {
    return this.#plan().lookAt;
  }

  #plan() {
    if (this.group === undefined) throw new Error('there is no group');
    const group = settle(this.group, this.rules, this.now);
    const muted = this.mutedUntil === undefined || this.mutedUntil <= this.now ? {} : { mutedUntil: this.mutedUntil };
    return plan({ view: viewOf(group, this.rules), policy: this.rules, now: this.now, ...muted });
  }

  #work(): void {
    for (let turn = 0; turn < 20; turn += 1) {
      const { steps } = this.#plan();
      if (steps.length === 0) return;
      for (const each of steps) this.#take(each);
    }
    throw new Error('the plan never comes to an end');
  }

  #take(each: ReturnType<typeof plan>['steps'][number]): void {
    if (this.group === undefined) return;
    const drawn = drawnFrom(viewOf(this.group, this.rules), this.rules, this.now);
    switch (each.kind) {
      case 'post': {
        this.#posts += 1;
        const ts = messageTs(`${this.#posts}`);
        const sentTo = { workspace: 'T1', channel };
        this.#apply({ kind: 'posted', drawn, channel, ts, sentTo, hash: 'h', at: this.now });
        break;
      }
      case 'update':
        this.#apply({ kind: 'updated', drawn, hash: 'h', tells: false });
        break;
      case 'reply':
        this.#apply({ kind: 'replied', drawn });
        break;
      case 'tell':
        this.#say(...(this.group.notes ?? []).map(noteWords));
        this.#apply({ kind: 'told', drawn });
        break;
      case 'fold':
      case 'forget':
        throw new Error(`unexpected ${each.kind}`);
      default:
        this.counted.push(each);
        if (each.kind === 'ping') this.#say(`ping ${Object.values(each.ping.to)[0]}`);
        this.#apply({ kind: 'escalation', effect: effectOf(each, this.now) });
    }
  }

  #apply(outcome: Parameters<typeof applyOutcome>[1]): void {
    if (this.group !== undefined) this.group = applyOutcome(this.group, outcome, false);
  }

  #say(...words: readonly string[]): void {
    this.told.push(...words.map((each) => `${(this.now - T0) / MINUTE} ${each}`));
  }
}

function noteWords(note: NonNullable<Group['notes']>[number]): string {
  if (note.kind === 'escalated') return `step ${note.step} ${note.mentions.join(' ')}`.trim();
  return 'person' in note ? `${note.kind} ${note.person}` : note.kind;
}

function effectOf(each: Step, at: number): EscalationEffect {
  switch (each.kind) {
    case 'escalate':
      return { kind: 'escalated', step: each, at };
    case 'ask':
      return { kind: 'asked', step: each, at };
    case 'lapse':
      return { kind: 'lapsed', step: each, at };
    case 'miss':
      return { kind: 'late', target: each.target, withinMs: each.withinMs, at };
    case 'ping':
      return { kind: 'pinged', id: each.ping.id };
    case 'call_off':
      return { kind: 'called_off' };
    default:
      return each satisfies never;
  }
}

describe('a group that nobody takes', () => {
  test('takes its steps, tells channels and people, repeats the last one with growing pauses, and ends', () => {
    const life = new Life();
    life.until(T0 + 24 * HOUR);
    expect(life.told).toEqual([
      '10 step 1 <@U10>',
      '20 step 2 <@U20>',
      '40 ping C9',
      '40 ping U0BOSS',
      '40 step 3 <@U40>',
      '70 ping C9',
      '70 ping U0BOSS',
      '70 step 4 <@U40>',
      '130 ping C9',
      '130 ping U0BOSS',
      '130 step 5 <@U40>',
      '250 ping C9',
      '250 ping U0BOSS',
      '250 step 6 <@U40>',
    ]);
  });

  test('is left alone where the receiver has no policy', () => {
    const group = new Life().group;
    if (group === undefined) throw new Error('there is no group');
    expect(plan({ view: viewOf(group, policy), policy, now: T0 + HOUR }).steps).toEqual([]);
  });

  test('takes steps that had to wait one after the other, never all at once', () => {
    const life = new Life();
    // Nobody looked for three hours.
    life.now = T0 + 3 * HOUR;
    life.change((group) => group);
    life.until(T0 + 3 * HOUR + 31 * MINUTE);
    expect(life.told.filter((line) => line.includes('step'))).toEqual([
      '180 step 1 <@U10>',
      '190 step 2 <@U20>',
      '210 step 3 <@U40>',
    ]);
  });

  test('calls whoever is on call when the step is taken', () => {
    const steps = [step(10 * MINUTE, { mentions: (at) => [at < T0 + HOUR ? '<@U0DAY>' : '<@U0NIGHT>'] })];
    const life = new Life({ escalation: { steps, repeat: { ...RULES.repeat, everyMs: HOUR } as never } });
    life.until(T0 + 71 * MINUTE);
    expect(life.told).toEqual(['10 step 1 <@U0DAY>', '70 step 2 <@U0NIGHT>']);
  });

  test('ends with the story, and begins anew with the next one', () => {
    const life = new Life();
    life.until(T0 + 12 * MINUTE);
    life.report([resolved('a', life.now)]);
    life.until(T0 + 20 * MINUTE);
    life.report([firing('a', life.now)]);
    life.until(T0 + 31 * MINUTE);
    expect(life.told).toEqual(['10 step 1 <@U10>', '30 step 1 <@U10>']);
    life.report([resolved('a', life.now, T0 + 20 * MINUTE)]);
    life.until(T0 + HOUR);
    expect(life.told).toHaveLength(2);
  });
});

describe('three steps over quiet hours', () => {
  const night = { from: T0 + 15 * MINUTE, until: T0 + 8 * HOUR };
  const quiet = {
    severities: new Set(SEVERITIES.filter((severity) => severity !== 'critical')),
    until: (at: number) => (night.from <= at && at < night.until ? night.until : undefined),
  };
  const steps = (life: Life) => life.told.filter((line) => line.includes('step'));

  test('wait for the end of the night, and go on from there', () => {
    const life = new Life({ escalation: { quiet } });
    life.until(T0 + 9 * HOUR);
    expect(steps(life)).toEqual(['10 step 1 <@U10>', '480 step 2 <@U20>', '500 step 3 <@U40>', '530 step 4 <@U40>']);
  });

  test('do not wait when it is critical', () => {
    const life = new Life({ escalation: { quiet } }, 'critical');
    life.until(T0 + 41 * MINUTE);
    expect(steps(life)).toEqual(['10 step 1 <@U10>', '20 step 2 <@U20>', '40 step 3 <@U40>']);
  });

  test('do not wait for who asks for the next one', () => {
    const life = new Life({ escalation: { quiet } });
    life.until(T0 + 16 * MINUTE);
    expect(life.press({ kind: 'escalate' })).toBe('done');
    expect(steps(life).at(-1)).toBe('16 step 2 <@U20>');
  });

  test('wait as long for a mute of the receiver', () => {
    const life = new Life();
    life.mutedUntil = T0 + 2 * HOUR;
    life.until(T0 + 2 * HOUR);
    expect(steps(life)).toEqual(['120 step 1 <@U10>']);
  });
});

describe('somebody who takes the group', () => {
  test('stops it, and it goes on when they give it back, counted from then', () => {
    const life = new Life();
    life.until(T0 + 12 * MINUTE);
    expect(life.press({ kind: 'acknowledge' })).toBe('done');
    life.until(T0 + 3 * HOUR);
    expect(life.told).toEqual(['10 step 1 <@U10>']);
    life.press({ kind: 'unacknowledge' });
    life.until(T0 + 3 * HOUR + 10 * MINUTE);
    expect(life.told).toEqual(['10 step 1 <@U10>', '190 step 2 <@U20>']);
  });

  test('is asked when the time is up, and loses it without an answer: then it goes on at once', () => {
    const life = new Life();
    life.press({ kind: 'acknowledge' });
    life.until(T0 + 5 * HOUR);
    expect(life.told.slice(0, 4)).toEqual([
      '240 asked U0ANNA',
      '255 lapsed U0ANNA',
      '255 step 1 <@U10>',
      '265 step 2 <@U20>',
    ]);
    expect(life.group?.acknowledged).toBeUndefined();
  });

  test('keeps it by saying that they still work on it, and is asked again as late as before', () => {
    const life = new Life();
    life.press({ kind: 'acknowledge' });
    life.until(T0 + 245 * MINUTE);
    expect(life.press({ kind: 'keep' }, 'U0BEN')).toBe('taken');
    expect(life.press({ kind: 'keep' })).toBe('done');
    life.until(T0 + 484 * MINUTE);
    expect(life.told).toEqual(['240 asked U0ANNA']);
    life.until(T0 + 485 * MINUTE);
    expect(life.told.at(-1)).toBe('485 asked U0ANNA');
  });

  test('is not asked where the policy sets no term', () => {
    const { acknowledgement: _, ...rules } = RULES;
    const group = new Life();
    group.press({ kind: 'acknowledge' });
    const view = viewOf(group.group as Group, policy);
    expect(plan({ view, policy: { ...policy, escalation: rules }, now: T0 + 24 * HOUR }).steps).toEqual([]);
  });

  test('has those called off who were not called yet', () => {
    const life = new Life();
    const pings = [{ id: '3-C9', to: { channel: channelId('C9') }, mentions: [], step: 3, retryAt: T0 + HOUR }];
    life.change((group) => ({ ...group, escalation: { step: 3, since: T0, pings } }));
    life.press({ kind: 'acknowledge' });
    expect(life.group?.escalation?.pings).toBeUndefined();
    expect(life.told).toEqual([]);
  });
});

describe('a person who asks for the next step', () => {
  test('has it taken at once, also when somebody has the group', () => {
    const life = new Life();
    life.press({ kind: 'acknowledge' });
    life.until(T0 + 5 * MINUTE);
    expect(life.press({ kind: 'escalate' })).toBe('done');
    expect(life.told).toEqual(['5 step 1 <@U10>']);
    expect(life.group?.escalation).toMatchObject({ step: 1, by: 'U0ANNA' });
  });

  test('who does so at the same moment as another is told who did', () => {
    const life = new Life();
    life.press({ kind: 'escalate' });
    expect(life.press({ kind: 'escalate' }, 'U0BEN')).toBe('escalating');
    life.until(T0 + MINUTE);
    expect(life.press({ kind: 'escalate' }, 'U0BEN')).toBe('done');
    expect(life.told).toEqual(['0 step 1 <@U10>', '1 step 2 <@U20>']);
  });

  test('after the last repeat has the last step taken once more', () => {
    const life = new Life();
    life.until(T0 + 24 * HOUR);
    life.press({ kind: 'escalate' });
    expect(life.told.at(-1)).toBe('1440 step 7 <@U40>');
    life.until(T0 + 48 * HOUR);
    expect(life.told.at(-1)).toBe('1440 step 7 <@U40>');
  });
});

describe('what Alertmanager does not tell of', () => {
  test('rests while all that fires is silenced or inhibited, and goes on when something is not', () => {
    const life = new Life();
    const hidden = { [firing('a').fingerprint]: { why: 'silenced', at: T0 + MINUTE } } as const;
    life.now = T0 + MINUTE;
    life.change((group) => ({ ...group, hidden }));
    life.until(T0 + HOUR);
    expect(life.told).toEqual([]);
    life.change(({ hidden: _, ...group }) => group);
    expect(life.told).toEqual(['60 step 1 <@U10>']);
  });

  test('rests for a moment when somebody silences, until it is known what that hides', () => {
    const life = new Life();
    life.until(T0 + 9 * MINUTE);
    const times = { startsAt: life.now, endsAt: T0 + 2 * HOUR };
    const silence = { id: 's1', alertmanager: 'main', createdBy: 'anna', comment: '', ...times };
    life.change((group) => ({ ...group, silences: [silence] }));
    life.until(T0 + 30 * MINUTE);
    expect(life.told).toEqual(['14 step 1 <@U10>', '24 step 2 <@U20>']);
  });
});

describe('a group whose message is deleted', () => {
  const deleted = (group: Group) => applyOutcome(group, { kind: 'message_lost' }, false);

  test('goes on in its new message where it was', () => {
    const life = new Life();
    life.until(T0 + 8 * MINUTE);
    life.change(deleted);
    life.until(T0 + 15 * MINUTE);
    expect(life.told).toEqual(['10 step 1 <@U10>']);
    expect(life.group).not.toHaveProperty('openedAt');
  });

  test('begins anew when it was over by then', () => {
    const life = new Life();
    life.until(T0 + 10 * MINUTE);
    life.report([resolved('a', life.now)]);
    if (life.group === undefined) throw new Error('there is no group');
    expect(life.group.escalation?.step).toBe(1);
    expect(deleted(life.group).escalation).toBeUndefined();
    expect(deleted(life.group).openedAt).toBeUndefined();
  });
});

describe('a response target', () => {
  const targets = { warning: { acknowledgeMs: 30 * MINUTE, resolveMs: 2 * HOUR } };

  test('that came due while the receiver was muted is missed when the mute ends', () => {
    const life = new Life({ targets });
    life.withoutPolicy();
    life.until(T0 + 20 * MINUTE);
    life.mutedUntil = T0 + HOUR;
    life.until(T0 + 59 * MINUTE);
    expect(life.group?.response?.late).toBeUndefined();
    expect(life.lookAt).toBe(T0 + HOUR);
    life.until(T0 + HOUR);
    expect(life.group?.response?.late).toEqual({ acknowledge: 30 * MINUTE });
  });

  test('that came due just after a silence is missed when it is known what that hides', () => {
    const life = new Life({ targets });
    life.withoutPolicy();
    life.until(T0 + 29 * MINUTE);
    const times = { startsAt: T0 + 29 * MINUTE, endsAt: T0 + 2 * HOUR };
    const silence = { id: 's', alertmanager: 'main', createdBy: 'Anna', comment: 'disk', ...times };
    life.change((group) => ({ ...group, silences: [silence] }));
    life.until(T0 + 33 * MINUTE);
    expect(life.group?.response?.late).toBeUndefined();
    expect(life.lookAt).toBe(T0 + 34 * MINUTE);
    life.until(T0 + 34 * MINUTE);
    expect(life.group?.response?.late).toEqual({ acknowledge: 30 * MINUTE });
  });
  const missed = (life: Life) =>
    life.counted.flatMap((each) => (each.kind === 'miss' ? [[each.target, each.withinMs / MINUTE]] : []));

  test('that passes is missed once, and the message shows it', () => {
    const life = new Life({ targets });
    life.until(T0 + 24 * HOUR);
    expect(missed(life)).toEqual([
      ['acknowledge', 30],
      ['resolve', 120],
    ]);
    expect(life.group?.response).toEqual({ late: { acknowledge: 30 * MINUTE, resolve: 2 * HOUR } });
  });

  test('is kept by whoever takes the group in time, even if they give it back', () => {
    const life = new Life({ targets });
    life.until(T0 + 29 * MINUTE);
    life.press({ kind: 'acknowledge' });
    life.press({ kind: 'unacknowledge' });
    life.until(T0 + 24 * HOUR);
    expect(missed(life)).toEqual([['resolve', 120]]);
    expect(life.group?.response?.acknowledgedAt).toBe(T0 + 29 * MINUTE);
  });

  test('is counted anew when the group fires again', () => {
    const life = new Life({ targets });
    life.until(T0 + 40 * MINUTE);
    life.report([resolved('a', life.now)]);
    life.report([firing('a', life.now + 1)]);
    expect(life.group?.response).toBeUndefined();
    life.until(T0 + 71 * MINUTE);
    expect(missed(life)).toEqual([
      ['acknowledge', 30],
      ['acknowledge', 30],
    ]);
  });
});

describe('a step that was decided while the group changed', () => {
  const decided = (life: Life, at: number) => {
    const view = viewOf(life.group as Group, life.rules);
    const [first] = plan({ view, policy: life.rules, now: at }).steps;
    if (first === undefined || first.kind === 'post') throw new Error('nothing was decided');
    return { kind: 'escalation', effect: effectOf(first as Step, at) } as const;
  };

  test('is not taken when somebody has the group by now', () => {
    const life = new Life();
    const outcome = decided(life, T0 + 10 * MINUTE);
    life.press({ kind: 'acknowledge' });
    expect(applyOutcome(life.group as Group, outcome, true)).toBe(life.group);
  });

  test('is not taken when it is over by now', () => {
    const life = new Life();
    const outcome = decided(life, T0 + 10 * MINUTE);
    life.report([resolved('a', T0 + MINUTE)]);
    expect(applyOutcome(life.group as Group, outcome, true)).toBe(life.group);
  });

  test('is taken once, however often its outcome is applied', () => {
    const life = new Life();
    const outcome = decided(life, T0 + 10 * MINUTE);
    const once = applyOutcome(life.group as Group, outcome, true);
    expect(once.escalation?.step).toBe(1);
    expect(applyOutcome(once, outcome, true)).toBe(once);
  });

  test('takes the group from nobody else than who was meant', () => {
    const life = new Life();
    life.press({ kind: 'acknowledge' });
    life.until(T0 + 240 * MINUTE);
    const outcome = decided(life, T0 + 255 * MINUTE);
    life.press({ kind: 'take_over' }, 'U0BEN');
    expect(applyOutcome(life.group as Group, outcome, true)).toBe(life.group);
  });
});

test('whatever people do and whenever they look, no step is taken twice or before its time', () => {
  const deed = fc.constantFrom<Deed>(
    ...[{ kind: 'acknowledge' } as const, { kind: 'unacknowledge' } as const, { kind: 'keep' } as const],
    ...[{ kind: 'escalate' } as const, { kind: 'take_over' } as const],
  );
  const act = fc.record({ after: fc.integer({ min: 1, max: 90 }), deed, by: fc.constantFrom('U0ANNA', 'U0BEN') });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
      const life = new Life();
      for (const { after, deed: done, by } of acts) {
        life.until(life.now + after * MINUTE);
        life.press(done, by);
      }
      life.until(life.now + 24 * HOUR);
      const numbers = life.told.flatMap((line) => / step (\d+)/.exec(line)?.[1] ?? []).map(Number);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      const times = life.counted.flatMap((each) => (each.kind === 'escalate' && each.by === undefined ? [each] : []));
      const lapses = life.counted.filter(({ kind }) => kind === 'lapse').length;
      expect(times.length).toBeLessThanOrEqual(RULES.steps.length + (RULES.repeat?.times ?? 0) + lapses);
    }),
    { numRuns: 100 },
  );
});

test('each call that may have been made when a process died is in doubt until it was looked for itself', () => {
  const life = new Life({ escalation: { steps: [step(10 * MINUTE)] } });
  life.until(T0 + 5 * MINUTE);
  if (life.group === undefined) throw new Error('there is no group');
  const pings = ['C1', 'C2'].map((id) => ({ id, to: { channel: channelId(id) }, mentions: [], step: 1 }));
  const [first, ...more] = pings.map((ping, index) => (index === 0 ? { ...ping, doubtSince: 3 } : ping));
  if (first === undefined) throw new Error('there is no ping');
  const called: Group = { ...life.group, escalation: { step: 1, since: T0, pings: [first, ...more] } };
  const abandoned = applyOutcome(called, { kind: 'in_doubt', since: 7 }, false);
  const settled = applyOutcome(abandoned, { kind: 'doubt_settled' }, false);
  expect(settled.escalation?.pings).toMatchObject([{ doubtSince: 3 }, { doubtSince: 7 }]);
});
