import type { FoldReason, UsedQuota } from './fold.ts';
import type { GroupView } from './group-view.ts';

/** What a summary of many groups is drawn from: pure facts. */
export interface DigestView {
  /** The time that the summary covers, epoch milliseconds: until its newest news, not until now. */
  readonly from: number;
  readonly until: number;
  /** Every group that was open in that time, in any order; those that have resolved are counted as such. */
  readonly groups: readonly GroupView[];
  /** Why they are told in a summary. */
  readonly why?: FoldReason;
  /** Where a quota is why. */
  readonly quota?: UsedQuota;
  /** When what made the summary necessary was over; absent while it lasts. */
  readonly overAt?: number;
}
