/** What a delivery works with, and how it ends. */
import { setTimeout as pause } from 'node:timers/promises';
import { TocsinError } from '../core/errors.ts';
import { inPart } from '../core/tracing.ts';
import type { GroupCache } from '../groups/group-cache.ts';
import type { Commit, CommitResult, Store } from '../groups/store.ts';
import type { ChangeWatch } from './change-watch.ts';
import type { Destinations } from './destination.ts';
import type { Performers } from './job.ts';
import type { Standing } from './standing.ts';

export interface Delivery extends Performers {
  readonly store: Store;
  readonly cache: GroupCache;
  readonly destinations: Destinations;
  /** How long a claim is held, milliseconds: longer than the longest call, so that a commit can be repeated. */
  readonly leaseMs: number;
  /** How long a group that was given up is kept where its receiver, and so its policy, is gone. */
  readonly deadLettersKeptMs: number;
  /** How long one post to a channel takes at its pace, milliseconds. */
  readonly postIntervalMs: number;
  /** Tenants of whose receivers one tells its groups in a summary. */
  readonly storms: Standing<{ readonly tenant: string }>;
  /** Judges what was accepted here; absent where nothing is. */
  readonly changes?: Pick<ChangeWatch, 'stored'>;
  /** Aborted when the process must end: then nobody waits for the store any more. */
  readonly stopping: AbortSignal;
}

/** Pause between two tries to commit while the store does not answer. */
const COMMIT_PAUSE_MS = 250;

/** The call to Slack is made: its result is worth waiting for a store that comes back while the lease lasts. */
export async function commitUntil(delivery: Delivery, commit: Commit, deadline: number): Promise<CommitResult> {
  for (;;) {
    try {
      return await inPart(delivery.span, 'commit', { work: () => delivery.store.commit(commit) });
    } catch (error) {
      const isTransient = error instanceof TocsinError && error.reason === 'store_unavailable';
      if (!isTransient || delivery.stopping.aborted || delivery.clock.now() + COMMIT_PAUSE_MS > deadline) throw error;
      await pause(COMMIT_PAUSE_MS);
    }
  }
}

/** What this process knows of the group from now on. */
export function remember(delivery: Delivery, commit: Commit, result: CommitResult): void {
  const { tenantId, groupId, change, expectedVersion } = commit;
  if (result.outcome === 'lost') {
    delivery.logger.warn({ tenant: tenantId, group: groupId }, 'the lease ran out before the result could be stored');
  }
  if (result.outcome === 'committed' && typeof change === 'object') {
    const { version, texts } = result;
    delivery.cache.putAway(tenantId, groupId, { group: change.group, version, over: expectedVersion }, texts);
  } else if (change !== 'unchanged') delivery.cache.forget(tenantId, groupId);
}
