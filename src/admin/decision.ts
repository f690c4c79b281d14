/** What the relay would do with a group now, and why. Pure. */
import type { Decision } from '../core/api/groups.ts';
import type { Group } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { Destination } from '../delivery/destination.ts';
import { isEscalation } from '../delivery/escalate.ts';
import { planFor } from '../delivery/take-steps.ts';
import { isGivenUp } from '../groups/dead-letter.ts';
import { isNewStory, retryAt } from '../groups/plan.ts';
import { settle } from '../groups/settle.ts';
import { timeOf } from './group-json.ts';

export function decisionOf(group: Group, destination: Destination, now: number): Decision {
  const settled = settle(group, destination.policy, now);
  const planned = planFor(settled, destination, now);
  const mutedUntil = destination.mutedUntil(settled, now);
  const again = retryAt(settled);
  return {
    steps: planned.steps.map(({ kind }) => kind),
    why: whyOf(planned, {
      destination,
      isMuted: mutedUntil !== undefined,
      isFailing: again !== undefined && again > now,
    }),
    ...(planned.lookAt === undefined ? {} : { lookAt: timeOf(planned.lookAt) }),
    ...(mutedUntil === undefined ? {} : { mutedUntil: timeOf(mutedUntil) }),
    ...(again !== undefined && again > now ? { retryAt: timeOf(again) } : {}),
  };
}

interface Kept {
  readonly destination: Destination;
  readonly isMuted: boolean;
  readonly isFailing: boolean;
}

/** In the order in which the plan itself asks: see groups/plan.ts. */
function whyOf(
  { view, steps }: ReturnType<typeof planFor>,
  { destination, isMuted, isFailing }: Kept,
): Decision['why'] {
  const { group } = view;
  if (isGivenUp(group)) return 'given_up';
  if (steps.some((step) => isEscalation(step))) return 'escalation';
  if (isFailing) return 'failing';
  if (group.folded !== undefined && group.message === undefined) return 'in_summary';
  if (steps.length > 0) return whyTold(view, destination.policy);
  if (isMuted) return 'muted';
  return view.state === 'open' ? 'waits' : 'over';
}

function whyTold(view: GroupView, policy: ReceiverPolicy): Decision['why'] {
  if (view.group.message === undefined) return 'not_told_yet';
  return isNewStory(view, policy) ? 'new_story' : 'changed';
}
