/**
 * What is due while nobody takes a group: called by `plan`, and a part of it. Pure.
 *
 * Time counts from when people were told (`openedAt`). While nobody has the group its steps come due one after the other,
 * each counted from the one before as it was really taken, so that steps that had to wait do not come all at once; then
 * repeats of the last one, at growing pauses, a bounded number. Somebody who takes the group stops it; when they give it
 * back the next step is counted from then. Who has it for longer than the policy's term is asked, and without an answer
 * has it no more: then the next step is due. It rests while nothing of the group fires that Alertmanager tells of, and
 * ends with the story. A person may ask for the next step at any time: that waits for nothing.
 */
import type { Ping, ResponseKind } from '../core/escalation.ts';
import type { EscalationPolicy, ResponseTarget } from '../core/escalation-policy.ts';
import type { Acknowledgement, Group, Message } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import type { ChannelId } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { viewOf } from './view.ts';

export type EscalationStep =
  /** `number` counts from 1, repeats of the last one too. Who is called was on call when it was planned. */
  | {
      readonly kind: 'escalate';
      readonly number: number;
      readonly mentions: readonly string[];
      readonly channels: readonly ChannelId[];
      readonly people: readonly string[];
      readonly by?: string;
    }
  /** Somebody elsewhere is called. */
  | { readonly kind: 'ping'; readonly ping: Ping }
  /** Nobody need be called any more. */
  | { readonly kind: 'call_off' }
  /** Who has it is asked whether they still work on it. */
  | { readonly kind: 'ask'; readonly held: Acknowledgement; readonly graceMs: number }
  /** They did not say so: they have it no more. */
  | { readonly kind: 'lapse'; readonly held: Acknowledgement }
  /** A target was missed. */
  | { readonly kind: 'miss'; readonly target: ResponseKind; readonly withinMs: number };

export interface EscalationPlan {
  readonly steps: readonly EscalationStep[];
  readonly lookAt?: number;
}

export interface EscalationSituation {
  readonly view: GroupView;
  readonly policy: ReceiverPolicy;
  readonly now: number;
  readonly mutedUntil?: number;
}

const NOTHING: EscalationPlan = { steps: [] };

export function planEscalation(situation: EscalationSituation): EscalationPlan {
  const { view, policy } = situation;
  const { message, escalation } = view.group;
  const { escalation: rules, targets } = policy;
  const target = targets?.[view.severity];
  // Most groups: they are not to pay for what others do.
  if (rules === undefined && target === undefined && escalation === undefined) return NOTHING;
  if (message === undefined || message.resolvedAt !== undefined || view.state === 'resolved') {
    return escalation?.pings === undefined ? NOTHING : { steps: [{ kind: 'call_off' }] };
  }
  const { now, mutedUntil } = situation;
  const asked: Asked = { view, now, mutedUntil, message, need: needOf(view, now) };
  const late = target === undefined ? NOTHING : planTargets(asked, target);
  if (rules === undefined && escalation === undefined) return late;
  return together(planPings(asked), together(rules === undefined ? NOTHING : planNext(asked, rules), late));
}

/** Whether the group gets louder by itself by then unless something changes: whoever knows more is to be asked before. */
export function getsLouderBy(at: number, group: Group, policy: ReceiverPolicy): boolean {
  // As above: most groups are not to pay for it.
  if (group.message === undefined || (policy.escalation ?? policy.targets) === undefined) return false;
  const { steps } = planEscalation({ view: viewOf(group, policy), policy, now: at });
  return steps.some(({ kind }) => LOUDER.has(kind));
}

const LOUDER: ReadonlySet<EscalationStep['kind']> = new Set(['escalate', 'ask', 'lapse', 'miss']);

interface Asked {
  readonly view: GroupView;
  readonly now: number;
  readonly mutedUntil: number | undefined;
  readonly message: Message;
  readonly need: Need;
}

/** Whether somebody must come, and if not when to look whether they must, where that is known. */
interface Need {
  readonly isThere: boolean;
  readonly lookAt?: number;
}

/**
 * For so long after somebody silenced alerts of the group nobody is called because of it, milliseconds: Alertmanager's API
 * is asked every minute what it keeps back, and has said by then which alerts those are. Ours.
 */
const NEW_SILENCE_MS = 5 * 60_000;

/**
 * Somebody must come while an alert fires that Alertmanager tells of. What it leaves out it keeps back, for all we know
 * (`firing` has none of that); what a new silence hides is not known yet.
 */
function needOf({ group: { silences }, firing }: GroupView, now: number): Need {
  if (silences === undefined) return { isThere: firing.length > 0 };
  const until = silences
    .filter(({ startsAt }) => startsAt <= now)
    .map(({ startsAt, endsAt }) => Math.min(endsAt, startsAt + NEW_SILENCE_MS));
  const known = Math.max(...until, Number.NEGATIVE_INFINITY);
  return known > now ? { isThere: false, lookAt: known } : { isThere: firing.length > 0 };
}

/** When people were told what the message tells. */
export function openedAt({ openedAt: opened, postedAt }: Message): number {
  return opened ?? postedAt;
}

function planPings({ view: { group }, now, need }: Asked): EscalationPlan {
  const { pings } = group.escalation ?? {};
  if (pings === undefined) return NOTHING;
  const isWanted = ({ by }: Ping) => by !== undefined || (group.acknowledged === undefined && need.isThere);
  if (!pings.some(isWanted)) return { steps: [{ kind: 'call_off' }] };
  const dueAt = ({ retryAt = now }: Ping) => retryAt;
  const waiting = pings.filter(isWanted);
  // One at a time: what came of it is stored before the next one, so that a lease that ends makes none of them again.
  const due = waiting.find((ping) => dueAt(ping) <= now);
  return due === undefined
    ? { steps: [], lookAt: Math.min(...waiting.map(dueAt)) }
    : { steps: [{ kind: 'ping', ping: due }] };
}

