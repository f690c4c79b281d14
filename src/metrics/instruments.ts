import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Labels, SeriesBudget } from './series-budget.ts';

/** Makes instruments on one registry, with the help and the labels that each must have, within the budget of series. */
export type Instruments = ReturnType<typeof instrumentsOn>;

/** How a histogram is cut up. */
interface Cut<L extends string> {
  readonly labelNames: readonly L[];
  readonly buckets: readonly number[];
}

export function instrumentsOn(registry: Registry, budget: SeriesBudget) {
  const registers = [registry];
  return {
    counter: <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> => {
      const counter = new Counter({ name, help, labelNames: [...labelNames], registers });
      if (labelNames.length === 0) return counter;
      const { keep } = budget.keeper(labelNames, 1);
      const inc: (labels: object, value?: number) => void = counter.inc.bind(counter);
      return Object.assign(counter, { inc: (labels: Labels, value?: number) => inc(keep(labels), value) });
    },
    /** `joinedBy`: what the values of several workers make together. */
    gauge: <L extends string>(
      name: string,
      help: string,
      { labelNames = [], joinedBy }: { readonly labelNames?: readonly L[]; readonly joinedBy: 'sum' | 'min' | 'max' },
    ): Gauge<L> => new Gauge({ name, help, labelNames: [...labelNames], aggregator: joinedBy, registers }),
    histogram: <L extends string>(
      name: string,
      help: string,
      { labelNames, buckets }: Cut<L>,
    ): Histogram<L> & Beginner<L> => {
      const histogram = new Histogram({ name, help, labelNames: [...labelNames], buckets: [...buckets], registers });
      const { keep, begins } = budget.keeper(labelNames, seriesOf(buckets));
      const observe: (labels: object, value: number) => void = histogram.observe.bind(histogram);
      return Object.assign(histogram, {
        ...(labelNames.length === 0
          ? {}
          : { observe: (labels: Labels, value: number) => observe(keep(labels), value) }),
        begin: (labels: Readonly<Record<L, string>>) => void (begins(labels) && histogram.zero({ ...labels })),
      });
    },
    /** One whose newest observation in each bucket tells where it came from. */
    traceable: <L extends string>(name: string, help: string, { labelNames, buckets }: Cut<L>): Traceable<L> => {
      const cut = { labelNames: [...labelNames], buckets: [...buckets] };
      const histogram = new Histogram<string>({ name, help, ...cut, enableExemplars: true, registers: [] });
      // Made on a registry, prom-client would want that one to write nothing but OpenMetrics.
      registry.registerMetric(histogram);
      const { keep, begins } = budget.keeper(labelNames, seriesOf(buckets));
      return {
        observe: (labels, value, from = {}) => histogram.observe({ labels: keep(labels), value, exemplarLabels: from }),
        begin: (labels) => void (begins(labels) && histogram.zero({ ...labels })),
      };
    },
  };
}

/** Begins a tenant's series at zero, so that the first observation is an increase; leaves what has begun as it is. */
interface Beginner<L extends string> {
  begin(labels: Readonly<Record<L, string>>): void;
}

/** Where an observation came from: at most 128 characters, names and values. */
export type Origin = Readonly<Partial<Record<'delivery_id' | 'trace_id', string>>>;

export interface Traceable<L extends string> extends Beginner<L> {
  observe(labels: Readonly<Record<L, string>>, value: number, from?: Origin): void;
}

/** Its buckets, the one that has all, and sum and count. */
function seriesOf(buckets: readonly number[]): number {
  return buckets.length + 3;
}
