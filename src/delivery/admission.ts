/** Asks the gate whether a step may be taken now, and tells it how the call went. */
import {
  DELIVERY_REASONS,
  type DeliveryReason,
  isDeliveryReason,
  isOutageReason,
  TocsinError,
} from '../core/errors.ts';
import type { Fold } from '../core/fold.ts';
import type { Claim } from '../groups/store.ts';
import type { Admission, Fault, Gate, HoldScope, PacedMethod, Place, Waiter } from './gate.ts';
import { type CallStep, type Job, type Performers, placeOf, whereabouts } from './job.ts';
import { tellOfHold, tellOfMended } from './notices.ts';
import { countedOf, foldIfFull, foldOf, isFirstWord, noteUse } from './quota.ts';
import type { SendResult } from './sender.ts';
import { urgencyOf } from './urgency.ts';

/** While the gate's store does not answer nothing is sent; it is asked again so soon, milliseconds. */
const STORE_PAUSE_MS = 1_000;

export type Permission = Admission & { readonly kind: 'go' };

export function methodOf(step: CallStep): PacedMethod {
  return step.kind === 'update' ? 'chat.update' : 'chat.postMessage';
}

type Wait = Admission & { readonly kind: 'wait' };

/** What the gate says, with how the group is marked that gets no place. */
export type Admitted = Exclude<Admission, { kind: 'fold' }> | { readonly kind: 'fold'; readonly fold: Fold };

export async function admit(performers: Performers, job: Job, step: CallStep): Promise<Admitted> {
  const { gate, places } = performers;
  const { claim, view } = job;
  const waiter = {
    method: methodOf(step),
    holder: `${claim.tenantId} ${view.group.id} ${step.kind}`,
    ...placeOf(job, step),
  };
  try {
    const full = await foldIfFull(performers, job, step);
    if (full !== undefined) return { kind: 'fold', fold: full };
    const admission = await gate.admit({
      urgency: job.drawing?.urgency ?? urgencyOf(view, step),
      // An update takes no place that the note of an outage could have.
      waitingSince: step.kind === 'update' ? Number.MAX_SAFE_INTEGER : (view.group.pendingSince ?? job.now),
      ...waiter,
      ...foldable(job, step),
      ...countedOf(job, step),
    });
    if (admission.kind === 'wait') return await waitInLine(performers, job, { step, wait: admission, waiter });
    places.passed(nameOf(claim), waiter);
    noteUse(performers, job, admission);
    return admission.kind === 'fold' ? { kind: 'fold', fold: foldOf(job, admission) } : admission;
  } catch (error) {
    if (isStoreDown(error)) return { kind: 'wait', until: job.now + STORE_PAUSE_MS };
    throw error;
  }
}

async function waitInLine(
  performers: Performers,
  job: Job,
  { step, wait, waiter }: { readonly step: CallStep; readonly wait: Wait; readonly waiter: Waiter },
): Promise<Wait> {
  noteWait(performers, job, { step, wait });
  const left = performers.places.note(nameOf(job.claim), waiter);
  if (left !== undefined) await performers.gate.leave(left);
  return wait;
}

/** How much longer than a pause lasts it is known that a place is out of order, milliseconds: until somebody asked again. */
const HELD_GRACE_MS = 60_000;

function noteWait(
  performers: Performers,
  job: Job,
  { step, wait }: { readonly step: CallStep; readonly wait: Wait },
): void {
  if (wait.held === undefined) {
    const method = methodOf(step);
    performers.metrics.pacingWaits.inc({ tenant: tenantOf(performers, job), method });
    performers.metrics.pacingWaitSeconds.observe({ method }, Math.max(0, wait.until - job.now) / 1_000);
    return;
  }
  const { reason } = wait.held;
  const isChannel = isDeliveryReason(reason) && DELIVERY_REASONS[reason].verdict === 'channel';
  noteHeld(performers, job, {
    place: placeOf(job, step),
    scope: isChannel ? 'channel' : 'workspace',
    reason,
    until: wait.until,
  });
}

function noteHeld(
  performers: Performers,
  job: Job,
  hold: { readonly place: Place; readonly scope: HoldScope; readonly reason: string; readonly until: number },
): void {
  const { place, scope, reason, until } = hold;
  const tenant = tenantOf(performers, job);
  const pauseMs = Math.max(0, until - job.now);
  const forgottenAt = performers.clock.now() + pauseMs + HELD_GRACE_MS;
  performers.held.note(nameOfPlace(tenant, place, scope), { tenant, scope, reason }, forgottenAt);
}

function nameOfPlace(tenant: string, { workspace, channel }: Place, scope: HoldScope): string {
  return `${tenant} ${workspace} ${scope === 'channel' ? channel : ''}`;
}

/** The group waits for nothing: what it once stood in line for it does not send. */
export async function leaveLines({ gate, places, logger }: Performers, claim: Claim): Promise<void> {
  const waiter = places.ended(nameOf(claim));
  if (waiter === undefined) return;
  try {
    await gate.leave(waiter);
  } catch (error) {
    if (!isStoreDown(error)) throw error;
    logger.debug({ tenant: claim.tenantId, group: claim.group.id, error }, 'a place in line lapses by itself');
  }
}

