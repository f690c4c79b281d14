import { TocsinError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { applyOutcome } from '../groups/outcome.ts';
import type { Claim, Commit, Store } from '../groups/store.ts';
import { storedStateOf } from '../groups/view.ts';

/**
 * Gives a claimed group back that nobody began to deliver, so that another process takes it at once instead of when the
 * lease ends. Where the store does not answer, the lease's end does it. Never rejects for that.
 */
export async function releaseClaim(
  { store, logger }: { readonly store: Store; readonly logger: Logger },
  claim: Claim,
): Promise<void> {
  const { tenantId, token } = claim;
  const groupId = claim.group.id;
  try {
    let current = claim;
    for (;;) {
      const { version, readAt } = current;
      const change = asClaimed(current);
      const request = { tenantId, groupId, token, expectedVersion: version, change, dueAt: readAt, events: [] };
      const result = await store.commit(request);
      if (result.outcome !== 'conflict') return;
      current = { ...claim, ...result.current };
    }
  } catch (error) {
    if (!(error instanceof TocsinError)) throw error;
    logger.warn(
      { tenant: tenantId, group: groupId, error },
      'a group could not be given back, its lease must end first',
    );
  }
}

/** What to commit so that the lease ends without forgetting that an earlier one was abandoned. */
export function asClaimed({ group: before, abandonedSince }: Claim): Commit['change'] {
  if (abandonedSince === undefined) return 'unchanged';
  const group = applyOutcome(before, { kind: 'in_doubt', since: abandonedSince }, false);
  return { group, state: storedStateOf(group), before };
}
