/** Takes one planned step: renders, keeps the pace, calls Slack, and says what came of it. */
import { DELIVERY_REASONS, type DeliveryReason, type Verdict } from '../core/errors.ts';
import { drawnFrom, type Outcome } from '../groups/outcome.ts';
import type { DeliveryOutcome, Operation } from '../metrics/metrics.ts';
import { OTHER } from '../metrics/tenant-labels.ts';
import type { Rendered, RenderRequest } from '../render/renderer.ts';
import { admit, noteFailure, notePause, noteSuccess, type Permission } from './admission.ts';
import { deliveryIdOf } from './delivery-id.ts';
import { type CallStep, channelOf, type Job, type Performers, placeOf, whereabouts } from './job.ts';
import { tellOfOutage } from './notices.ts';
import type { Sender, SendResult } from './sender.ts';

/** What a step came to. `waitUntil`: nothing was done, Slack's limits say when it may be. */
export type StepResult = { readonly outcome: StepOutcome } | { readonly waitUntil: number };

export type StepOutcome = Exclude<Outcome, { kind: 'in_doubt' | 'doubt_settled' }>;

/** `permission`: asked for already, by whoever had to look something up first. */
export async function performStep(
  performers: Performers,
  job: Job,
  step: CallStep,
  permission?: Permission,
): Promise<StepResult> {
  // A post that must wait is not drawn in vain; of an update only the drawing tells whether it needs a call.
  if (step.kind !== 'update') {
    const admission = permission === undefined ? await askFor(performers, job, step) : { permission };
    if (!('permission' in admission)) return admission;
    return performCall(performers, job, { ...draw(performers, job, step), permission: admission.permission });
  }
  const draft = draw(performers, job, step);
  if (draft.rendered.hash === job.view.group.message?.hash) {
    countDelivery(performers, job, { operation: 'update', outcome: 'unchanged' });
    return { outcome: outcomeOf({ step, job, hash: draft.rendered.hash }) };
  }
  const admission = await askFor(performers, job, step);
  if (!('permission' in admission)) return admission;
  return performCall(performers, job, { ...draft, permission: admission.permission });
}

/** A place for this step's call, or what comes instead of it now. */
export async function askFor(
  performers: Performers,
  job: Job,
  step: CallStep,
): Promise<{ readonly permission: Permission } | { readonly waitUntil: number }> {
  const admission = await admit(performers, job, step);
  if (admission.kind === 'wait') return { waitUntil: admission.until };
  if (admission.kind === 'fold') return { waitUntil: job.now };
  if (admission.outage === undefined) return { permission: admission };
  const result = await tellOfOutage(performers, job, placeOf(job, step), admission.outage);
  if (!result.ok) await noteFailure(performers, job, { step, permission: admission, result });
  return { waitUntil: job.now };
}

function draw(performers: Performers, job: Job, step: CallStep): Draft {
  const request = renderRequest(job, step);
  const rendered = job.destination.renderer.render(request);
  if (rendered.failure !== undefined) {
    reportTemplateFailure(performers, job, { template: rendered.template, failure: rendered.failure });
  }
  return { step, request, rendered };
}

async function performCall(
  performers: Performers,
  job: Job,
  draft: Draft & { readonly permission: Permission },
): Promise<StepResult> {
  const { step, permission } = draft;
  const { result, hash, isPlain } = await sendOrPlain(performers, job, draft);
  if (!result.ok) return failed(performers, job, { step, permission, result });
  await noteSuccess(performers, job, { step, permission });
  countDelivery(performers, job, { operation: step.kind, outcome: isPlain ? 'plain' : 'sent' });
  observeLatency(performers, job, step);
  return { outcome: outcomeOf({ step, job, hash, sent: { ...result, at: performers.clock.now() } }) };
}

function renderRequest({ destination, view }: Job, step: CallStep): RenderRequest {
  const mentions = step.kind === 'post' && step.mention ? destination.mentionsFor(view.severity) : [];
  return {
    part: partOf(step),
    template: destination.template,
    view,
    audience: { locale: destination.locale, timeZone: destination.timeZone, mentions },
    colorBar: destination.colorBar,
  };
}

function partOf(step: CallStep): RenderRequest['part'] {
  if (step.kind !== 'reply') return 'message';
  return step.repeat ? 'reminder' : 'thread';
}

interface Draft {
  readonly step: CallStep;
  readonly request: RenderRequest;
  readonly rendered: Rendered;
}

interface Sent {
  readonly result: SendResult;
  readonly hash: string;
  readonly isPlain: boolean;
}

/** Content that Slack refuses is replaced by the plain message at once: an alert is never lost to a template. */
async function sendOrPlain(performers: Performers, job: Job, draft: Draft): Promise<Sent> {
  const result = await send(performers.sender, job, draft);
  if (result.ok || DELIVERY_REASONS[result.reason].verdict !== 'plain') {
    return { result, hash: draft.rendered.hash, isPlain: draft.rendered.failure !== undefined };
  }
  const failure = `Slack refused the content: ${result.detail}`;
  reportTemplateFailure(performers, job, { template: draft.rendered.template, failure });
  const plain = job.destination.renderer.renderPlain(draft.request);
  return { result: await send(performers.sender, job, { ...draft, rendered: plain }), hash: plain.hash, isPlain: true };
}

