import type { GroupView } from '../core/group-view.ts';

/** How many alerts of a group there are of each kind. */
export function countsOf(view: GroupView) {
  const { firing, unreported, hidden, resolved, truncated, unconfirmed, changes } = view;
  return {
    firing: firing.length,
    unreported: unreported.length,
    hidden: hidden?.size ?? 0,
    // Alerts that are kept back for the same reason share it.
    reasons: new Set(hidden?.values()).size,
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
