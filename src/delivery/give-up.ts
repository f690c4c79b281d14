/** Where a group becomes a dead letter, and where it stops being one. */
import { letterFor } from '../groups/dead-letter.ts';
import { applyOutcome } from '../groups/outcome.ts';
import type { Performers } from './job.ts';
import { countEnd, reportGivenUp } from './report-dead-letter.ts';
import type { Assignment, Progress } from './take-steps.ts';

/** What the steps came to, with the group given up where its failures have lasted too long. */
export function giveUpIfHopeless(
  reporters: Pick<Performers, 'metrics' | 'logger'>,
  assignment: Assignment,
  progress: Progress,
): Progress {
  const { claim, destination, now } = assignment;
  if (progress.forget) return progress;
  const letter = letterFor(progress.group, destination.policy, now);
  if (letter === undefined) {
    const isToldAtLast = claim.group.dead !== undefined && progress.group.dead === undefined;
    if (isToldAtLast) countEnd(reporters, claim, 'told');
    return progress;
  }
  const outcome = { kind: 'given_up', letter } as const;
  // Whatever it waited for, it waits no longer.
  const { waitUntil: _, ...rest } = progress;
  return {
    ...rest,
    group: applyOutcome(progress.group, outcome, false),
    outcomes: [...progress.outcomes, outcome],
    events: [...progress.events, reportGivenUp(reporters, { claim, group: progress.group, letter })],
  };
}
