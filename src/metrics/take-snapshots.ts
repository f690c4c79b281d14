import type { Metric, MetricObjectWithValues, MetricValue, Registry } from 'prom-client';
import type { Exemplar, MetricFamily, MetricsSnapshot } from '../core/fleet.ts';
import { Breaks } from './breaks.ts';
import { textOf } from './label-text.ts';

/** Sets of labels that are taken over in one step. */
const STEP = 250;

/**
 * Takes all figures of a registry, again and again. Each set of labels is as of one moment, others may be some
 * milliseconds later: the process works on meanwhile.
 */
export function takeSnapshotsOf(registry: Registry): () => Promise<MetricsSnapshot> {
  const texts = new Map<string, SetTexts>();
  return async () => {
    const breaks = new Breaks();
    const families: MetricFamily[] = [];
    for (const { name } of registry.getMetricsAsArray()) {
      const metric = registry.getSingleMetric(name);
      if (metric === undefined) continue;
      const own = texts.get(name) ?? new SetTexts();
      texts.set(name, own);
      families.push(isHistogram(metric) ? await histogramOf(metric, own, breaks) : await familyOf(metric, own, breaks));
      await breaks.take();
    }
    return families;
  };
}

/** What the sets of one metric are called: a set that counts keeps its place and its object, so it is written once. */
class SetTexts {
  readonly #known: { readonly labels: Labels; readonly text: string }[] = [];

  /** Of the set at this place. */
  textOf(place: number, labels: Labels, labelNames: readonly string[]): string {
    const known = this.#known[place];
    if (known?.labels === labels) return known.text;
    const text = textOf(labels, labelNames);
    this.#known[place] = { labels, text };
    return text;
  }
}

/** What a metric of prom-client 15 has inside beside what it declares. */
interface Inside {
  /** In their order: whoever counts first may name them in another one, and another process in yet another. */
  readonly labelNames: readonly string[];
}

type Labels = MetricValue<string>['labels'];

async function familyOf(metric: Metric<string>, texts: SetTexts, breaks: Breaks): Promise<MetricFamily> {
  const { labelNames } = metric as Metric<string> & Inside;
  const { name, help, aggregator, type, values }: MetricObjectWithValues<MetricValue<string>> = await metric.get();
  const sets: string[] = [];
  for (const { labels } of values) {
    if (sets.length % STEP === 0) await breaks.take();
    sets.push(texts.textOf(sets.length, labels, labelNames));
  }
  const figures = values.map(({ value }) => value);
  return { name, help, type: String(type), joinedBy: joinedByOf(aggregator), sets, figures };
}

/** prom-client would take the average of the workers' p99s, which hides the one that hangs: the worst is told instead. */
function joinedByOf(aggregator: MetricObjectWithValues<MetricValue<string>>['aggregator']): MetricFamily['joinedBy'] {
  return aggregator === 'average' ? 'max' : aggregator;
}

/**
 * A histogram as prom-client keeps it. Asked for it, it makes two objects of each bucket: with a thousand tenants that is
 * half of the time that a page takes.
 */
interface HistogramInside extends Inside {
  readonly name: string;
  readonly help: string;
  readonly aggregator: MetricObjectWithValues<MetricValue<string>>['aggregator'];
  readonly upperBounds: readonly number[];
  readonly hashMap: Readonly<Record<string, Counted>>;
}

interface Counted {
  readonly labels: Labels;
  /** What fell between a bucket's bound and the one below. */
  readonly bucketValues: Readonly<Record<string, number>>;
  /** By bound; `-1` for what lies above all. */
  readonly bucketExemplars?: Readonly<Record<string, Exemplar | null>>;
  readonly sum: number;
  readonly count: number;
}

function isHistogram(metric: object): metric is HistogramInside {
  return 'upperBounds' in metric && 'hashMap' in metric;
}

async function histogramOf(metric: HistogramInside, texts: SetTexts, breaks: Breaks): Promise<MetricFamily> {
  const { name, help, aggregator, labelNames, hashMap } = metric;
  const upperBounds = metric.upperBounds.map(String);
  const [sets, figures]: [string[], number[]] = [[], []];
  const exemplars: [number, Exemplar][] = [];
  for (const counted of Object.values(hashMap)) {
    if (sets.length % STEP === 0) await breaks.take();
    exemplars.push(...exemplarsOf(counted, upperBounds, figures.length));
    sets.push(texts.textOf(sets.length, counted.labels, labelNames));
    let sum = 0;
    for (const bound of upperBounds) {
      sum += counted.bucketValues[bound] ?? 0;
      figures.push(sum);
    }
    figures.push(counted.count, counted.sum, counted.count);
  }
  const bounds = [...upperBounds, '+Inf'];
  return { name, help, type: 'histogram', joinedBy: joinedByOf(aggregator), bounds, sets, figures, exemplars };
}

/** `from`: the place of the set's first bucket. */
function exemplarsOf(
  { bucketExemplars }: Counted,
  upperBounds: readonly string[],
  from: number,
): readonly [number, Exemplar][] {
  if (bucketExemplars === undefined) return [];
  return [...upperBounds, '-1'].flatMap((bound, index): [number, Exemplar][] => {
    const exemplar = bucketExemplars[bound];
    return exemplar === undefined || exemplar === null ? [] : [[from + index, { ...exemplar }]];
  });
}
