import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue, type Registry } from 'prom-client';
import { WORKER_RESTARTS } from './metrics.ts';

/**
 * One page for several workers: counters and histograms are added up, gauges joined as `metrics.ts` says of each. The
 * first snapshot must be a worker's own, whole: it has every series, the others may lack those that are zero.
 */
export function joinSnapshots(snapshots: readonly (readonly unknown[])[]): Registry {
  return AggregatorRegistry.aggregate(snapshots.map((snapshot) => snapshot.filter(isMetric)));
}

/** A snapshot without what is zero, for the way to another process: most series of a quiet relay are. */
export function withoutZeros(snapshot: readonly unknown[]): readonly unknown[] {
  return snapshot.filter(isMetric).flatMap((metric) => {
    // A histogram needs its empty buckets: without them its quantiles would be interpolated from elsewhere.
    const values = isHistogram(metric) ? metric.values : metric.values.filter(({ value }) => value !== 0);
    return values.length === 0 ? [] : [{ ...metric, values }];
  });
}

/** What of a snapshot still counts when its process is no more: what only ever grows. */
export function lastingPart(snapshot: readonly unknown[]): readonly unknown[] {
  return snapshot.filter(isMetric).filter((metric) => String(metric.type) === 'counter' || isHistogram(metric));
}

/** Two lasting parts as one. */
export async function addSnapshots(a: readonly unknown[], b: readonly unknown[]): Promise<readonly unknown[]> {
  return await joinSnapshots([a, b]).getMetricsAsJSON();
}

/** What only the supervisor counts. */
export function restartsSnapshot(restarts: number): readonly unknown[] {
  return [
    { name: WORKER_RESTARTS, help: '', type: 'counter', aggregator: 'sum', values: [{ value: restarts, labels: {} }] },
  ];
}

type Metric = MetricObjectWithValues<MetricValue<string>>;

function isHistogram({ type }: Metric): boolean {
  return String(type) === 'histogram';
}

/** Snapshots come from another process of the same build. */
function isMetric(value: unknown): value is Metric {
  return typeof value === 'object' && value !== null && 'name' in value && 'values' in value;
}
