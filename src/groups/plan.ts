/**
 * What must be done next about a group, and when to look again: the only place where the relay decides anything.
 * Pure: values in, values out, the time among them.
 *
 * A group has no message, a message that shows it, or a message whose story is over (it showed the group resolved, and
 * the group fired again after the reopen window). In the first and last case a post is due; in the second an update when
 * something changed, and a thread reply that says what. Every step is drawn from the state as it is when it is taken,
 * so a hundred changes during an outage are one update.
 */
import { hash } from 'node:crypto';
import { DELIVERY_REASONS, isDeliveryReason, MAX_BACKOFF_MS } from '../core/errors.ts';
import type { Group } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { expiryOfLetter, hopeEnd, isGivenUp } from './dead-letter.ts';
import { type EscalationPlan, type EscalationStep, planEscalation } from './escalation.ts';
import { nextExpiryAt, TOMBSTONE_MS } from './settle.ts';
import { hasChanges, isOutdated } from './view.ts';

export type Step =
  /** While nobody takes the group: see escalation.ts. */
  | EscalationStep
  /** `mention`: the first post of a firing group, the only one that may call people. */
  | { readonly kind: 'post'; readonly mention: boolean }
  | { readonly kind: 'update' }
  /** `repeat`: it answers Alertmanager's repeat, nothing changed. */
  | { readonly kind: 'reply'; readonly repeat: boolean }
  /** The thread tells what people did, and what was done for them. */
  | { readonly kind: 'tell' }
  /** There is news of a group that is told in a summary: the summary tells it. */
  | { readonly kind: 'fold' }
  /** Nothing more can come of this group: its document may go. */
  | { readonly kind: 'forget' };

export interface Plan {
  /** In their order; empty when there is nothing to do now. */
  readonly steps: readonly Step[];
  /** When to look again if nothing happens before, epoch milliseconds. */
  readonly lookAt?: number;
}

export interface Situation {
  /** The group after `settle`, and its view. */
  readonly view: GroupView;
  readonly policy: ReceiverPolicy;
  readonly now: number;
  /** Until when the tenant's time intervals keep this receiver quiet; absent when they do not. */
  readonly mutedUntil?: number;
  /** The group is told in a summary no more. */
  readonly unfolds?: boolean;
}

export function plan(situation: Situation): Plan {
  const { view, policy, now } = situation;
  if (isGivenUp(view.group)) return forgetFrom(expiryOfLetter(view.group, policy), now);
  const told = planTelling(situation);
  const louder = planLouder(situation);
  if (louder.steps.length + (louder.lookAt ?? 0) === 0) return told;
  // It decides and calls people elsewhere: neither may wait for what is wrong with the message.
  const calls = louder.steps.some(({ kind }) => kind === 'ping');
  // A lease lasts for about four calls to Slack, and a ping may take them all: the message has the next turn.
  const steps = calls ? louder.steps : [...louder.steps, ...told.steps];
  return steps.length > 0 ? { steps } : { steps, lookAt: earlier(louder.lookAt, told.lookAt) };
}

/** The part of the plan that waits for no turn of the message's: nothing of a group that is given up. */
export function planLouder(situation: Situation): EscalationPlan {
  return isGivenUp(situation.view.group) ? { steps: [] } : planEscalation(situation);
}

function earlier(one = Number.POSITIVE_INFINITY, other = Number.POSITIVE_INFINITY): number {
  return Math.min(one, other);
}

/** What the message and its thread are to tell. */
function planTelling(situation: Situation): Plan {
  const { view, now } = situation;
  const { group } = view;
  const resumeAt = retryAt(group);
  if (resumeAt !== undefined && resumeAt > now) return whileFailing(situation, resumeAt);

  return isFolded(situation) ? planFolded(situation) : planMessage(situation);
}

function planMessage(situation: Situation): Plan {
  const { view, policy, now, mutedUntil } = situation;
  if (needsPost(view, policy)) {
    if (mutedUntil !== undefined) return { steps: [], lookAt: lookWhileMuted(mutedUntil, now) };
    return { steps: [{ kind: 'post', mention: view.state === 'open' && !wasTold(view, policy) }] };
  }
  const steps = stepsOnMessage(situation);
  if (steps.length > 0) return { steps };
  if (mutedUntil !== undefined && hasSomethingToTell(view, policy)) {
    return { steps: [], lookAt: lookWhileMuted(mutedUntil, now) };
  }
  return whenQuiet(view, policy, now);
}

function isFolded({ view: { group }, unfolds }: Situation): boolean {
  return group.folded !== undefined && group.message === undefined && unfolds !== true;
}

function planFolded({ view, policy, now }: Situation): Plan {
  const { group } = view;
  if (group.pendingSince !== undefined || isOutdated(group, policy)) return { steps: [{ kind: 'fold' }] };
  return whenQuiet(view, policy, now);
}

/** Nobody need wait for the next try to see that a group is given up. */
function whileFailing({ view, policy, now }: Situation, resumeAt: number): Plan {
  const hopeEndsAt = hopeEnd(view.group, policy);
  return { steps: [], lookAt: hopeEndsAt > now ? Math.min(resumeAt, hopeEndsAt) : resumeAt };
}

/** A mute may be lifted by a reload at any time, so a muted group is looked at again before its interval ends. */
const MUTED_LOOK_MS = 5 * 60_000;

function lookWhileMuted(mutedUntil: number, now: number): number {
  return Math.min(mutedUntil, now + MUTED_LOOK_MS);
}

