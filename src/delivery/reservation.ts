import type { Claim } from '../groups/store.ts';

/** Places that are kept for groups which are about to be stored. */
export interface Reservation {
  readonly leaseMs: number;
  /** Delivers groups that were leased to this process while being stored; at most as many as places were kept. */
  take(claims: readonly Claim[], now: number): void;
  /** Gives back the places that were not used. Must be called in the end. */
  end(): void;
}
