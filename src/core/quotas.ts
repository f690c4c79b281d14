/** What a tenant may have booked, the least first. */
export const TIERS = ['free', 'premium', 'enterprise'] as const;
export type Tier = (typeof TIERS)[number];

/** How much of its channels a tenant may take before its new groups are told in summaries. Absent: no bound. */
export interface Quotas {
  /** New messages in an hour, over all its channels. */
  readonly messagesPerHour?: number;
  /** Groups that are open at a time. */
  readonly openGroups?: number;
}

export const NO_QUOTAS: Quotas = {};

/** What tenants get of a quota, by what they have booked, where they name none of their own. */
export type TierQuotas = Readonly<Record<Tier, Quotas>>;

export const NO_TIER_QUOTAS: TierQuotas = { free: NO_QUOTAS, premium: NO_QUOTAS, enterprise: NO_QUOTAS };

/**
 * What is critical goes on to have messages of its own until so many times a quota is used: somebody must be called, and
 * yet a tenant that calls all of its alerts critical has a bound.
 */
export const CRITICAL_TIMES = 2;