function send(sender: Sender, job: Job, { step, rendered }: Draft): Promise<SendResult> {
  const { claim, view } = job;
  const { tenantId } = claim;
  const { content } = rendered;
  const channel = channelOf(job, step);
  const { message } = view.group;
  if (step.kind === 'update' && message !== undefined) {
    return sender.update({ tenantId, channel, ts: message.ts, content });
  }
  const thread = step.kind === 'reply' && message !== undefined ? { threadTs: message.ts } : {};
  return sender.post({
    tenantId,
    channel,
    content,
    ...thread,
    deliveryId: deliveryIdOf({ groupId: view.group.id, version: claim.version, kind: step.kind }),
  });
}

function outcomeOf(facts: {
  readonly step: CallStep;
  readonly job: Job;
  readonly hash: string;
  readonly sent?: (SendResult & { ok: true }) & { readonly at: number };
}): StepOutcome {
  const { step, job, hash, sent } = facts;
  const drawn = drawnFrom(job.view, job.destination.policy, job.claim.readAt);
  if (step.kind === 'reply') return { kind: 'replied', drawn };
  if (step.kind === 'post' && sent !== undefined) {
    const { workspace, channel } = job.destination;
    return {
      kind: 'posted',
      drawn,
      channel: sent.channel,
      ts: sent.ts,
      sentTo: { workspace, channel },
      hash,
      at: sent.at,
    };
  }
  return { kind: 'updated', drawn, hash, tells: !job.destination.policy.threadUpdates };
}

async function failed(
  performers: Performers,
  job: Job,
  call: { readonly step: CallStep; readonly permission: Permission; readonly result: SendResult & { ok: false } },
): Promise<StepResult> {
  const { step, result } = call;
  const { reason, detail, retryAfterMs } = result;
  const { verdict } = DELIVERY_REASONS[reason];
  countDelivery(performers, job, { operation: step.kind, outcome: 'failed', reason });
  if (reason === 'rate_limited') {
    const ms = retryAfterMs ?? DELIVERY_REASONS.rate_limited.backoffMs;
    await notePause(performers, job, { step, ms });
    return { waitUntil: job.now + ms };
  }
  const channel = channelOf(job, step);
  performers.logger.warn(
    { ...whereabouts(job), operation: step.kind, reason, detail, channel },
    'Slack did not take the message',
  );
  if (step.kind !== 'post' && (verdict === 'repost' || hasMoved(job, verdict))) {
    return { outcome: { kind: 'message_lost' } };
  }
  const heldUntil = await noteFailure(performers, job, call);
  return { outcome: failureOf(job, { step, reason, heldUntil }) };
}

/** A failure that is not the group's own does not count against it: it is tried again as soon as the place is. */
function failureOf(
  job: Job,
  {
    step,
    reason,
    heldUntil,
  }: { readonly step: CallStep; readonly reason: DeliveryReason; readonly heldUntil: number | undefined },
): StepOutcome {
  const attempts = heldUntil === undefined ? (job.view.group.failure?.attempts ?? 0) + 1 : 1;
  const failure = { reason, attempts, lastAt: job.now, ...(heldUntil === undefined ? {} : { heldUntil }) };
  if (DELIVERY_REASONS[reason].verdict !== 'ambiguous') return { kind: 'failed', failure, inDoubt: false };
  if (step.kind === 'update') return { kind: 'failed', failure, inDoubt: true };
  const { version, readAt } = job.claim;
  return { kind: 'failed', failure, inDoubt: false, doubt: { since: job.now, drawn: { version, readAt } } };
}

/** Whether the message is out of reach because its receiver was moved to another channel or workspace since. */
function hasMoved({ destination, view }: Job, verdict: Verdict): boolean {
  if (verdict !== 'channel' && verdict !== 'workspace') return false;
  const sentTo = view.group.message?.sentTo;
  return sentTo !== undefined && (sentTo.channel !== destination.channel || sentTo.workspace !== destination.workspace);
}

function reportTemplateFailure(
  { metrics, logger }: Performers,
  job: Job,
  { template, failure }: { readonly template: string; readonly failure: string },
): void {
  metrics.templateFailures.inc({ tenant: metrics.tenantLabel(job.claim.tenantId), template });
  logger.error({ ...whereabouts(job), template, failure }, 'template failed, the plain message stands in');
}

export function countDelivery(
  { metrics }: Performers,
  job: Job,
  facts: { readonly operation: Operation; readonly outcome: DeliveryOutcome; readonly reason?: DeliveryReason },
): void {
  const tenant = metrics.tenantLabel(job.claim.tenantId);
  metrics.deliveries.inc({
    tenant,
    receiver: tenant === OTHER ? OTHER : job.view.group.receiver,
    operation: facts.operation,
    outcome: facts.outcome,
    reason: facts.reason ?? '',
  });
}

function observeLatency({ metrics, clock }: Performers, job: Job, step: CallStep): void {
  const { pendingSince } = job.view.group;
  if (step.kind === 'reply' || pendingSince === undefined) return;
  const seconds = Math.max(0, clock.now() - pendingSince) / 1_000;
  metrics.deliveryLatency.observe({ tenant: metrics.tenantLabel(job.claim.tenantId) }, seconds);
}
