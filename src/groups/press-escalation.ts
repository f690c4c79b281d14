/** Presses that have to do with escalation. Pure. */
import type { Acknowledgement, Group } from '../core/group.ts';
import { tellable } from './dead-letter.ts';
import { openedAt } from './escalation.ts';

/** Who, Slack's id, and when. */
interface By {
  readonly by: string;
  readonly at: number;
}

type Effect<Refusal> = { readonly group: Group } | { readonly refused: Refusal };
type KeepRefusal = { readonly why: 'free' } | { readonly why: 'taken'; readonly by: Acknowledgement };

/** Ours: two who press at the same moment mean the same step, and the second cannot have seen what the first one did. */
const SAME_MOMENT_MS = 30_000;

/** Who has it says that they still work on it: their term begins anew. */
export function keep(group: Group, { by, at }: By): Effect<KeepRefusal> {
  const { acknowledged } = group;
  if (acknowledged === undefined) return { refused: { why: 'free' } };
  if (acknowledged.by !== by) return { refused: { why: 'taken', by: acknowledged } };
  const { askedAt: _, ...held } = acknowledged;
  const kept = { ...group, acknowledged: { ...held, keptAt: at }, pressedAt: at };
  return { group: { ...kept, pendingSince: group.pendingSince ?? at } };
}

/** The next step is due, whoever has the group and whatever the hour. */
export function escalateNow(
  group: Group,
  { by, at }: By,
): Effect<{ readonly why: 'escalating'; readonly person: string }> {
  const { escalation, message } = group;
  const asked = escalation?.hurried?.by ?? lately(group, at);
  if (asked !== undefined) return { refused: { why: 'escalating', person: asked } };
  const { step = 0, since = message === undefined ? at : openedAt(message), ...before } = escalation ?? {};
  const next = { ...tellable(group, at), pressedAt: at };
  return { group: { ...next, escalation: { ...before, step, since, hurried: { at, by } } } };
}

/** Who had a step taken a moment ago. */
function lately({ escalation }: Group, at: number): string | undefined {
  if (escalation?.by === undefined || escalation.at === undefined) return undefined;
  return at - escalation.at < SAME_MOMENT_MS ? escalation.by : undefined;
}

/** The group with the time of its first answer. */
export function answered(group: Group, at: number): Group {
  const { acknowledged, response } = group;
  if (acknowledged === undefined || response?.acknowledgedAt !== undefined) return group;
  return { ...group, response: { ...response, acknowledgedAt: at } };
}
