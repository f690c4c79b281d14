import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client';
import { WORKER_RESTARTS } from './metrics.ts';
import { type Exemplar, isMetric, type Metric, type Sample, type Snapshot } from './write-page.ts';

/**
 * One page for several workers: counters and histograms are added up, gauges joined as `metrics.ts` says of each, of
 * exemplars the newest stays. The first snapshot must be a worker's own, whole: it has every series, the others may lack
 * those that are zero.
 */
export async function joinSnapshots(snapshots: readonly Snapshot[]): Promise<Snapshot> {
  const metrics = snapshots.map(
    (snapshot) => snapshot.filter(isMetric) as MetricObjectWithValues<MetricValue<string>>[],
  );
  const joined: Snapshot = await AggregatorRegistry.aggregate(metrics).getMetricsAsJSON();
  const exemplars = newestExemplars(snapshots);
  return joined.filter(isMetric).map((metric) => {
    const own = exemplars.get(metric.name);
    if (own === undefined) return metric;
    return { ...metric, values: metric.values.map((sample) => withExemplar(sample, own.get(keyOf(sample)))) };
  });
}

function withExemplar(sample: Sample, exemplar: Exemplar | undefined): Sample {
  return exemplar === undefined ? sample : { ...sample, exemplar };
}

type Exemplars = Map<string, Exemplar>;

function newestExemplars(snapshots: readonly Snapshot[]): ReadonlyMap<string, Exemplars> {
  const all = new Map<string, Exemplars>();
  for (const { name, values } of snapshots.flat().filter(isMetric)) {
    const told = values.filter(hasExemplar);
    if (told.length === 0) continue;
    const own = all.get(name) ?? new Map<string, Exemplar>();
    all.set(name, own);
    for (const sample of told) keepNewest(own, keyOf(sample), sample.exemplar);
  }
  return all;
}

function hasExemplar(sample: Sample): sample is Sample & { readonly exemplar: Exemplar } {
  return sample.exemplar !== undefined && sample.exemplar !== null;
}

function keepNewest(own: Exemplars, key: string, exemplar: Exemplar): void {
  if ((own.get(key)?.timestamp ?? 0) < exemplar.timestamp) own.set(key, exemplar);
}

function keyOf({ metricName = '', labels }: Sample): string {
  const values = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${metricName} ${values.join()}`;
}

/** A snapshot without what is zero, for the way to another process: most series of a quiet relay are. */
export function withoutZeros(snapshot: Snapshot): Snapshot {
  return snapshot.filter(isMetric).flatMap((metric) => {
    // A histogram needs its empty buckets: without them its quantiles would be interpolated from elsewhere.
    const values = isHistogram(metric) ? metric.values : metric.values.filter(({ value }) => value !== 0);
    return values.length === 0 ? [] : [{ ...metric, values }];
  });
}

/** What of a snapshot still counts when its process is no more: what only ever grows. */
export function lastingPart(snapshot: Snapshot): Snapshot {
  return snapshot.filter(isMetric).filter((metric) => String(metric.type) === 'counter' || isHistogram(metric));
}

/** What only the supervisor counts. */
export function restartsSnapshot(restarts: number): Snapshot {
  return [
    { name: WORKER_RESTARTS, help: '', type: 'counter', aggregator: 'sum', values: [{ value: restarts, labels: {} }] },
  ];
}

function isHistogram({ type }: Metric): boolean {
  return String(type) === 'histogram';
}
