/** What becomes known of dead letters: the metrics, the log and the tenant's history. */
import type { DeadLetter, Group } from '../core/group.ts';
import { sinceOf } from '../groups/dead-letter.ts';
import type { Claim, GroupEvent } from '../groups/store.ts';
import type { Performers } from './job.ts';

type Reporters = Pick<Performers, 'metrics' | 'logger'>;

/**
 * Counts and logs that a group is given up, and returns the event that says so. One that was a dead letter, and whose
 * news could not be told either, is the same dead letter still: it is not counted again.
 */
export function reportGivenUp(
  { metrics, logger }: Reporters,
  { claim, group, letter }: { readonly claim: Claim; readonly group: Group; readonly letter: DeadLetter },
): GroupEvent {
  const { reason, detail, at } = letter;
  const { attempts = 0 } = group.failure ?? {};
  const failingMs = group.failure === undefined ? 0 : at - sinceOf(group.failure);
  const facts = { tenant: claim.tenantId, receiver: group.receiver, group: group.id, reason, detail };
  if (claim.group.dead === undefined) {
    metrics.deadLetters.inc({ tenant: metrics.tenantLabel(claim.tenantId), reason });
    logger.error({ ...facts, attempts, failingMs }, 'the group was given up, it is a dead letter now');
  } else {
    logger.warn({ ...facts, attempts, failingMs }, 'news of a dead letter could not be told either, it stays one');
  }
  return { at, kind: 'dead', group: group.id, receiver: group.receiver, detail: { reason, attempts } };
}

/** Counts that a dead letter was kept for long enough, and returns the event that says so. */
export function reportExpired({ metrics, logger }: Reporters, claim: Claim, now: number): GroupEvent {
  const { group, tenantId } = claim;
  const reason = group.dead?.reason ?? '';
  countEnd({ metrics }, claim, 'expired');
  logger.warn(
    { tenant: tenantId, receiver: group.receiver, group: group.id, reason },
    'a dead letter was dropped because of its age',
  );
  return { at: now, kind: 'dropped', group: group.id, receiver: group.receiver, detail: { by: 'age', reason } };
}

export function countEnd({ metrics }: Pick<Performers, 'metrics'>, claim: Claim, outcome: 'told' | 'expired'): void {
  metrics.deadLettersEnded.inc({ tenant: metrics.tenantLabel(claim.tenantId), outcome });
}
