import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Makes instruments on one registry, with the help and the labels that each must have. */
export type Instruments = ReturnType<typeof instrumentsOn>;

export function instrumentsOn(registry: Registry) {
  const registers = [registry];
  return {
    counter: <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> =>
      new Counter({ name, help, labelNames: [...labelNames], registers }),
    /** `joinedBy`: what the values of several workers make together. */
    gauge: <L extends string>(
      name: string,
      help: string,
      { labelNames = [], joinedBy }: { readonly labelNames?: readonly L[]; readonly joinedBy: 'sum' | 'min' | 'max' },
    ): Gauge<L> => new Gauge({ name, help, labelNames: [...labelNames], aggregator: joinedBy, registers }),
    histogram: <L extends string>(
      name: string,
      help: string,
      { labelNames, buckets }: { readonly labelNames: readonly L[]; readonly buckets: readonly number[] },
    ): Histogram<L> => new Histogram({ name, help, labelNames: [...labelNames], buckets: [...buckets], registers }),
  };
}
