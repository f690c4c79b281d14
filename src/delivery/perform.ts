/** Takes one planned step: renders, keeps the pace, calls Slack, and says what came of it. */
import type { Clock } from '../core/clock.ts';
import { DELIVERY_REASONS, type DeliveryReason, type Verdict } from '../core/errors.ts';
import type { GroupView } from '../core/group-view.ts';
import type { Logger } from '../core/logger.ts';
import { failureAfter } from '../groups/dead-letter.ts';
import { drawnFrom, type Outcome } from '../groups/outcome.ts';
import type { Step } from '../groups/plan.ts';
import type { Claim } from '../groups/store.ts';
import type { DeliveryOutcome, Metrics, Operation } from '../metrics/metrics.ts';
import { OTHER } from '../metrics/tenant-labels.ts';
import type { Rendered, RenderRequest } from '../render/renderer.ts';
import { deliveryIdOf } from './delivery-id.ts';
import type { Destination } from './destination.ts';
import type { PacedMethod, Pacer } from './pacer.ts';
import type { Sender, SendResult } from './sender.ts';

export interface Performers {
  readonly sender: Sender;
  readonly pacer: Pacer;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clock: Clock;
}

export interface Job {
  readonly claim: Claim;
  readonly destination: Destination;
  readonly view: GroupView;
  /** The store's clock when the group's turn came. */
  readonly now: number;
}

/** What a step came to. `waitUntil`: nothing was done, Slack's limits say when it may be. */
export type StepResult = { readonly outcome: StepOutcome } | { readonly waitUntil: number };

export type StepOutcome = Exclude<Outcome, { kind: 'in_doubt' | 'doubt_settled' | 'given_up' }>;

export type CallStep = Exclude<Step, { kind: 'forget' }>;

export async function performStep(performers: Performers, job: Job, step: CallStep): Promise<StepResult> {
  // A post that must wait is not drawn in vain; of an update only the drawing tells whether it needs a call.
  const waitUntil = step.kind === 'update' ? undefined : admit(performers, job, step);
  if (waitUntil !== undefined) return { waitUntil };
  const request = renderRequest(job, step);
  const rendered = job.destination.renderer.render(request);
  if (rendered.failure !== undefined) {
    reportTemplateFailure(performers, job, { template: rendered.template, failure: rendered.failure });
  }
  return step.kind === 'update'
    ? performUpdate(performers, job, { step, request, rendered })
    : performCall(performers, job, { step, request, rendered });
}

async function performUpdate(performers: Performers, job: Job, draft: Draft): Promise<StepResult> {
  const { step, rendered } = draft;
  if (rendered.hash === job.view.group.message?.hash) {
    countDelivery(performers, job, { operation: 'update', outcome: 'unchanged' });
    return { outcome: outcomeOf({ step, job, hash: rendered.hash }) };
  }
  const waitUntil = admit(performers, job, step);
  return waitUntil === undefined ? performCall(performers, job, draft) : { waitUntil };
}

async function performCall(performers: Performers, job: Job, draft: Draft): Promise<StepResult> {
  const { step } = draft;
  const { result, hash, isPlain } = await sendOrPlain(performers, job, draft);
  if (!result.ok) return failed(performers, job, { step, result });
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

function methodOf(step: CallStep): PacedMethod {
  return step.kind === 'update' ? 'chat.update' : 'chat.postMessage';
}

function channelOf({ destination, view }: Job, step: CallStep) {
  return step.kind === 'post' ? destination.channel : (view.group.message?.channel ?? destination.channel);
}

function admit({ pacer }: Performers, job: Job, step: CallStep): number | undefined {
  return pacer.admit({
    method: methodOf(step),
    workspace: job.destination.workspace,
    channel: channelOf(job, step),
    holder: `${job.view.group.id} ${step.kind}`,
    now: job.now,
  });
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

function failed(
  performers: Performers,
  job: Job,
  { step, result }: { readonly step: CallStep; readonly result: SendResult & { ok: false } },
): StepResult {
  const { reason, detail, retryAfterMs } = result;
  const { verdict } = DELIVERY_REASONS[reason];
  countDelivery(performers, job, { operation: step.kind, outcome: 'failed', reason });
  if (reason === 'rate_limited') {
    const until = job.now + (retryAfterMs ?? DELIVERY_REASONS.rate_limited.backoffMs);
    performers.pacer.block({ method: methodOf(step), workspace: job.destination.workspace, until });
    return { waitUntil: until };
  }
  const level = verdict === 'channel' || verdict === 'workspace' ? 'error' : 'warn';
  performers.logger[level](
    { ...whereabouts(job), operation: step.kind, reason, detail, channel: channelOf(job, step) },
    'Slack did not take the message',
  );
  if (step.kind !== 'post' && (verdict === 'repost' || hasMoved(job, verdict))) {
    return { outcome: { kind: 'message_lost' } };
  }
  const failure = failureAfter(job.view.group.failure, { reason, detail, lastAt: job.now });
  if (verdict !== 'ambiguous') return { outcome: { kind: 'failed', failure, inDoubt: false } };
  if (step.kind === 'update') return { outcome: { kind: 'failed', failure, inDoubt: true } };
  const { version, readAt } = job.claim;
  const doubt = { since: job.now, drawn: { version, readAt } };
  return { outcome: { kind: 'failed', failure, inDoubt: false, doubt } };
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

export function whereabouts({ claim, view }: Pick<Job, 'claim' | 'view'>) {
  return { tenant: claim.tenantId, receiver: view.group.receiver, group: view.group.id };
}