function planNext(asked: Asked, rules: EscalationPolicy): EscalationPlan {
  const { view, now, message, need } = asked;
  const { group } = view;
  const { hurried, step = 0 } = group.escalation ?? {};
  if (hurried?.by !== undefined) return { steps: [escalate(rules, step, { now, by: hurried.by })] };
  if (!need.isThere) return laterNeed(need);
  const due =
    group.acknowledged === undefined
      ? at(hurried?.at ?? nextStepAt(group, rules, message), now, escalate(rules, step, { now }))
      : planTerm(group, group.acknowledged, { rules, now });
  const quietUntil = due.steps.length > 0 ? heldUntil(asked, rules) : undefined;
  return quietUntil === undefined ? due : { steps: [], lookAt: Math.min(quietUntil, now + HELD_LOOK_MS) };
}

/** Quiet hours may be changed by a reload at any time, so a group that waits for their end is looked at before. */
const HELD_LOOK_MS = 5 * 60_000;

/** Until when the receiver's mute or the policy's quiet hours hold the group back. */
function heldUntil({ view, now, mutedUntil }: Asked, { quiet }: EscalationPolicy): number | undefined {
  const quietUntil = quiet?.severities.has(view.severity) === true ? quiet.until(now) : undefined;
  if (mutedUntil === undefined || quietUntil === undefined) return mutedUntil ?? quietUntil;
  return Math.max(mutedUntil, quietUntil);
}

/** When the next step is due; never after the last repeat. */
function nextStepAt({ escalation }: Group, { steps, repeat }: EscalationPolicy, message: Message): number {
  const taken = escalation?.step ?? 0;
  const since = escalation?.since ?? openedAt(message);
  const next = steps[taken];
  if (next !== undefined) return since + next.afterMs - (steps[taken - 1]?.afterMs ?? 0);
  const repeated = taken - steps.length;
  if (repeat === undefined || repeated >= repeat.times) return Number.POSITIVE_INFINITY;
  return since + Math.min(repeat.longestMs, repeat.everyMs * repeat.factor ** repeated);
}

function escalate(
  { steps }: EscalationPolicy,
  taken: number,
  { now, by }: { readonly now: number; readonly by?: string },
): EscalationStep {
  const step = steps[Math.min(taken, steps.length - 1)];
  return {
    kind: 'escalate',
    number: taken + 1,
    mentions: step?.mentions(now) ?? [],
    channels: step?.channels ?? [],
    people: step?.people(now) ?? [],
    ...(by === undefined ? {} : { by }),
  };
}

/** Who has it is asked in the thread; they lose it only when they could have read that. */
function planTerm(
  { notes = [] }: Group,
  held: Acknowledgement,
  { rules, now }: { readonly rules: EscalationPolicy; readonly now: number },
): EscalationPlan {
  if (rules.acknowledgement === undefined) return NOTHING;
  const { timeoutMs, graceMs } = rules.acknowledgement;
  if (held.askedAt === undefined) return at((held.keptAt ?? held.at) + timeoutMs, now, { kind: 'ask', held, graceMs });
  if (notes.some(({ kind }) => kind === 'asked')) return NOTHING;
  return at(held.askedAt + graceMs, now, { kind: 'lapse', held });
}

function planTargets({ view, now, mutedUntil, message, need }: Asked, target: ResponseTarget): EscalationPlan {
  const { acknowledged, response } = view.group;
  const isAnswered = acknowledged !== undefined || response?.acknowledgedAt !== undefined;
  const told = openedAt(message);
  const { acknowledgeMs, resolveMs } = target;
  const late = response?.late ?? NO_TARGETS_MISSED;
  const missed = together(
    isAnswered || late.acknowledge !== undefined ? NOTHING : miss('acknowledge', acknowledgeMs, { told, now }),
    late.resolve !== undefined ? NOTHING : miss('resolve', resolveMs, { told, now }),
  );
  if (missed.steps.length === 0) return missed;
  if (mutedUntil !== undefined) return { steps: [], lookAt: Math.min(mutedUntil, now + HELD_LOOK_MS) };
  return need.isThere ? missed : laterNeed(need);
}

/** To be looked at again when it is known whether somebody must come. */
function laterNeed({ lookAt }: Need): EscalationPlan {
  return lookAt === undefined ? NOTHING : { steps: [], lookAt };
}

const NO_TARGETS_MISSED: Readonly<Partial<Record<ResponseKind, number>>> = {};

function miss(
  target: ResponseKind,
  withinMs: number | undefined,
  { told, now }: { readonly told: number; readonly now: number },
): EscalationPlan {
  return withinMs === undefined ? NOTHING : at(told + withinMs, now, { kind: 'miss', target, withinMs });
}

/** The step when its time has come, or when that will be; never for a time without end. */
function at(due: number, now: number, step: EscalationStep): EscalationPlan {
  if (due <= now) return { steps: [step] };
  return Number.isFinite(due) ? { steps: [], lookAt: due } : NOTHING;
}

function together(one: EscalationPlan, other: EscalationPlan): EscalationPlan {
  if (one === NOTHING) return other;
  if (other === NOTHING) return one;
  const steps = [...one.steps, ...other.steps];
  const { lookAt = other.lookAt } = one;
  return lookAt === undefined ? { steps } : { steps, lookAt: Math.min(lookAt, other.lookAt ?? lookAt) };
}
