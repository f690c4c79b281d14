/**
 * What a tenant may take of its channels. Beyond it groups of which nobody was told yet are told in their receiver's summary;
 * what has a message keeps it, and nothing is refused.
 */
import type { Fold } from '../core/fold.ts';
import { isOwnGroup } from '../core/own-groups.ts';
import { CRITICAL_TIMES } from '../core/quotas.ts';
import type { Admission, AdmissionRequest } from './gate.ts';
import type { CallStep, Job, Performers } from './job.ts';

/** A count of open groups is told for so long without another look, milliseconds: each group that begins looks. */
const OPEN_KNOWN_MS = 60_000;

/** Whether the step tells people of a group for the first time, and may so be left to the summary. */
export function isFirstWord({ view: { group }, drawing }: Job, { kind }: CallStep): boolean {
  return kind === 'post' && group.message === undefined && group.doubt === undefined && drawing === undefined;
}

/** How the gate is to count the step: every message of a group is one, but what the relay itself has to tell. */
export function countedOf(job: Job, step: CallStep): Pick<AdmissionRequest, 'counted'> {
  const { messagesPerHour } = job.destination.quotas;
  if (messagesPerHour === undefined || step.kind !== 'post' || !isOfTenant(job)) return {};
  const tenant = job.claim.tenantId;
  return { counted: isFirstWord(job, step) ? { tenant, most: limitFor(job, messagesPerHour) } : { tenant } };
}

/**
 * How the group is marked when the tenant has too many open for another message; undefined when it gets one. Costs a round
 * trip where there is such a quota, for groups that begin.
 */
export async function foldIfFull({ quotas }: Performers, job: Job, step: CallStep): Promise<Fold | undefined> {
  const { openGroups: limit } = job.destination.quotas;
  if (limit === undefined || !isFirstWord(job, step) || !isOfTenant(job)) return undefined;
  const { tenantId, readAt } = job.claim;
  const open = await quotas.openGroups(tenantId);
  quotas.note({ tenantId, quota: 'groups', ratio: open / limit }, OPEN_KNOWN_MS);
  return open > limitFor(job, limit) ? { since: readAt, why: 'groups_quota', quota: { limit } } : undefined;
}

/** How the group is marked that the gate gave no place. */
export function foldOf(job: Job, admission: Admission & { readonly kind: 'fold' }): Fold {
  const since = job.claim.readAt;
  if (admission.why !== 'messages_quota') return { since, why: admission.why };
  const limit = job.destination.quotas.messagesPerHour ?? admission.use.used;
  return { since, why: admission.why, quota: { limit, until: admission.use.until } };
}

export function noteUse({ quotas }: Performers, job: Job, admission: Admission): void {
  const { messagesPerHour: limit } = job.destination.quotas;
  const use = 'use' in admission ? admission.use : undefined;
  if (use === undefined || limit === undefined) return;
  quotas.note({ tenantId: job.claim.tenantId, quota: 'messages', ratio: use.used / limit }, use.until - job.now);
}

function limitFor({ view }: Job, limit: number): number {
  return view.severity === 'critical' ? CRITICAL_TIMES * limit : limit;
}

function isOfTenant({ view, drawing }: Job): boolean {
  return drawing === undefined && !isOwnGroup(view.group);
}

/**
 * Of groups that a quota left to the summary, how many may have messages of their own once it is over: of an hour's
 * messages half, because the rest is for what is new.
 */
export async function roomFor(
  { quotas }: Pick<Performers, 'quotas'>,
  { claim, destination }: Omit<Job, 'view'>,
  folds: readonly Fold[],
): Promise<number> {
  const { messagesPerHour, openGroups } = destination.quotas;
  const isFoldedBy = (wanted: Fold['why']) => folds.some(({ why }) => why === wanted);
  if (openGroups !== undefined && isFoldedBy('groups_quota')) {
    if ((await quotas.openGroups(claim.tenantId)) > openGroups) return 0;
  }
  const isCounted = messagesPerHour !== undefined && isFoldedBy('messages_quota');
  return isCounted ? messagesPerHour / 2 : Number.POSITIVE_INFINITY;
}
