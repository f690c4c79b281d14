/**
 * Says in another channel, or to a person alone, that a group needs somebody.
 *
 * The ping stands in the group's document before it is made, so that a crash loses none. Where a call ended without an
 * answer it is looked for by its id before it is made again; where that cannot be read, as in direct messages, it is made
 * again: whoever is called twice is better off than whoever is never called. What a person must mend is not tried again, and
 * said in the thread.
 */

import { DELIVERY_REASONS, type DeliveryReason, isOutageReason, MAX_BACKOFF_MS } from '../core/errors.ts';
import type { Ping } from '../core/escalation.ts';
import { type ChannelId, channelId } from '../core/ids.ts';
import { openedAt } from '../groups/escalation.ts';
import type { EscalationEffect } from '../groups/escalation-effect.ts';
import type { Step } from '../groups/plan.ts';
import { noteFailure, notePause, noteSuccess, type Permission } from './admission.ts';
import { CLOCK_SKEW_MS, lookAgainAt } from './find-sent.ts';
import { type Job, type Performers, whereabouts } from './job.ts';
import { askFor } from './perform.ts';
import type { FindResult, Sender, SendResult } from './sender.ts';

/** Ours: with the pauses of most reasons, half a minute. */
const MAX_ATTEMPTS = 5;

/** What it counts as at the gate: a post to that channel. */
const POST: Step & { readonly kind: 'post' } = { kind: 'post', mention: true };

export async function performPing(performers: Performers, job: Job, ping: Ping): Promise<EscalationEffect> {
  const there = elsewhere(job, ping);
  const admission = await askFor(performers, there, POST);
  if ('waitUntil' in admission) return { kind: 'ping_postponed', ping: { ...ping, retryAt: admission.waitUntil } };
  if (!('permission' in admission)) return { kind: 'ping_postponed', ping: { ...ping, retryAt: job.now } };
  const { permission } = admission;
  const result = await reach(performers, there, ping);
  if ('lookAgainAt' in result) {
    const { failure, lookAgainAt: retryAt } = result;
    if (isOutageReason(failure.reason))
      await noteFailure(performers, there, { step: POST, permission, result: failure });
    return { kind: 'ping_postponed', ping: { ...ping, retryAt } };
  }
  if (result.ok) {
    await noteSuccess(performers, there, { step: POST, permission });
    count(performers, job, ping, 'sent');
    return { kind: 'pinged', id: ping.id };
  }
  return failed(performers, there, { ping, permission, result });
}

/** The job as if the receiver's channel were the one that is called: its pace counts, and none of the receiver's own. */
function elsewhere(job: Job, { to }: Ping): Job {
  const channel = 'channel' in to ? to.channel : channelId(to.person);
  const { message: _, ...group } = job.view.group;
  const silent = () => {
    throw new Error('a ping is drawn as a notice');
  };
  return {
    ...job,
    destination: { ...job.destination, channel, fallbackChannel: undefined },
    view: { ...job.view, group },
    // Before what else waits for that channel; never told in a summary.
    drawing: { draw: silent, drawPlain: silent, version: job.claim.version, urgency: 0 },
  };
}

/** Nobody could look whether it is there, for a reason that passes. */
interface Postponed {
  readonly failure: FindResult & { readonly ok: false };
  readonly lookAgainAt: number;
}

async function reach({ sender }: Performers, job: Job, ping: Ping): Promise<SendResult | Postponed> {
  const { tenantId, group } = job.claim;
  const opened =
    'channel' in ping.to
      ? ({ ok: true, channel: ping.to.channel } as const)
      : await sender.openDirect({ tenantId, person: ping.to.person });
  if (!opened.ok) return opened;
  const { channel } = opened;
  const deliveryId = `ping.${group.id}.${group.message?.ts ?? ''}.${ping.id}`;
  const earlier = await lookFor(sender, job, { channel, deliveryId, since: ping.doubtSince });
  if (earlier !== undefined) return earlier;
  return sender.post({ tenantId, channel, content: await draw({ sender }, job, ping), deliveryId });
}

