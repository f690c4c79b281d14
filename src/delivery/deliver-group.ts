/** One claimed group: settle, plan, take the steps, and commit what came of them. */
import type { Group } from '../core/group.ts';
import { settle } from '../groups/settle.ts';
import type { Claim, Commit, GroupEvent, Stored } from '../groups/store.ts';
import { stateOf, storedStateOf } from '../groups/view.ts';
import { leaveLines } from './admission.ts';
import { deliverDigest } from './deliver-digest.ts';
import { commitUntil, type Delivery, remember } from './delivery.ts';
import type { Destination } from './destination.ts';
import { onNewer } from './escalate.ts';
import { isUnfolded, pokeSummary } from './fold.ts';
import { giveUpIfHopeless } from './give-up.ts';
import { reportResponse } from './report-response.ts';
import { setAside } from './set-aside.ts';
import { type Assignment, dueWhileWaiting, type Progress, planFor, takeSteps } from './take-steps.ts';

/** Delivers a claimed group and gives it back. Returns when it, or the summary that tells it, is due again by the store's clock. */
export async function deliverGroup(delivery: Delivery, claim: Claim, now: number): Promise<number | undefined> {
  if (claim.texts !== undefined) delivery.cache.set(claim.tenantId, claim.group.id, claim, claim.texts);
  const destination = delivery.destinations(claim.tenantId, claim.group.receiver);
  if (destination === undefined) return setAside(delivery, claim, now);
  if (claim.group.digest !== undefined) return deliverDigest(delivery, { claim, destination, now }, claim.group.digest);
  const assignment = { claim, destination, now, unfolds: await isUnfolded(delivery.store, claim) };
  const startedAt = delivery.clock.now();
  const progress = giveUpIfHopeless(delivery, assignment, await takeSteps(delivery, assignment));
  if (progress.waitUntil === undefined) await leaveLines(delivery, claim);
  return commitProgress(delivery, assignment, { progress, startedAt });
}

async function commitProgress(
  delivery: Delivery,
  assignment: Assignment,
  { progress, startedAt }: { readonly progress: Progress; readonly startedAt: number },
): Promise<number | undefined> {
  const deadline = delivery.clock.now() + delivery.leaseMs;
  let current: Stored = assignment.claim;
  for (;;) {
    const commit = commitOf(assignment, progress, current);
    const result = await commitUntil(delivery, commit, deadline);
    if (result.outcome !== 'conflict') {
      remember(delivery, commit, result);
      if (result.outcome === 'committed') reportCommitted(delivery, assignment, { before: current.group, commit });
      return earliest(commit.dueAt, await pokeSummaries(delivery, assignment, { progress, startedAt }));
    }
    current = result.current;
  }
}

function reportCommitted(
  delivery: Delivery,
  assignment: Assignment,
  made: { readonly before: Group; readonly commit: Commit },
): void {
  const { change, tenantId, groupId } = made.commit;
  reportResponse(delivery, assignment, made);
  if (change !== 'unchanged')
    delivery.changes?.stored({ tenantId, groupId }, change === 'removed' ? change : change.group);
}

/** Returns when the first of the summaries that tell the group is due, by the store's clock. */
async function pokeSummaries(
  delivery: Delivery,
  assignment: Assignment,
  { progress, startedAt }: { readonly progress: Progress; readonly startedAt: number },
): Promise<number | undefined> {
  const tookMs = delivery.clock.now() - startedAt;
  let dueAt: number | undefined;
  for (const outcome of progress.outcomes) {
    if (outcome.kind !== 'folded') continue;
    dueAt = earliest(dueAt, await pokeSummary(delivery, assignment, { why: outcome.mark.why, tookMs }));
  }
  return dueAt;
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** What to store of the progress, given the group as it is in the store by now. */
function commitOf({ claim, destination, now }: Assignment, progress: Progress, current: Stored): Commit {
  const isNewer = current.version !== claim.version;
  const { group: next, events } = isNewer
    ? onNewer(settle(current.group, destination.policy, now), progress)
    : progress;
  const change = progress.forget && !isNewer ? 'removed' : changeOf(current.group, next);
  const dueAt = change === 'removed' ? undefined : nextLook(next, { destination, now, waitUntil: progress.waitUntil });
  return {
    tenantId: claim.tenantId,
    groupId: claim.group.id,
    token: claim.token,
    expectedVersion: current.version,
    change,
    ...(dueAt === undefined ? {} : { dueAt }),
    events: [...events, ...expiryEvents(current.group, change, now)],
  };
}

/** That time alone resolved the group, told along with the document that says so. */
function expiryEvents(before: Group, change: Commit['change'], at: number): readonly GroupEvent[] {
  if (typeof change === 'string' || change.state !== 'resolved' || stateOf(before) === 'resolved') return [];
  const { id, receiver } = before;
  return [{ at, kind: 'expired', group: id, receiver, detail: { became: 'resolved' } }];
}

function nextLook(
  group: Group,
  { destination, now, waitUntil }: { destination: Destination; now: number; waitUntil: number | undefined },
): number | undefined {
  if (waitUntil !== undefined) return dueWhileWaiting(group, destination, { now, until: waitUntil });
  const { steps, lookAt } = planFor(group, destination, now);
  return steps.length > 0 ? now : lookAt;
}

function changeOf(before: Group, after: Group): Commit['change'] {
  return before === after ? 'unchanged' : { group: after, state: storedStateOf(after), before };
}
