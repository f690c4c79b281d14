import type { Fault } from './fault.ts';

/** What a process counted: each metric once. */
export type MetricsSnapshot = readonly MetricFamily[];

/** All series of one metric, in a form that is small to send, quick to add up and quick to write. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  /** As Prometheus has it: `counter`, `gauge`, `histogram`. */
  readonly type: string;
  /** What the values of several workers make together; `omit`: nothing that means anything. */
  readonly joinedBy: 'sum' | 'min' | 'max' | 'first' | 'omit';
  /** Of a histogram, the upper bounds of its buckets as a page has them, `+Inf` last. */
  readonly bounds?: readonly string[];
  /** Each set of label values once, as a page has it: `tenant="acme",outcome="late"`. */
  readonly sets: readonly string[];
  /** For each set its value; of a histogram one for each bound, then sum and count. */
  readonly figures: readonly number[];
  /** By its bucket's place among the figures, the newest observation that the bucket holds and says where it came from. */
  readonly exemplars?: readonly (readonly [place: number, exemplar: Exemplar])[];
}

export interface Exemplar {
  readonly labelSet: Readonly<Record<string, string>>;
  readonly value: number;
  /** Unix time, seconds. */
  readonly timestamp: number;
}

/** The worker processes that share a port, as one of them sees the others. */
export interface Fleet {
  /** Reloads every worker, this one too; the faults that the first of them found, if any did. */
  reload(): Promise<readonly Fault[]>;
  /**
   * What the other workers counted, joined, those that ended included, and what only the supervisor counts. They are asked
   * at once; `own`, what this worker counted, is remembered for when it ends, before this resolves.
   */
  otherMetrics(own: Promise<MetricsSnapshot>): Promise<MetricsSnapshot>;
}
