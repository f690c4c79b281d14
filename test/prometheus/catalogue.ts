import { Histogram } from 'prom-client';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { type ParsedPromql, parsePromql } from './promql.ts';
import { ALERTS, RULES } from './rule-files.ts';

/** What Prometheus adds to every series that it scrapes. */
const SCRAPED = ['job', 'instance'];

/** Every metric that can be asked for, with its labels: what a process tells, what the rules record, and `up`. */
export function createCatalogue(): ReadonlyMap<string, ReadonlySet<string>> {
  const ofAlerts = [
    'alertname',
    'alertstate',
    ...ALERTS.flatMap(({ expr, labels }) => [...Object.keys(labels), ...parsePromql(expr).groupingLabels]),
  ];
  const catalogue = new Map<string, ReadonlySet<string>>([
    ['up', new Set(SCRAPED)],
    ['ALERTS', new Set(ofAlerts)],
  ]);
  for (const metric of createMetrics({ version: 'test' }).registry.getMetricsAsArray()) {
    const own: readonly unknown[] = 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames : [];
    const labels = [...SCRAPED, ...own.map(String)];
    if (!(metric instanceof Histogram)) catalogue.set(metric.name, new Set(labels));
    else
      for (const part of ['bucket', 'sum', 'count'])
        catalogue.set(`${metric.name}_${part}`, new Set([...labels, 'le']));
  }
  for (const { record, labels = {} } of RULES) {
    // The level in front of the name tells what a recorded series still has, as Prometheus's own convention wants it.
    if (record !== undefined) catalogue.set(record, new Set([record.split(':')[0] ?? '', ...Object.keys(labels)]));
  }
  return catalogue;
}

/** Metrics and labels that an expression names and nobody knows. */
export function unknownNames(
  { selectors, groupingLabels }: ParsedPromql,
  catalogue: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const known = new Set(selectors.flatMap(({ metric }) => [...(catalogue.get(metric) ?? [])]));
  return [
    ...selectors.flatMap(({ metric, matchers }) => {
      const labels = catalogue.get(metric);
      if (labels === undefined) return [metric];
      return matchers.filter(({ label }) => !labels.has(label)).map(({ label }) => `${metric}{${label}}`);
    }),
    ...groupingLabels.filter((label) => !known.has(label)),
  ];
}
