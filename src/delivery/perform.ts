/** Takes one planned step: renders, keeps the pace, calls Slack, and says what came of it. */
import { DELIVERY_REASONS, type Verdict } from '../core/errors.ts';
import { inPart } from '../core/tracing.ts';
import { failureAfter } from '../groups/dead-letter.ts';
import { drawnFrom } from '../groups/drawn.ts';
import type { Outcome } from '../groups/outcome.ts';
import type { Rendered } from '../render/renderer.ts';
import { admit, methodOf, noteFailure, notePause, noteSuccess, type Permission } from './admission.ts';
import { fold } from './fold.ts';
import { groupDrawing } from './group-drawing.ts';
import {
  type CallStep,
  channelOf,
  type Drawing,
  deliveryIdFor,
  isInThread,
  type Job,
  type Performers,
  placeOf,
  whereabouts,
} from './job.ts';
import { tellOfOutage } from './notices.ts';
import { countDelivery, observeLatency, reportTemplateFailure } from './report-delivery.ts';
import type { Sender, SendResult } from './sender.ts';

/** What a step came to. `waitUntil`: nothing was done, Slack's limits say when it may be. */
export type StepResult = { readonly outcome: StepOutcome } | Wait;

/** `held`: what must be mended first, and since when. */
export interface Wait {
  readonly waitUntil: number;
  readonly held?: { readonly reason: string; readonly since: number };
}

export type StepOutcome = Exclude<Outcome, { kind: 'in_doubt' | 'doubt_settled' | 'given_up' | 'escalation' }>;

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
    return performCall(performers, job, { permission: admission.permission, ...draw(performers, job, step) });
  }
  const draft = draw(performers, job, step);
  if (draft.rendered.hash === job.view.group.message?.hash) {
    countDelivery(performers, job, { operation: 'update', outcome: 'unchanged' });
    return { outcome: outcomeOf({ step, job, hash: draft.rendered.hash }) };
  }
  const admission = await askFor(performers, job, step);
  if (!('permission' in admission)) return admission;
  return performCall(performers, job, { permission: admission.permission, ...draft });
}

/** A place for this step's call, or what comes instead of it now. */
export async function askFor(
  performers: Performers,
  job: Job,
  step: CallStep,
): Promise<{ readonly permission: Permission } | StepResult> {
  const admission = await admit(performers, job, step);
  if (admission.kind === 'wait') {
    const { until, held } = admission;
    return { waitUntil: until, ...(held === undefined ? {} : { held }) };
  }
  if (admission.kind === 'fold') return { outcome: await fold(performers, job, admission.fold) };
  if (admission.outage === undefined) return { permission: admission };
  const result = await tellOfOutage(performers, job, placeOf(job, step), admission.outage);
  if (!result.ok) await noteFailure(performers, job, { step, permission: admission, result });
  return { waitUntil: job.now };
}

function draw(performers: Performers, job: Job, step: CallStep): Draft {
  const drawing = job.drawing ?? groupDrawing(job);
  const rendered = inPart(performers.span, 'render', { work: () => drawing.draw(step) });
  if (rendered.failure !== undefined) {
    reportTemplateFailure(performers, job, {
      step,
      template: rendered.template,
      failure: rendered.failure,
    });
  }
  return { step, rendered, drawing };
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
  return { outcome: outcomeOf({ step, job, hash, sent: { at: performers.clock.now(), ...result } }) };
}

interface Draft {
  readonly step: CallStep;
  readonly rendered: Rendered;
  readonly drawing: Drawing;
}

interface Sent {
  readonly result: SendResult;
  readonly hash: string;
  readonly isPlain: boolean;
}

/** Content that Slack refuses is replaced by the plain message at once: an alert is never lost to a template. */
async function sendOrPlain(performers: Performers, job: Job, draft: Draft): Promise<Sent> {
  const result = await send(performers, job, draft);
  if (result.ok || DELIVERY_REASONS[result.reason].verdict !== 'plain') {
    return { result, hash: draft.rendered.hash, isPlain: draft.rendered.failure !== undefined };
  }
  const failure = `Slack refused the content: ${result.detail}`;
  reportTemplateFailure(performers, job, { step: draft.step, template: draft.rendered.template, failure });
  const plain = draft.drawing.drawPlain(draft.step);
  return { result: await send(performers, job, { ...draft, rendered: plain }), hash: plain.hash, isPlain: true };
}

async function send({ sender, span, logger }: Performers, job: Job, draft: Draft): Promise<SendResult> {
  const attributes = { 'tocsin.delivery': deliveryIdFor(job, draft.step) };
  const result = await inPart(span, methodOf(draft.step), {
    attributes,
    work: async (part) => {
      const answer = await call(sender, job, draft);
      part?.set({ 'tocsin.outcome': answer.ok ? 'ok' : answer.reason });
      return answer;
    },
  });
  const where = whereabouts(job, draft.step);
  if (result.ok) logger.debug({ ...where, operation: draft.step.kind }, 'Slack took the message');
  return result;
}

function call(sender: Sender, job: Job, draft: Draft): Promise<SendResult> {
  const { step, rendered } = draft;
  const { claim, view } = job;
  const { tenantId } = claim;
  const { content } = rendered;
  const channel = channelOf(job, step);
  const { message } = view.group;
  if (step.kind === 'update' && message !== undefined) {
    return sender.update({ tenantId, channel, ts: message.ts, content });
  }
  const thread = isInThread(step) && message !== undefined ? { threadTs: message.ts } : {};
  return sender.post({
    tenantId,
    channel,
    content,
    ...thread,
    deliveryId: deliveryIdFor(job, step),
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
  if (step.kind === 'tell') return { kind: 'told', drawn };
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
    { ...whereabouts(job, step), operation: step.kind, reason, detail, channel },
    'Slack did not take the message',
  );
  if (step.kind !== 'post' && (verdict === 'repost' || hasMoved(job, verdict))) {
    return { outcome: { kind: 'message_lost' } };
  }
  const heldUntil = await noteFailure(performers, job, call);
  return { outcome: failureOf(job, { step, result, heldUntil }) };
}

function failureOf(
  job: Job,
  {
    step,
    result: { reason, detail },
    heldUntil,
  }: {
    readonly step: CallStep;
    readonly result: SendResult & { ok: false };
    readonly heldUntil: number | undefined;
  },
): StepOutcome {
  const own = failureAfter(job.view.group.failure, { reason, detail, lastAt: job.now });
  const failure = heldUntil === undefined ? own : { ...own, attempts: 1, heldUntil };
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
