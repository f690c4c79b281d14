/** One claimed group: settle, plan, take the steps, and commit what came of them. */
import { setTimeout as pause } from 'node:timers/promises';
import { TocsinError } from '../core/errors.ts';
import type { Group } from '../core/group.ts';
import type { GroupCache } from '../groups/group-cache.ts';
import { applyOutcome } from '../groups/outcome.ts';
import { settle } from '../groups/settle.ts';
import type { Claim, Commit, CommitResult, Store, Stored } from '../groups/store.ts';
import { stateOf } from '../groups/view.ts';
import type { Destination, Destinations } from './destination.ts';
import type { Performers } from './job.ts';
import { type Assignment, closedEvent, type Progress, planFor, takeSteps } from './take-steps.ts';

export interface Delivery extends Performers {
  readonly store: Store;
  readonly cache: GroupCache;
  readonly destinations: Destinations;
  /** How long a claim is held, milliseconds: longer than the longest call, so that a commit can be repeated. */
  readonly leaseMs: number;
  /** Aborted when the process must end: then nobody waits for the store any more. */
  readonly stopping: AbortSignal;
}

/** A group whose receiver left the configuration is looked at again now and then: it may come back. */
const ORPHAN_LOOK_MS = 10 * 60_000;
const ORPHAN_KEPT_MS = 24 * 60 * 60_000;

/** Pause between two tries to commit while the store does not answer. */
const COMMIT_PAUSE_MS = 250;

/** Delivers a claimed group and gives it back. Returns when it is due again, by the store's clock, if it is. */
export async function deliverGroup(delivery: Delivery, claim: Claim, now: number): Promise<number | undefined> {
  const destination = delivery.destinations(claim.tenantId, claim.group.receiver);
  if (destination === undefined) return setAside(delivery, claim, now);
  const progress = await takeSteps(delivery, { claim, destination, now });
  return commitProgress(delivery, { claim, destination, now }, progress);
}

async function commitProgress(
  delivery: Delivery,
  assignment: Assignment,
  progress: Progress,
): Promise<number | undefined> {
  const deadline = delivery.clock.now() + delivery.leaseMs;
  let current: Stored = assignment.claim;
  for (;;) {
    const commit = commitOf(assignment, progress, current);
    const result = await commitUntil(delivery, commit, deadline);
    if (result.outcome !== 'conflict') {
      remember(delivery, commit, result);
      return commit.dueAt;
    }
    current = result.current;
  }
}

/** What to store of the progress, given the group as it is in the store by now. */
function commitOf({ claim, destination, now }: Assignment, progress: Progress, current: Stored): Commit {
  const isNewer = current.version !== claim.version;
  const next = isNewer ? afterOutcomes(settle(current.group, destination.policy, now), progress) : progress.group;
  const change = progress.forget && !isNewer ? 'removed' : changeOf(current.group, next);
  const dueAt = change === 'removed' ? undefined : nextLook(next, { destination, now, waitUntil: progress.waitUntil });
  return {
    tenantId: claim.tenantId,
    groupId: claim.group.id,
    token: claim.token,
    expectedVersion: current.version,
    change,
    ...(dueAt === undefined ? {} : { dueAt }),
    events: progress.events,
  };
}

/** A newer state with what the steps came to. */
function afterOutcomes(group: Group, { outcomes }: Progress): Group {
  return outcomes.reduce((state, outcome) => applyOutcome(state, outcome, true), group);
}

function nextLook(
  group: Group,
  { destination, now, waitUntil }: { destination: Destination; now: number; waitUntil: number | undefined },
): number | undefined {
  if (waitUntil !== undefined) return waitUntil;
  const { steps, lookAt } = planFor(group, destination, now);
  return steps.length > 0 ? now : lookAt;
}

function changeOf(before: Group, after: Group): Commit['change'] {
  return before === after ? 'unchanged' : { group: after, state: stateOf(after), before };
}

/** The call to Slack is made: its result is worth waiting for a store that comes back while the lease lasts. */
async function commitUntil(delivery: Delivery, commit: Commit, deadline: number): Promise<CommitResult> {
  for (;;) {
    try {
      return await delivery.store.commit(commit);
    } catch (error) {
      const isTransient = error instanceof TocsinError && error.reason === 'store_unavailable';
      if (!isTransient || delivery.stopping.aborted || delivery.clock.now() + COMMIT_PAUSE_MS > deadline) throw error;
      await pause(COMMIT_PAUSE_MS);
    }
  }
}

function remember(delivery: Delivery, commit: Commit, result: CommitResult): void {
  const { tenantId, groupId, change, expectedVersion } = commit;
  if (result.outcome === 'lost') {
    delivery.logger.warn({ tenant: tenantId, group: groupId }, 'the lease ran out before the result could be stored');
  }
  const isKnown = result.outcome === 'committed' && typeof change === 'object';
  if (isKnown) delivery.cache.set(tenantId, groupId, { group: change.group, version: expectedVersion + 1 });
  else if (change !== 'unchanged') delivery.cache.set(tenantId, groupId, undefined);
}

async function setAside(delivery: Delivery, claim: Claim, now: number): Promise<number | undefined> {
  const { group, tenantId, token, version } = claim;
  delivery.logger.warn(
    { tenant: tenantId, receiver: group.receiver, group: group.id },
    'the receiver is not in the configuration, its group waits',
  );
  const isStale = lastHeardOf(group) + ORPHAN_KEPT_MS < now;
  const dueAt = now + ORPHAN_LOOK_MS;
  await delivery.store.commit({
    tenantId,
    groupId: group.id,
    token,
    expectedVersion: version,
    change: isStale ? 'removed' : asClaimed(claim),
    ...(isStale ? {} : { dueAt }),
    events: isStale ? [closedEvent(group, now)] : [],
  });
  return isStale ? undefined : dueAt;
}

/** Gives the lease back without forgetting that an earlier one was abandoned. */
function asClaimed({ group, abandonedSince }: Claim): Commit['change'] {
  if (abandonedSince === undefined) return 'unchanged';
  return changeOf(group, applyOutcome(group, { kind: 'in_doubt', since: abandonedSince }, false));
}

function lastHeardOf(group: Group): number {
  return Object.values(group.alerts).reduce((latest, alert) => Math.max(latest, alert.lastSeenAt), group.truncated.at);
}