function nameOf({ tenantId, group }: Claim): string {
  return `${tenantId} ${group.id}`;
}

/** Under what circumstances the group is told in a summary instead: only one of which nobody was told anything yet. */
function foldable(job: Job, step: CallStep) {
  if (!isFirstWord(job, step) || job.unfolds === true) return {};
  const { stormAfterMs, missed } = job.destination.policy;
  return { foldAfterMs: stormAfterMs, foldIfMissed: job.view.state === 'resolved' && missed !== 'each' };
}

/** A call went through: what it tried again is in order, and people are told so. */
export async function noteSuccess(
  performers: Performers,
  job: Job,
  { step, permission }: { readonly step: CallStep; readonly permission: Permission },
): Promise<void> {
  const place = placeOf(job, step);
  performers.outages.succeeded(place.workspace);
  if (permission.retests.length === 0) return;
  await tellingGate(performers, job, async (gate) => {
    for (const released of await gate.release(place, permission.retests)) {
      const { scope, reason, since, until } = released;
      performers.metrics.holds.inc({ tenant: tenantOf(performers, job), scope, reason, event: 'ended' });
      performers.held.ended(nameOfPlace(tenantOf(performers, job), place, scope));
      performers.logger.info(
        { ...whereabouts(job, step), ...place, scope, reason, heldMs: until - since },
        'Slack takes messages again',
      );
      await tellOfMended(performers, job, { place, released });
    }
  });
}

/**
 * A call failed. Returns until when its place is left alone, epoch milliseconds, when the failure is not the message's
 * but the channel's, the workspace's or Slack's; then nothing else is sent there meanwhile.
 */
export async function noteFailure(
  performers: Performers,
  job: Job,
  failed: { readonly step: CallStep; readonly permission: Permission; readonly result: SendResult & { ok: false } },
): Promise<number | undefined> {
  const { step, permission, result } = failed;
  const place = placeOf(job, step);
  const scope = scopeOf(performers, job, failed);
  if (scope === undefined) return undefined;
  const { reason } = result;
  const isRetest = permission.retests.includes(scope);
  const fault: Fault = {
    ...place,
    scope,
    reason,
    firstMs: DELIVERY_REASONS[reason].backoffMs,
    isOutage: isOutageReason(reason),
    isRetest,
  };
  let until: number | undefined;
  await tellingGate(performers, job, async (gate) => {
    const hold = await gate.hold(fault);
    until = hold.until;
    noteHeld(performers, job, { place, scope, reason, until });
    if (hold.isNew) reportHold(performers, job, { step, place, scope, result });
    if (hold.tell && (await tellOfHold(performers, job, { place, scope, reason }))) await gate.told(place, scope);
  });
  return until;
}

/** Slack asked to be left alone. */
export async function notePause(
  performers: Performers,
  job: Job,
  { step, ms }: { readonly step: CallStep; readonly ms: number },
): Promise<void> {
  const { workspace } = placeOf(job, step);
  await tellingGate(performers, job, (gate) => gate.pause({ workspace, method: methodOf(step), ms }));
}

function scopeOf(
  { outages }: Performers,
  job: Job,
  { permission, result: { reason } }: { readonly permission: Permission; readonly result: SendResult & { ok: false } },
): HoldScope | undefined {
  const { verdict } = DELIVERY_REASONS[reason];
  if (verdict === 'channel' || verdict === 'workspace') return verdict;
  if (!isOutageReason(reason)) return undefined;
  const isOut = outages.failed(job.destination.workspace);
  return isOut || permission.retests.includes('workspace') ? 'workspace' : undefined;
}

/** Once, when it begins: the operator's word of it. */
function reportHold(
  { metrics, logger }: Performers,
  job: Job,
  hold: {
    readonly step: CallStep;
    readonly place: Place;
    readonly scope: HoldScope;
    readonly result: { readonly reason: DeliveryReason; readonly detail: string };
  },
): void {
  const { step, place, scope, result } = hold;
  const { reason, detail } = result;
  metrics.holds.inc({ tenant: metrics.tenantLabel(job.claim.tenantId), scope, reason, event: 'begun' });
  logger.error(
    { ...whereabouts(job, step), ...place, scope, reason, detail },
    `the ${scope} is left alone until it is mended, its messages wait: docs/operations.md, "${reason}"`,
  );
}

/** The call is made, and its outcome must be stored even when the gate cannot be told of it. */
async function tellingGate({ gate, logger }: Performers, job: Job, tell: (gate: Gate) => Promise<void>): Promise<void> {
  try {
    await tell(gate);
  } catch (error) {
    if (!isStoreDown(error)) throw error;
    logger.warn({ ...whereabouts(job), error }, 'the store could not be told how a call to Slack went');
  }
}

function isStoreDown(error: unknown): boolean {
  return error instanceof TocsinError && error.reason === 'store_unavailable';
}

function tenantOf({ metrics }: Performers, job: Job): string {
  return metrics.tenantLabel(job.claim.tenantId);
}
