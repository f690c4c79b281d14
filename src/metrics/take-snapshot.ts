import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';
import type { Exemplar, MetricFamily, MetricsSnapshot } from '../core/fleet.ts';
import { Breaks } from './breaks.ts';
import { textOf } from './label-text.ts';

/** As prom-client tells it. `exemplar`: of a bucket, where there is one. */
type Sample = MetricValue<string> & { readonly metricName?: string; readonly exemplar?: Exemplar | null };

/** Series that are taken over in one step. */
const STEP = 500;

/**
 * All figures of a registry. Each metric is as of one moment, those of others may be some milliseconds later: the
 * process works on meanwhile.
 */
export async function takeSnapshot(registry: Registry): Promise<MetricsSnapshot> {
  const breaks = new Breaks();
  const families: MetricFamily[] = [];
  for (const { name } of registry.getMetricsAsArray()) {
    const metric = registry.getSingleMetric(name);
    if (metric === undefined) continue;
    families.push(await familyOf((await metric.get()) as MetricObjectWithValues<Sample>, labelNamesOf(metric), breaks));
    await breaks.take();
  }
  return families;
}

/** In their order: whoever counts first may name them in another one, and another process in yet another. */
function labelNamesOf(metric: object): readonly string[] {
  return 'labelNames' in metric ? (metric.labelNames as readonly string[]) : [];
}

async function familyOf(
  metric: MetricObjectWithValues<Sample>,
  labelNames: readonly string[],
  breaks: Breaks,
): Promise<MetricFamily> {
  const { name, help, aggregator, values } = metric;
  const type = String(metric.type);
  const bounds = type === 'histogram' ? boundsOf(values) : undefined;
  const width = bounds === undefined ? 1 : bounds.length + 2;
  const sets: string[] = [];
  for (let last = width - 1; last < values.length; last += width) {
    sets.push(textOf(values[last]?.labels ?? {}, labelNames));
    if (sets.length % STEP === 0) await breaks.take();
  }
  const figures = values.map(({ value }) => value);
  const family = { name, help, type, joinedBy: joinedByOf(aggregator), sets, figures };
  return bounds === undefined ? family : { ...family, bounds, exemplars: exemplarsOf(values) };
}

function exemplarsOf(values: readonly Sample[]): NonNullable<MetricFamily['exemplars']> {
  return values.flatMap(({ exemplar }, place) =>
    exemplar === undefined || exemplar === null ? [] : [[place, { ...exemplar }] as const],
  );
}

/** prom-client would take the average of the workers' p99s, which hides the one that hangs: the worst is told instead. */
function joinedByOf(aggregator: MetricObjectWithValues<Sample>['aggregator']): MetricFamily['joinedBy'] {
  return aggregator === 'average' ? 'max' : aggregator;
}

/** prom-client tells a histogram's sets one after the other: the buckets by their bounds, `+Inf`, sum, count. */
function boundsOf(values: readonly Sample[]): readonly string[] {
  const bounds: string[] = [];
  for (const { labels } of values) {
    if (labels.le === undefined) break;
    bounds.push(String(labels.le));
  }
  return bounds;
}
