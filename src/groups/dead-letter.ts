/**
 * Dead letters: groups that could not be told, and that are left alone until somebody has mended the cause. The mark is
 * a part of the group's own document, so that nothing is copied that could disagree with it. Pure.
 *
 * A group is given up when Slack refused even the plain message, when nothing of it could be told for `deadAfterMs`, or
 * when its receiver left the configuration. From then on nothing waits to be told (`pendingSince` is absent): whatever
 * sets it again is news, and so is a later repeat. News is tried once more; only a success takes the mark away.
 */
import { DELIVERY_REASONS, isDeliveryReason, isOutageReason, OUTAGE_AFTER } from '../core/errors.ts';
import type { DeadLetter, Failure, Group } from '../core/group.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { GroupEvent } from './store.ts';
import { stateOf } from './view.ts';

/** The failures in a row after one more. */
export function failureAfter(
  previous: Failure | undefined,
  next: Pick<Failure, 'reason' | 'detail' | 'lastAt' | 'heldUntil'>,
): Failure {
  const since = previous === undefined ? next.lastAt : sinceOf(previous);
  return { ...next, attempts: (previous?.attempts ?? 0) + 1, since };
}

/** When the first of the failures in a row was, as far as the document tells. */
export function sinceOf(failure: Failure): number {
  return failure.since ?? failure.lastAt;
}

/** Whether the group waits for a person: it was given up, and there was no news of it since. */
export function isGivenUp({ dead, pendingSince, repeatedAt }: Group): boolean {
  return dead !== undefined && pendingSince === undefined && repeatedAt === dead.repeatedAt;
}

/** The group as somebody acts on it who must not be answered in vain: what was given up is tried once more. */
export function tellable(group: Group, at: number): Group {
  return group.dead === undefined ? group : { ...group, pendingSince: group.pendingSince ?? at };
}

/** The mark that the group must get now because of its failures; undefined while there is hope, or nothing new to judge. */
export function letterFor(group: Group, policy: ReceiverPolicy, now: number): DeadLetter | undefined {
  const { dead, failure, repeatedAt } = group;
  if (failure === undefined || (dead !== undefined && failure.lastAt <= dead.at)) return undefined;
  if (mayPass(failure)) return undefined;
  if (!isHopeless(failure) && now < hopeEnd(group, policy)) return undefined;
  return { at: now, reason: failure.reason, detail: failure.detail ?? '', ...repeatOf(repeatedAt) };
}

/** Slack being out of reach passes, however long it takes: unless it is so for this group alone. */
function mayPass({ reason, heldUntil, attempts }: Failure): boolean {
  return isDeliveryReason(reason) && isOutageReason(reason) && (heldUntil !== undefined || attempts < OUTAGE_AFTER);
}

/** When the group is given up if nothing of it can be told until then, epoch milliseconds; never for one that does not fail. */
export function hopeEnd({ failure }: Group, { deadAfterMs }: ReceiverPolicy): number {
  return failure === undefined ? Number.POSITIVE_INFINITY : sinceOf(failure) + deadAfterMs;
}

/** As {@link letterFor}, for a group that waits because its channel or workspace is out of order. */
export function letterForHeld(
  { pendingSince, repeatedAt }: Group,
  { held, deadAfterMs }: { readonly held: Held; readonly deadAfterMs: number },
  now: number,
): DeadLetter | undefined {
  if (pendingSince === undefined || !needsAPerson(held.reason)) return undefined;
  if (now - Math.max(held.since, pendingSince) < deadAfterMs) return undefined;
  return {
    at: now,
    reason: held.reason,
    detail: 'left alone since it was found out of order',
    ...repeatOf(repeatedAt),
  };
}

/** What is out of order, and since when. */
interface Held {
  readonly reason: string;
  readonly since: number;
}

function needsAPerson(reason: string): boolean {
  if (!isDeliveryReason(reason)) return false;
  const { verdict } = DELIVERY_REASONS[reason];
  return verdict === 'channel' || verdict === 'workspace';
}

/** Content that Slack refuses even when it is plain: it would refuse the same again. */
function isHopeless({ reason }: Failure): boolean {
  return isDeliveryReason(reason) && DELIVERY_REASONS[reason].verdict === 'plain';
}

/** The mark of a group whose receiver is gone; undefined when all of it was told and it is over. */
export function letterForOrphan(group: Group, now: number): DeadLetter | undefined {
  const isTold = group.message !== undefined && group.pendingSince === undefined && group.dead === undefined;
  if (isTold && stateOf(group) === 'resolved') return undefined;
  const detail = `the receiver ${group.receiver} is not in the configuration`;
  return { at: now, reason: 'receiver_removed', detail, ...repeatOf(group.repeatedAt) };
}

function repeatOf(repeatedAt: number | undefined): Pick<DeadLetter, 'repeatedAt'> {
  return repeatedAt === undefined ? {} : { repeatedAt };
}

/** When a dead letter has been kept for long enough, epoch milliseconds; in the past for what is none. */
export function expiryOfLetter(
  { dead }: Group,
  { deadLettersKeptMs }: Pick<ReceiverPolicy, 'deadLettersKeptMs'>,
): number {
  return dead === undefined ? Number.NEGATIVE_INFINITY : dead.at + deadLettersKeptMs;
}

/** The group as it is to be sent again: as if nothing had failed, and told as it is now. */
export function revived(group: Group, now: number): Group {
  const { dead: _, failure: _f, ...rest } = group;
  return { ...rest, pendingSince: now };
}

/** What the tenant's history says of a person's decision about a dead letter. */
export function letterEvent(
  kind: 'replayed' | 'dropped',
  group: Group,
  { by, at }: { readonly by: string; readonly at: number },
): GroupEvent {
  const reason = group.dead?.reason ?? '';
  return { at, kind, group: group.id, receiver: group.receiver, detail: { by, reason } };
}
