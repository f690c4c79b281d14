/** Where a group becomes a dead letter, and where it stops being one. */
import type { DeadLetter } from '../core/group.ts';
import { hopeEndOfHeld, letterFor, letterForHeld } from '../groups/dead-letter.ts';
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
  const { claim } = assignment;
  if (progress.forget) return progress;
  const letter = letterOf(assignment, progress);
  if (letter === undefined) {
    const isToldAtLast = claim.group.dead !== undefined && progress.group.dead === undefined;
    if (isToldAtLast) countEnd(reporters, claim, 'told');
    return lookingInTime(assignment, progress);
  }
  const outcome = { kind: 'given_up', letter } as const;
  // Whatever it waited for, it waits no longer.
  const { waitUntil: _, held: _held, ...rest } = progress;
  return {
    ...rest,
    group: applyOutcome(progress.group, outcome, false),
    outcomes: [...progress.outcomes, outcome],
    events: [...progress.events, reportGivenUp(reporters, { claim, group: progress.group, letter })],
  };
}

function letterOf({ destination: { policy }, now }: Assignment, { group, held }: Progress): DeadLetter | undefined {
  const letter = letterFor(group, policy, now);
  return letter === undefined && held !== undefined ? letterForHeld(group, held, { policy, now }) : letter;
}

/** Nobody need wait until what is held is tried again to see that a group is given up. */
function lookingInTime({ destination: { policy } }: Assignment, progress: Progress): Progress {
  const { group, held, waitUntil } = progress;
  if (held === undefined || waitUntil === undefined) return progress;
  return { ...progress, waitUntil: Math.min(waitUntil, hopeEndOfHeld(group, held, policy)) };
}
