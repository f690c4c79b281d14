/** Looks up whether a post or a reply reached Slack of which nobody heard. */
import { DELIVERY_REASONS, isOutageReason } from '../core/errors.ts';
import type { Group } from '../core/group.ts';
import type { MessageTs } from '../core/ids.ts';
import type { Found } from '../groups/outcome.ts';
import { noteFailure, noteSuccess, type Permission } from './admission.ts';
import { type DeliveryId, readDeliveryId } from './delivery-id.ts';
import { type CallStep, isInThread, type Job, type Performers, whereabouts } from './job.ts';
import type { FindResult } from './sender.ts';

/** Clocks of the store and of Slack may differ by this much, milliseconds: both are kept by NTP, a minute is plenty. */
export const CLOCK_SKEW_MS = 60_000;

/**
 * How long an alert waits for its turn to be looked for, milliseconds. Apps that are sold outside of Slack's marketplace
 * may read one page of 15 messages a minute (rate limits page), so that a busy channel could be read for ever.
 */
const RATE_LIMITED_MS = 10 * 60_000;

/** `found`: it is there · `absent`: it surely is not · `unreadable`: nobody can tell · `waitUntil`: ask again then. */
export type Search =
  | { readonly kind: 'found'; readonly found: Found }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable' }
  | { readonly waitUntil: number };

/** Only posts and replies can be sent twice: an update says the same again. */
export function needsSearch(group: Group, step: CallStep): boolean {
  return group.doubt !== undefined && group.doubt.left !== true && step.kind !== 'update';
}

/** Whether what the step would send is there already, sent since the doubt began. */
export async function findSent(
  performers: Performers,
  job: Job,
  step: CallStep,
  permission: Permission,
): Promise<Search> {
  const { group } = job.view;
  const since = group.doubt?.since ?? job.now;
  const result = await performers.sender.find({
    tenantId: job.claim.tenantId,
    channel: isInThread(step) && group.message !== undefined ? group.message.channel : job.destination.channel,
    since: since - CLOCK_SKEW_MS,
    ...(isInThread(step) && group.message !== undefined ? { threadTs: group.message.ts } : {}),
  });
  if (result.ok) await noteSuccess(performers, job, { step, permission });
  else if (isOutageReason(result.reason)) await noteFailure(performers, job, { step, permission, result });
  const search = readResult(job, step, result);
  const outcome = 'kind' in search ? search.kind : 'postponed';
  performers.metrics.doubts.inc({ tenant: performers.metrics.tenantLabel(job.claim.tenantId), outcome });
  if (!result.ok && 'kind' in search) {
    performers.logger.warn(
      { ...whereabouts(job, step), operation: step.kind, reason: result.reason, detail: result.detail },
      'cannot look up whether Slack took an earlier message',
    );
  }
  return search;
}

function readResult(job: Job, step: CallStep, result: FindResult): Search {
  if (!result.ok) return readFailure(job, result);
  const { group } = job.claim;
  const own = result.messages.flatMap(({ ts, deliveryId }) => {
    const id = readDeliveryId(deliveryId);
    const isOurs = id !== undefined && id.groupId === group.id && id.kind === step.kind && ts !== group.message?.ts;
    return isOurs ? [{ ts, id }] : [];
  });
  const newest = own.reduce<(typeof own)[number] | undefined>(
    (latest, one) => (latest === undefined || Number(one.ts) > Number(latest.ts) ? one : latest),
    undefined,
  );
  if (newest === undefined) return { kind: 'absent' };
  return { kind: 'found', found: { ts: newest.ts, version: newest.id.version, drewAllUntil: drawnUntil(job, newest) } };
}

/**
 * A message of the present version drew everything, one whose caller told of it what had been read then. Of any other all
 * that is known is when Slack took it, by Slack's clock: what came in a moment before may be told once more.
 */
function drawnUntil({ claim, view }: Job, { ts, id }: { readonly ts: MessageTs; readonly id: DeliveryId }): number {
  const drawn = view.group.doubt?.drawn;
  if (id.version === claim.version) return Number.POSITIVE_INFINITY;
  return id.version === drawn?.version ? drawn.readAt : Number(ts) * 1_000;
}

/** What passes is waited for; what a person must mend is not: then the tenant's choice decides. */
function readFailure({ now, view }: Job, result: FindResult & { ok: false }): Search {
  const waitUntil = lookAgainAt(result, { since: view.group.doubt?.since ?? now, now });
  return waitUntil === undefined ? { kind: 'unreadable' } : { waitUntil };
}

/** When to look again after Slack could not be asked, in doubt since then; undefined where waiting is of no use. */
export function lookAgainAt(
  { reason, retryAfterMs }: FindResult & { ok: false },
  { since, now }: { readonly since: number; readonly now: number },
): number | undefined {
  const { verdict, backoffMs } = DELIVERY_REASONS[reason];
  const isPatient = reason !== 'rate_limited' || now - since < RATE_LIMITED_MS;
  const passes = (verdict === 'retry' || verdict === 'ambiguous') && isPatient;
  return passes ? now + (retryAfterMs ?? backoffMs) : undefined;
}
