/** How many groups may be at hand, of all tenants together. */

/**
 * Groups of each tenant that are at hand whatever others have, and those that tenants with more of them share. Ours: with 500
 * tenants 100 000 groups at the most, some 200 MB; five tenants in a storm of 10 000 each are at hand whole.
 */
const OWN_GROUPS = 100;
const SHARED_GROUPS = 50_000;

/** Of one tenant, as long as it is at hand. */
export interface Seat {
  /** Whether there is room for one group more than these; then it is taken. */
  take(groups: number): boolean;
  /** Gives back what was taken of what is shared. */
  giveBack(): void;
}

export class GroupRoom {
  #left = SHARED_GROUPS;

  seat(): Seat {
    let taken = 0;
    return {
      take: (groups) => {
        if (groups < OWN_GROUPS + taken) return true;
        if (this.#left === 0) return false;
        this.#left -= 1;
        taken += 1;
        return true;
      },
      giveBack: () => {
        this.#left += taken;
        taken = 0;
      },
    };
  }
}
