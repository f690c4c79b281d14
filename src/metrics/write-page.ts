/**
 * Writes a page of metrics, in Prometheus's text format or in OpenMetrics. prom-client's own writer changes the names of
 * counters for good once it has written OpenMetrics, loses exemplars of several workers, takes four times as long, and holds
 * the process up meanwhile.
 */
import type { Exemplar, MetricFamily, MetricsSnapshot } from '../core/fleet.ts';
import { Breaks } from './breaks.ts';
import { textOf } from './label-text.ts';

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

/** Lines that are written in one step. */
const STEP = 500;

/** The page as one text. */
export async function writePage(snapshot: MetricsSnapshot, format: PageFormat): Promise<string> {
  const breaks = new Breaks();
  const names = new Set(snapshot.map(({ name }) => name));
  const pieces: string[] = [];
  let lines: string[] = [];
  for (const family of snapshot) {
    lines.push(...headOf(family, format, names));
    const exemplars = new Map(format === 'openmetrics' ? family.exemplars : []);
    const parts = partsOf(family);
    for (const [index, labels] of family.sets.entries()) {
      writeSet(lines, { family, parts, exemplars, labels, from: index * parts.length });
      if (lines.length < STEP) continue;
      pieces.push(lines.join('\n'));
      lines = [];
      await breaks.take();
    }
  }
  if (format === 'openmetrics') lines.push('# EOF');
  return `${[...pieces, ...lines].join('\n')}\n`;
}

/** How many series a page of it has. */
export function countSeries(snapshot: MetricsSnapshot): number {
  return snapshot.reduce((sum, { figures }) => sum + figures.length, 0);
}

/** What stands before the labels in each line of a set. */
interface Part {
  readonly name: string;
  /** `le="0.5"`, or nothing. */
  readonly bound: string;
}

function partsOf({ name, bounds }: MetricFamily): readonly Part[] {
  if (bounds === undefined) return [{ name, bound: '' }];
  const buckets = bounds.map((bound) => ({ name: `${name}_bucket`, bound: `le="${bound}"` }));
  return [...buckets, { name: `${name}_sum`, bound: '' }, { name: `${name}_count`, bound: '' }];
}

function writeSet(
  lines: string[],
  set: {
    readonly family: MetricFamily;
    readonly parts: readonly Part[];
    readonly exemplars: ReadonlyMap<number, Exemplar>;
    readonly labels: string;
    /** The place of its first figure. */
    readonly from: number;
  },
): void {
  const { family, parts, exemplars, labels, from } = set;
  for (const [index, { name, bound }] of parts.entries()) {
    const separator = bound === '' || labels === '' ? '' : ',';
    const all = bound === '' && labels === '' ? '' : `{${bound}${separator}${labels}}`;
    const exemplar = exemplars.size === 0 ? undefined : exemplars.get(from + index);
    lines.push(`${name}${all} ${numberOf(family.figures[from + index] ?? 0)}${originOf(exemplar)}`);
  }
}

function originOf(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return '';
  return ` # {${textOf(exemplar.labelSet)}} ${numberOf(exemplar.value)} ${exemplar.timestamp}`;
}

/**
 * OpenMetrics names a counter without its `_total`. Where another metric has that name already (`tocsin_dead_letters`)
 * it is written as of unknown type, under the name that all know it by.
 */
function headOf({ name, help, type }: MetricFamily, format: PageFormat, names: ReadonlySet<string>): readonly string[] {
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  const isCounter = type === 'counter';
  if (format === 'prometheus' || !isCounter) {
    const quoted = format === 'openmetrics' ? text.replaceAll('"', '\\"') : text;
    return [`# HELP ${name} ${quoted}`, `# TYPE ${name} ${type}`];
  }
  const family = name.replace(/_total$/, '');
  const isTaken = family === name || names.has(family);
  const [own, kind] = isTaken ? [name, 'unknown'] : [family, 'counter'];
  return [`# HELP ${own} ${text.replaceAll('"', '\\"')}`, `# TYPE ${own} ${kind}`];
}

function numberOf(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
