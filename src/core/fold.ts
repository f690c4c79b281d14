/** Summaries: groups that one message of a receiver tells together, and why. */
/**
 * Why groups are told in a summary. `storm`: more came than the channel takes in good time · `missed`: it was over before
 * Slack could be reached · `messages_quota`: the tenant had its messages of the hour · `groups_quota`: it had so many groups
 * open.
 */
export const FOLD_REASONS = ['storm', 'missed', 'messages_quota', 'groups_quota'] as const;
export type FoldReason = (typeof FOLD_REASONS)[number];

/** The quota that was used up: what it was, and of an hour's messages when the hour ends, epoch milliseconds. */
export interface UsedQuota {
  readonly limit: number;
  readonly until?: number;
}

/** The group is told in its receiver's summary instead of a message of its own. */
export interface Fold {
  /** Epoch milliseconds by the store's clock. */
  readonly since: number;
  readonly why: FoldReason;
  /** Present where a quota is why. */
  readonly quota?: UsedQuota;
}

/** Of a receiver's summary, which is kept like a group: what its message and its thread have told. */
export interface Digest {
  /** Why its groups are told there, as it was looked at last. */
  readonly why?: FoldReason;
  /** When the first of its groups was folded. */
  readonly startedAt: number;
  /** The place of the last member that the thread lists. */
  readonly listed: number;
  /** When the message was last drawn. */
  readonly drawnAt?: number;
  /** When what made it necessary was over: its open groups get messages of their own since, as far as these may be. */
  readonly overAt?: number;
}
