import type { Formats } from './formats.ts';
import { numberIn } from './number-in.ts';

/** What a unit's name means. Names are those of Prometheus' conventions, Grafana's axes and plain writing. */
const UNITS: Readonly<Record<string, keyof typeof WRITTEN>> = {
  bytes: 'bytes',
  byte: 'bytes',
  b: 'bytes',
  'bytes/s': 'bytesPerSecond',
  bytes_per_second: 'bytesPerSecond',
  bps: 'bytesPerSecond',
  ratio: 'ratio',
  percentunit: 'ratio',
  percent: 'percent',
  '%': 'percent',
  seconds: 'seconds',
  second: 'seconds',
  s: 'seconds',
  milliseconds: 'milliseconds',
  ms: 'milliseconds',
  minutes: 'minutes',
  min: 'minutes',
  hours: 'hours',
  h: 'hours',
  days: 'days',
  d: 'days',
  number: 'number',
  total: 'number',
  count: 'number',
};

const WRITTEN = {
  bytes: (value: number, formats: Formats) => formats.bytes(value),
  bytesPerSecond: (value: number, formats: Formats) => formats.bytes(value, '/s'),
  ratio: (value: number, formats: Formats) => formats.percent(value),
  percent: (value: number, formats: Formats) => formats.percent(value / 100),
  seconds: (value: number, formats: Formats) => formats.span(value * 1_000),
  milliseconds: (value: number, formats: Formats) => formats.span(value),
  minutes: (value: number, formats: Formats) => formats.span(value * 60_000),
  hours: (value: number, formats: Formats) => formats.span(value * 3_600_000),
  days: (value: number, formats: Formats) => formats.span(value * 86_400_000),
  number: (value: number, formats: Formats) => formats.compact(value),
} as const;

/** A number with its unit in one text, as annotations often have it: `12884901888 bytes`, `95.3%`, an escaped `< 5`. */
const WITH_UNIT = /^\s*((?:&[lg]t;|[≤≥=~])*)\s*([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*([A-Za-z%/_]*)\s*$/i;

/**
 * A machine's value as people write it: `12884901888` bytes are 12 GiB, a ratio of 0.9534 is 95.3 %. A text that is no
 * number stays as it is, and so does the name of a unit that is not known here. `value` is escaped text or a number.
 */
export function humanize(value: unknown, unit: string, formats: Formats): string {
  if (typeof value === 'number') return written({ number: value, unit, formats });
  if (typeof value !== 'string') return '';
  const found = WITH_UNIT.exec(value);
  if (found === null) return value;
  const [, sign = '', digits = '', ownUnit = ''] = found;
  const number = numberIn(digits);
  if (number === undefined) return value;
  const text = written({ number, unit: ownUnit === '' ? unit : ownUnit, formats });
  return sign === '' ? text : `${sign} ${text}`;
}

function written({
  number,
  unit,
  formats,
}: {
  readonly number: number;
  readonly unit: string;
  readonly formats: Formats;
}) {
  const name = unit.trim().toLowerCase();
  const kind = Object.hasOwn(UNITS, name) ? UNITS[name] : undefined;
  if (kind !== undefined) return WRITTEN[kind](number, formats);
  return unit === '' ? formats.compact(number) : `${formats.compact(number)}\u00a0${unit}`;
}

/** Endings by which Prometheus' conventions tell the unit of a name (prometheus.io, metric and label naming). */
const SUFFIXES = ['bytes', 'ratio', 'percent', 'seconds', 'milliseconds', 'minutes', 'hours', 'days'] as const;

/** The unit that a name ends in, e.g. `size_bytes`; empty when in none. */
export function unitInName(name: string): string {
  return SUFFIXES.find((suffix) => name.endsWith(`_${suffix}`)) ?? '';
}
