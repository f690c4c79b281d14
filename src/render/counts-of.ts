import type { GroupView } from '../core/group-view.ts';

/** How many alerts of the group are what, as templates see it. */
export function countsOf({ firing, unreported, hidden, resolved, truncated, unconfirmed, changes }: GroupView) {
  return {
    firing: firing.length,
    unreported: unreported.length,
    hidden: hidden?.size ?? 0,
    resolved: resolved.length,
    total: firing.length + unreported.length + resolved.length,
    truncated,
    unconfirmed,
    new: changes.fresh.length,
    refired: changes.refired.length,
    newlyResolved: changes.resolved.length,
    newlyUnreported: changes.unreported.length,
    stillFiring: changes.stillFiring,
  };
}
