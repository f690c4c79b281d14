import type { Fault } from './fault.ts';

/** What a process counted, in the form in which the metrics' library hands it over. */
export type MetricsSnapshot = readonly unknown[];

/** The worker processes that share a port, as one of them sees the others. */
export interface Fleet {
  /** Reloads every worker, this one too; the faults that the first of them found, if any did. */
  reload(): Promise<readonly Fault[]>;
  /**
   * What the other workers counted, those that ended included, and what only the supervisor counts. `own`, what this
   * worker counted, is remembered for when it ends.
   */
  otherMetrics(own: MetricsSnapshot): Promise<readonly MetricsSnapshot[]>;
}
