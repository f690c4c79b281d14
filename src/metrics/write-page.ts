/**
 * Writes a page of metrics, in Prometheus's text format or in OpenMetrics. prom-client's own writer changes the names of
 * counters for good once it has written OpenMetrics, loses exemplars of several workers, and takes four times as long.
 */
import type { MetricObjectWithValues, MetricValue } from 'prom-client';

export type PageFormat = 'prometheus' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<PageFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** As the reader's `Accept` prefers; where it has no preference, what every Prometheus reads. */
export function formatFor(accept: string | undefined): PageFormat {
  const weights = { 'application/openmetrics-text': 0, 'text/plain': 0 };
  for (const entry of (accept ?? '').split(',')) {
    const [type = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    if (!(type === 'application/openmetrics-text' || type === 'text/plain')) continue;
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights[type] = Math.max(weights[type], quality === undefined ? 1 : Number(quality));
  }
  return weights['application/openmetrics-text'] > weights['text/plain'] ? 'openmetrics' : 'prometheus';
}

/** The metrics as the registry's JSON has them. */
export type Snapshot = readonly unknown[];
export type Metric = MetricObjectWithValues<Sample>;

/** `exemplar`: of a bucket, the newest observation that it holds and says where it came from. */
export type Sample = MetricValue<string> & { readonly metricName?: string; readonly exemplar?: Exemplar | null };

export interface Exemplar {
  readonly labelSet: Readonly<Record<string, string>>;
  readonly value: number;
  /** Unix time, seconds. */
  readonly timestamp: number;
}

/** Snapshots may come from another process of the same build. */
export function isMetric(value: unknown): value is Metric {
  return typeof value === 'object' && value !== null && 'name' in value && 'values' in value;
}

export function writePage(snapshot: Snapshot, format: PageFormat): string {
  const metrics = snapshot.filter(isMetric);
  const names = new Set(metrics.map(({ name }) => name));
  const lines: string[] = [];
  for (const metric of metrics) {
    lines.push(...headOf(metric, format, names));
    for (const sample of metric.values) lines.push(lineOf(metric.name, sample, format));
  }
  if (format === 'openmetrics') lines.push('# EOF');
  return `${lines.join('\n')}\n`;
}

/** How many series a page of it has. */
export function countSeries(snapshot: Snapshot): number {
  return snapshot.filter(isMetric).reduce((sum, { values }) => sum + values.length, 0);
}

/**
 * OpenMetrics names a counter without its `_total`. Where another metric has that name already (`tocsin_dead_letters`)
 * it is written as of unknown type, under the name that all know it by.
 */
function headOf({ name, help, type }: Metric, format: PageFormat, names: ReadonlySet<string>): readonly string[] {
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  const isCounter = String(type) === 'counter';
  if (format === 'prometheus' || !isCounter) {
    const quoted = format === 'openmetrics' ? text.replaceAll('"', '\\"') : text;
    return [`# HELP ${name} ${quoted}`, `# TYPE ${name} ${type}`];
  }
  const family = name.replace(/_total$/, '');
  const isTaken = family === name || names.has(family);
  const [own, kind] = isTaken ? [name, 'unknown'] : [family, 'counter'];
  return [`# HELP ${own} ${text.replaceAll('"', '\\"')}`, `# TYPE ${own} ${kind}`];
}

function lineOf(name: string, { metricName = name, labels, value, exemplar }: Sample, format: PageFormat): string {
  const line = `${metricName}${labelsOf(labels)} ${numberOf(value)}`;
  if (format !== 'openmetrics' || exemplar === undefined || exemplar === null) return line;
  return `${line} # ${labelsOf(exemplar.labelSet) || '{}'} ${numberOf(exemplar.value)} ${exemplar.timestamp}`;
}

function labelsOf(labels: Readonly<Partial<Record<string, string | number>>>): string {
  let text = '';
  for (const name in labels) {
    const value = String(labels[name] ?? '');
    text += `${text === '' ? '{' : ','}${name}="${NEEDS_ESCAPE.test(value) ? escaped(value) : value}"`;
  }
  return text === '' ? '' : `${text}}`;
}

const NEEDS_ESCAPE = /[\\\n"]/;

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

function numberOf(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