/**
 * Until when to leave a failing group alone. The pause doubles from the reason's first one up to MAX_BACKOFF_MS; each
 * group waits for its own share of it, between a half and the whole, so that those which failed together do not all come
 * back together. The share follows from the group and the attempt: whoever plans comes to the same time.
 */
export function retryAt({ id, failure }: Pick<Group, 'id' | 'failure'>): number | undefined {
  if (failure === undefined) return undefined;
  if (failure.heldUntil !== undefined) return failure.heldUntil;
  const firstMs = isDeliveryReason(failure.reason) ? DELIVERY_REASONS[failure.reason].backoffMs : 1_000;
  const pauseMs = Math.min(MAX_BACKOFF_MS, firstMs * 2 ** Math.min(failure.attempts - 1, 20));
  return failure.lastAt + Math.round((pauseMs * (1 + shareOf(`${id} ${failure.attempts}`))) / 2);
}

/** A number from 0 to 1, evenly spread over names. */
function shareOf(name: string): number {
  return Number.parseInt(hash('sha256', name).slice(0, 8), 16) / 0xffff_ffff;
}

function needsPost(view: GroupView, policy: ReceiverPolicy): boolean {
  const { message } = view.group;
  if (message === undefined) return isWorthAPost(view);
  return isNewStory(view, policy) || isRepost(view, policy);
}

function isWorthAPost(view: GroupView): boolean {
  if (view.group.doubt?.left) return hasChanges(view.changes);
  return view.firing.length + view.unreported.length + view.resolved.length > 0;
}

/** Whether people were told before that this group fires: a repost, or a message that takes a lost one's place. */
function wasTold(view: GroupView, policy: ReceiverPolicy): boolean {
  if (isNewStory(view, policy)) return false;
  return view.firing.some(({ fingerprint, startsAt }) => {
    const told = view.group.marks[fingerprint]?.told;
    return told?.status === 'firing' && told.startsAt === startsAt;
  });
}

/** Whether the group fires again too long after its message showed it resolved. */
export function isNewStory(view: GroupView, policy: ReceiverPolicy): boolean {
  const resolvedAt = view.group.message?.resolvedAt;
  if (resolvedAt === undefined || view.firing.length === 0) return false;
  const { pendingSince = Number.POSITIVE_INFINITY } = view.group;
  // An episode that fires on after it was reported resolved began anew with the change that nobody was shown yet.
  const refiredAt = view.firing.reduce(
    (first, alert) => Math.min(first, alert.resolvedSeenAt > 0 ? pendingSince : alert.firstSeenAt),
    Number.POSITIVE_INFINITY,
  );
  return refiredAt > resolvedAt + policy.reopenWindowMs;
}

function isRepost(view: GroupView, policy: ReceiverPolicy): boolean {
  return policy.onRepeat === 'repost' && isRepeat(view, policy);
}

/** Whether Alertmanager repeated itself since that was last answered. A repeat of what is resolved, or taken, says nothing. */
function isRepeat(view: GroupView, policy: ReceiverPolicy): boolean {
  const { message, repeatedAt, acknowledged, pressedAt = 0 } = view.group;
  if (message === undefined || repeatedAt === undefined || view.state === 'resolved') return false;
  if (policy.onRepeat === 'ignore' || acknowledged !== undefined) return false;
  return repeatedAt > Math.max(message.repeatToldAt ?? message.postedAt, pressedAt);
}

function stepsOnMessage({ view, policy, mutedUntil }: Situation): readonly Step[] {
  if (view.group.message === undefined) return [];
  const steps: Step[] = [];
  if (view.group.pendingSince !== undefined || isOutdated(view.group, policy)) steps.push({ kind: 'update' });
  // Before what changed: see `isSettled` in delivery/take-steps.ts. Quiet hours are for alerts, not for what people say.
  if (view.group.notes !== undefined) steps.push({ kind: 'tell' });
  if (mutedUntil === undefined && hasSomethingToTell(view, policy)) {
    steps.push({ kind: 'reply', repeat: !tellsChanges(view, policy) });
  }
  return steps;
}

function hasSomethingToTell(view: GroupView, policy: ReceiverPolicy): boolean {
  return tellsChanges(view, policy) || isRepeat(view, policy);
}

function tellsChanges(view: GroupView, policy: ReceiverPolicy): boolean {
  return policy.threadUpdates && hasChanges(view.changes);
}

function whenQuiet(view: GroupView, policy: ReceiverPolicy, now: number): Plan {
  const expiryAt = nextExpiryAt(view.group, policy);
  if (view.state === 'open') return expiryAt === undefined ? { steps: [] } : { steps: [], lookAt: expiryAt };
  const heardUntil = lastHeardAt(view) + Math.max(policy.reopenWindowMs, TOMBSTONE_MS);
  const isOverAt = Math.max(heardUntil, watchedUntil(view.group));
  // What was given up once stays to be seen, even when by now there is nothing left to tell.
  return forgetFrom(Math.max(isOverAt, expiryOfLetter(view.group, policy)), now);
}

/** Until when the truth check may find that one of its alerts fires again: see actions/apply-truth.ts. */
function watchedUntil({ ended = {} }: Group): number {
  return Object.values(ended).reduce((latest, { until }) => Math.max(latest, until), 0);
}

function forgetFrom(at: number, now: number): Plan {
  return at <= now ? { steps: [{ kind: 'forget' }] } : { steps: [], lookAt: at };
}

function lastHeardAt(view: GroupView): number {
  let latest = Math.max(view.resolvedAt ?? 0, view.group.lastFullAt, view.group.truncated.at);
  for (const alert of view.resolved) latest = Math.max(latest, alert.lastSeenAt);
  return latest;
}
