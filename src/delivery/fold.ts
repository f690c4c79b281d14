/** Groups that go into their receiver's summary, and those that come out of it again. */
import type { Fold, FoldReason } from '../core/fold.ts';
import { digestIdOf, type TenantId } from '../core/ids.ts';
import { drawnFrom } from '../groups/drawn.ts';
import { type Folds, newDigest } from '../groups/folds.ts';
import type { Outcome } from '../groups/outcome.ts';
import type { Claim, Store } from '../groups/store.ts';
import { stateOf } from '../groups/view.ts';
import type { Job, Performers } from './job.ts';
import { NOTED_MS } from './summary.ts';

/** News of a summary's groups that come within this time are drawn together, milliseconds. */
const POKE_MS = 1_000;

/**
 * The group is told in the summary from now on. It is noted there first and marked then: whoever dies in between leaves a
 * group that is delivered anew, and a note that its own document does not bear out.
 */
export async function fold(
  { folds, metrics }: Pick<Performers, 'folds' | 'metrics'>,
  { claim, destination, view, now }: Job,
  mark: Fold,
): Promise<Outcome & { readonly kind: 'folded' }> {
  const { why } = mark;
  if (isTold(destination, why)) await note(folds, claim, now);
  metrics.folded.inc({ tenant: metrics.tenantLabel(claim.tenantId), why });
  return { kind: 'folded', drawn: drawnFrom(view, destination.policy, claim.readAt), mark };
}

function isTold({ policy }: Job['destination'], why: FoldReason): boolean {
  return why !== 'missed' || policy.missed === 'summary';
}

function note(folds: Folds, { tenantId, group }: Claim, now: number): Promise<void> {
  return folds.fold({ tenantId, digest: newDigest(group.receiver, now), groupId: group.id });
}

/**
 * Has the summary drawn again that tells this group. `tookMs`: since the group was noted; where that is long the thread may
 * have gone past its place, and it gets a new one. Returns when the summary is due, by the store's clock, if it is.
 */
export async function pokeSummary(
  { folds }: Pick<Performers, 'folds'>,
  { claim, destination, now }: Omit<Job, 'view'>,
  { why, tookMs }: { readonly why: FoldReason; readonly tookMs: number },
): Promise<number | undefined> {
  const { tenantId, group } = claim;
  if (!isTold(destination, why)) return undefined;
  if (group.folded === undefined && tookMs > NOTED_MS / 2) await note(folds, claim, now + tookMs);
  await folds.poke(tenantId, [digestIdOf(group.receiver)], POKE_MS);
  return now + tookMs + POKE_MS;
}

/**
 * Whether a group that was folded gets a message of its own: one that fires when its storm is over, or that had been
 * over before anybody could be told and fires again.
 */
export async function isUnfolded(store: Store, { tenantId, group }: Claim): Promise<boolean> {
  const { folded, message, receiver } = group;
  if (folded === undefined || message !== undefined || stateOf(group) !== 'open') return false;
  return folded.why === 'missed' || isOver(store, tenantId, { receiver, since: folded.since });
}

async function isOver(
  store: Store,
  tenantId: TenantId,
  { receiver, since }: { readonly receiver: Claim['group']['receiver']; readonly since: number },
): Promise<boolean> {
  const digest = (await store.read(tenantId, digestIdOf(receiver)))?.group.digest;
  return digest === undefined || (digest.overAt !== undefined && digest.overAt >= since);
}
