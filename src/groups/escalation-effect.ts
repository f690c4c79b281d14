/** What escalating does to a group's state; applicable to a newer state than the one that was decided by. Pure. */
import type { Escalation, Ping, ResponseKind } from '../core/escalation.ts';
import type { Group } from '../core/group.ts';
import type { EscalationStep } from './escalation.ts';
import { openedAt } from './escalation.ts';
import { withNote } from './notes.ts';
import { stateOf } from './view.ts';

type StepOf<Kind extends EscalationStep['kind']> = Extract<EscalationStep, { readonly kind: Kind }>;

export type EscalationEffect =
  | { readonly kind: 'escalated'; readonly step: StepOf<'escalate'>; readonly at: number }
  | { readonly kind: 'asked'; readonly step: StepOf<'ask'>; readonly at: number }
  | { readonly kind: 'lapsed'; readonly step: StepOf<'lapse'>; readonly at: number }
  | { readonly kind: 'late'; readonly target: ResponseKind; readonly withinMs: number; readonly at: number }
  /** The post is made. */
  | { readonly kind: 'pinged'; readonly id: string }
  /** It is to be tried again: this one takes the place of the ping with its id. */
  | { readonly kind: 'ping_postponed'; readonly ping: Ping }
  /** It never will be made. */
  | { readonly kind: 'ping_failed'; readonly ping: Ping; readonly reason: string; readonly at: number }
  | { readonly kind: 'called_off' };

/** The group with the effect; the same group where what came in meanwhile has made it pointless. */
export function applyEscalation(group: Group, effect: EscalationEffect): Group {
  switch (effect.kind) {
    case 'escalated':
      return applyEscalated(group, effect);
    case 'asked':
      return applyAsked(group, effect);
    case 'lapsed':
      return applyLapsed(group, effect);
    case 'late':
      return applyLate(group, effect);
    case 'pinged':
      return withPings(group, (pings) => pings.filter(({ id }) => id !== effect.id));
    case 'ping_postponed':
      return withPings(group, (pings) => pings.map((ping) => (ping.id === effect.ping.id ? effect.ping : ping)));
    case 'ping_failed':
      return applyPingFailed(group, effect);
    case 'called_off':
      return withPings(group, () => []);
    default:
      return effect satisfies never;
  }
}

function applyEscalated(group: Group, { step, at }: EscalationEffect & { kind: 'escalated' }): Group {
  const { number, mentions, by } = step;
  const { escalation, message, acknowledged } = group;
  const isPointless = stateOf(group) === 'resolved' || (acknowledged !== undefined && by === undefined);
  if (message === undefined || isPointless || number !== (escalation?.step ?? 0) + 1) return group;
  const since = openedAt(message);
  const asked = by === undefined ? {} : { by };
  const pings = [...(escalation?.pings ?? []), ...pingsOf(step)];
  const next: Escalation = { step: number, since: at, at, ...asked, ...(pings.length === 0 ? {} : { pings }) };
  const note = {
    id: `escalated ${since} ${number}`,
    at,
    kind: 'escalated',
    step: number,
    since,
    mentions,
    ...asked,
  } as const;
  return withNote(changed({ ...group, escalation: next }, at), note);
}

function pingsOf({ number, mentions, channels, people, by }: StepOf<'escalate'>): readonly Ping[] {
  const asked = { step: number, ...(by === undefined ? {} : { by }) };
  return [
    ...channels.map((channel) => ({ id: `${number}-${channel}`, to: { channel }, mentions, ...asked })),
    ...people.map((person) => ({ id: `${number}-${person}`, to: { person }, mentions: [], ...asked })),
  ];
}

/** Whoever has it by now, and since when, must be who was meant. */
function applyAsked(group: Group, { step: { held, graceMs }, at }: EscalationEffect & { kind: 'asked' }): Group {
  const { acknowledged } = group;
  if (acknowledged === undefined || !isSame(acknowledged, held)) return group;
  const asked = changed({ ...group, acknowledged: { ...acknowledged, askedAt: at } }, at);
  return withNote(asked, { id: `asked ${at}`, at, kind: 'asked', person: held.by, graceMs });
}

function applyLapsed(group: Group, { step: { held }, at }: EscalationEffect & { kind: 'lapsed' }): Group {
  const { acknowledged, ...rest } = group;
  if (acknowledged === undefined || !isSame(acknowledged, held)) return group;
  const { step = 0, ...before } = group.escalation ?? {};
  const free = changed({ ...rest, escalation: { ...before, step, since: at, hurried: { at } } }, at);
  return withNote(free, { id: `lapsed ${at}`, at, kind: 'lapsed', person: held.by });
}

type Held = NonNullable<Group['acknowledged']>;

function isSame(a: Held, b: Held): boolean {
  return a.by === b.by && a.at === b.at && a.keptAt === b.keptAt && a.askedAt === b.askedAt;
}

function applyLate(group: Group, { target, withinMs, at }: EscalationEffect & { kind: 'late' }): Group {
  const { response } = group;
  const isAnswered = target === 'acknowledge' && response?.acknowledgedAt !== undefined;
  if (isAnswered || stateOf(group) === 'resolved' || response?.late?.[target] !== undefined) return group;
  return changed({ ...group, response: { ...response, late: { ...response?.late, [target]: withinMs } } }, at);
}

function applyPingFailed(group: Group, { ping, reason, at }: EscalationEffect & { kind: 'ping_failed' }): Group {
  const left = withPings(group, (pings) => pings.filter(({ id }) => id !== ping.id));
  if (left === group) return group;
  const to = 'channel' in ping.to ? ping.to.channel : ping.to.person;
  return withNote(left, { id: `ping_failed ${ping.id} ${at}`, at, kind: 'ping_failed', to, reason });
}

/** Any of them may have been made since then, unheard of: each stays in doubt until it was looked for itself. */
export function withPingsInDoubt(group: Group, since: number): Group {
  return withPings(group, (pings) => pings.map((ping) => ({ ...ping, doubtSince: ping.doubtSince ?? since })));
}

function withPings(group: Group, change: (pings: readonly Ping[]) => readonly Ping[]): Group {
  if (group.escalation?.pings === undefined) return group;
  const { pings, ...rest } = group.escalation;
  const left = change(pings);
  return { ...group, escalation: left.length === 0 ? rest : { ...rest, pings: left } };
}

/** The message is to show it. */
function changed(group: Group, at: number): Group {
  return { ...group, pendingSince: group.pendingSince ?? at };
}

/** Somebody gave the group back: the next step is counted from now, unless a person asked for it. */
export function resumed(group: Group, at: number): Group {
  const { step = 0, hurried, ...before } = group.escalation ?? {};
  const asked = hurried?.by === undefined ? {} : { hurried };
  return { ...group, escalation: { ...before, ...asked, step, since: at } };
}
