/** Takes the steps that make a group louder: decides nothing, and calls Slack only for what is said elsewhere. */
import type { Group } from '../core/group.ts';
import type { EscalationStep } from '../groups/escalation.ts';
import type { EscalationEffect } from '../groups/escalation-effect.ts';
import { applyOutcome, type Outcome } from '../groups/outcome.ts';
import type { GroupEvent } from '../groups/store.ts';
import type { Job, Performers } from './job.ts';
import { performPing } from './ping.ts';

const KINDS: ReadonlySet<string> = new Set<EscalationStep['kind']>([
  'escalate',
  'ping',
  'call_off',
  'ask',
  'lapse',
  'miss',
]);

export function isEscalation(step: { readonly kind: string }): step is EscalationStep {
  return KINDS.has(step.kind);
}

/** What the step does to the group. What it calls people to is stored first, and said by the next plan. */
export async function takeEscalation(
  performers: Performers,
  job: Job,
  step: EscalationStep,
): Promise<{ readonly effect: EscalationEffect; readonly events: readonly GroupEvent[] }> {
  const effect = await effectOf(performers, job, step);
  return { effect, events: eventsOf(job, effect) };
}

async function effectOf(performers: Performers, job: Job, step: EscalationStep): Promise<EscalationEffect> {
  const at = job.now;
  switch (step.kind) {
    case 'escalate':
      return { kind: 'escalated', step, at };
    case 'ask':
      return { kind: 'asked', step, at };
    case 'lapse':
      return { kind: 'lapsed', step, at };
    case 'miss':
      return { kind: 'late', target: step.target, withinMs: step.withinMs, at };
    case 'call_off':
      return { kind: 'called_off' };
    case 'ping':
      return performPing(performers, job, step.ping);
    default:
      return step satisfies never;
  }
}

const EVENT_KINDS = {
  escalated: 'escalated',
  asked: 'asked',
  lapsed: 'lapsed',
  late: 'late',
  pinged: 'pinged',
  ping_failed: 'ping_failed',
  ping_postponed: undefined,
  called_off: undefined,
} as const satisfies Record<EscalationEffect['kind'], GroupEvent['kind'] | undefined>;

function eventsOf({ view: { group }, now }: Job, effect: EscalationEffect): readonly GroupEvent[] {
  const kind = EVENT_KINDS[effect.kind];
  if (kind === undefined) return [];
  return [{ at: now, kind, group: group.id, receiver: group.receiver, detail: detailOf(effect) }];
}

function detailOf(effect: EscalationEffect): NonNullable<GroupEvent['detail']> {
  switch (effect.kind) {
    case 'escalated': {
      const { number: step, by } = effect.step;
      return by === undefined ? { step } : { step, by };
    }
    case 'asked':
    case 'lapsed':
      return { person: effect.step.held.by };
    case 'late':
      return { target: effect.target, withinMs: effect.withinMs };
    case 'pinged':
      return { to: effect.id };
    case 'ping_failed':
      return { to: effect.ping.id, reason: effect.reason };
    default:
      return {};
  }
}

/** Decisions, which a newer state of the group may have made pointless; of what was said elsewhere none is. */
const DECISIONS: ReadonlySet<string> = new Set<EscalationEffect['kind']>(['escalated', 'asked', 'lapsed', 'late']);

/** What the steps came to on a newer state of the group: a decision that has become pointless there was not made. */
export function onNewer(
  group: Group,
  { outcomes, events }: { readonly outcomes: readonly Outcome[]; readonly events: readonly GroupEvent[] },
): { readonly group: Group; readonly events: readonly GroupEvent[] } {
  const pointless = new Set<string>();
  let state = group;
  for (const outcome of outcomes) {
    const next = applyOutcome(state, outcome, true);
    if (next === state && outcome.kind === 'escalation') pointless.add(outcome.effect.kind);
    state = next;
  }
  return { group: state, events: events.filter(({ kind }) => !pointless.has(kind) || !DECISIONS.has(kind)) };
}