/** What became of an earlier try; undefined where it is to be made, again or for the first time. */
async function lookFor(
  sender: Sender,
  { claim: { tenantId }, now }: Job,
  doubted: { readonly channel: ChannelId; readonly deliveryId: string; readonly since: number | undefined },
): Promise<SendResult | Postponed | undefined> {
  const { channel, deliveryId, since } = doubted;
  if (since === undefined) return undefined;
  const result = await sender.find({ tenantId, channel, since: since - CLOCK_SKEW_MS });
  if (!result.ok) {
    const at = lookAgainAt(result, { since, now });
    return at === undefined ? undefined : { failure: result, lookAgainAt: at };
  }
  const earlier = result.messages.find((message) => message.deliveryId === deliveryId);
  return earlier === undefined ? undefined : { ok: true, channel, ts: earlier.ts };
}

async function draw({ sender }: Pick<Performers, 'sender'>, job: Job, { mentions, step, by }: Ping) {
  const { renderer, locale, timeZone } = job.destination;
  const { tenantId, group } = job.claim;
  const { message } = group;
  // Steps are planned for groups that have a message: without one only the time and the place are less exact.
  const { channel, since } =
    message === undefined
      ? { channel: job.destination.channel, since: job.now }
      : { channel: message.channel, since: openedAt(message) };
  const url = message === undefined ? undefined : await sender.linkTo({ tenantId, channel, ts: message.ts });
  const notice = { kind: 'ping', view: job.view, step, channel, since, url, by } as const;
  return renderer.renderNotice(notice, { locale, timeZone, mentions }).content;
}

interface FailedPing {
  readonly ping: Ping;
  readonly permission: Permission;
  readonly result: SendResult & { readonly ok: false };
}

async function failed(performers: Performers, job: Job, failure: FailedPing): Promise<EscalationEffect> {
  const { ping, permission, result } = failure;
  const { reason, detail, retryAfterMs } = result;
  if (reason === 'rate_limited') {
    const ms = retryAfterMs ?? DELIVERY_REASONS.rate_limited.backoffMs;
    await notePause(performers, job, { step: POST, ms });
    return { kind: 'ping_postponed', ping: { ...ping, retryAt: job.now + ms } };
  }
  // What is wrong with this one channel is nobody else's trouble; what is wrong with Slack is.
  if (isOutageReason(reason) || permission.retests.length > 0) {
    await noteFailure(performers, job, { step: POST, permission, result });
  }
  const attempts = (ping.attempts ?? 0) + 1;
  const { verdict, backoffMs } = DELIVERY_REASONS[reason];
  performers.logger.warn(
    { ...whereabouts(job), to: ping.id, reason, detail, attempts },
    'an escalation could not be told',
  );
  if (isHopeless(reason, attempts)) {
    count(performers, job, ping, 'failed');
    return { kind: 'ping_failed', ping, reason, at: job.now };
  }
  const retryAt = job.now + Math.min(MAX_BACKOFF_MS, backoffMs * 2 ** (attempts - 1));
  const doubt = verdict === 'ambiguous' ? { doubtSince: ping.doubtSince ?? job.now } : {};
  return { kind: 'ping_postponed', ping: { ...ping, attempts, retryAt, ...doubt } };
}

/** Slack being out of reach passes, however long it takes; what a person must mend does not by trying again. */
function isHopeless(reason: DeliveryReason, attempts: number): boolean {
  if (isOutageReason(reason)) return false;
  const isPassing = DELIVERY_REASONS[reason].verdict === 'retry' || reason === 'token_invalid';
  return !isPassing || attempts >= MAX_ATTEMPTS;
}

function count({ metrics }: Performers, { claim }: Job, { to }: Ping, outcome: 'sent' | 'failed'): void {
  const kind = 'channel' in to ? 'channel' : 'person';
  metrics.pings.inc({ tenant: metrics.tenantLabel(claim.tenantId), to: kind, outcome });
}
