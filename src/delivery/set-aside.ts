/** Groups whose receiver is not in the configuration: they wait for it to come back, and are given up in the end. */
import type { Group } from '../core/group.ts';
import { expiryOfLetter, isGivenUp, letterForOrphan } from '../groups/dead-letter.ts';
import { applyOutcome } from '../groups/outcome.ts';
import type { Claim, Commit, GroupEvent, Store } from '../groups/store.ts';
import { stateOf } from '../groups/view.ts';
import type { Performers } from './job.ts';
import { reportExpired, reportGivenUp } from './report-dead-letter.ts';
import { closedEvent } from './take-steps.ts';

export interface SetAside extends Pick<Performers, 'metrics' | 'logger'> {
  readonly store: Store;
  /** How long a group that was given up is kept. */
  readonly deadLettersKeptMs: number;
}

/** A group whose receiver left the configuration is looked at again now and then: it may come back. */
const ORPHAN_LOOK_MS = 10 * 60_000;
/** From when it was last heard of until it is given up. */
const ORPHAN_KEPT_MS = 24 * 60 * 60_000;

/** What becomes of the group: its end, or when to look again. */
interface Fate {
  readonly change: Commit['change'];
  readonly dueAt?: number;
  readonly events: readonly GroupEvent[];
}

/** Gives the claim back. Returns when the group is due again, by the store's clock, if it is. */
export async function setAside(parts: SetAside, claim: Claim, now: number): Promise<number | undefined> {
  const { group, tenantId, token, version } = claim;
  const fate = fateOf(parts, claim, now);
  await parts.store.commit({ tenantId, groupId: group.id, token, expectedVersion: version, ...fate });
  return fate.dueAt;
}

function fateOf(parts: SetAside, claim: Claim, now: number): Fate {
  const { group, tenantId } = claim;
  if (isGivenUp(group)) {
    const dueAt = expiryOfLetter(group, parts);
    if (dueAt > now) return { change: asClaimed(claim), dueAt, events: [] };
    return { change: 'removed', events: [reportExpired(parts, claim, now)] };
  }
  if (lastHeardOf(group) + ORPHAN_KEPT_MS >= now) {
    parts.logger.warn(
      { tenant: tenantId, receiver: group.receiver, group: group.id },
      'the receiver is not in the configuration, its group waits',
    );
    return { change: asClaimed(claim), dueAt: now + ORPHAN_LOOK_MS, events: [] };
  }
  const letter = letterForOrphan(group, now);
  if (letter === undefined) return { change: 'removed', events: [closedEvent(group, now)] };
  const dead = applyOutcome(withDoubt(claim), { kind: 'given_up', letter }, false);
  const events = [reportGivenUp(parts, { claim, group, letter })];
  return { change: changeTo(dead, claim), dueAt: expiryOfLetter(dead, parts), events };
}

/** Gives the lease back without forgetting that an earlier one was abandoned. */
function asClaimed(claim: Claim): Commit['change'] {
  const group = withDoubt(claim);
  return group === claim.group ? 'unchanged' : changeTo(group, claim);
}

function withDoubt({ group, abandonedSince }: Claim): Group {
  return abandonedSince === undefined ? group : applyOutcome(group, { kind: 'in_doubt', since: abandonedSince }, false);
}

function changeTo(group: Group, claim: Claim): Commit['change'] {
  return { group, state: stateOf(group), before: claim.group };
}

function lastHeardOf(group: Group): number {
  return Object.values(group.alerts).reduce((latest, alert) => Math.max(latest, alert.lastSeenAt), group.truncated.at);
}
