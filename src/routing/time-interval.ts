import { TocsinError } from '../core/errors.ts';
import { parseRange, type Range, type RangeKind } from './calendar-range.ts';
import type { TimeIntervalConfig } from './time-interval-config.ts';
import type { Zone, Zones } from './zone.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** How far ahead {@link mutedUntil} looks. A week shows every weekday's rule; the caller looks again anyway. */
export const MAX_LOOK_AHEAD_MS = 8 * DAY_MS;

/** A named set of times, ready to be asked. */
export interface TimeInterval {
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** A moment lies in an entry when every field that is present contains it. */
interface Entry {
  /** Minutes of the day; the end is not part of it. */
  readonly times?: readonly Range[];
  readonly weekdays?: readonly Range[];
  readonly days_of_month?: readonly Range[];
  readonly months?: readonly Range[];
  readonly years?: readonly Range[];
  readonly zone: Zone;
}

/** @throws TocsinError of reason `config_invalid` when the schema would have refused a range or a location. */
export function createTimeInterval(config: TimeIntervalConfig, zones: Zones): TimeInterval {
  const entries = config.time_intervals.map((entry) => ({
    ...(entry.times && { times: entry.times.map(toMinutes) }),
    ...(entry.weekdays && { weekdays: toRanges('weekdays', entry.weekdays) }),
    ...(entry.days_of_month && { days_of_month: toRanges('days_of_month', entry.days_of_month) }),
    ...(entry.months && { months: toRanges('months', entry.months) }),
    ...(entry.years && { years: toRanges('years', entry.years) }),
    zone: zones(entry.location ?? 'UTC'),
  }));
  return { name: config.name, entries };
}

function toMinutes(times: { readonly start_time: string; readonly end_time: string }): Range {
  return { begin: minuteOf(times.start_time), end: minuteOf(times.end_time) };
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function toRanges(kind: RangeKind, texts: readonly (string | number)[]): readonly Range[] {
  return texts.map((text) => {
    const range = parseRange(kind, String(text));
    if ('problem' in range) throw new TocsinError('config_invalid', `${kind}: ${range.problem}`);
    return range;
  });
}

/** Whether the interval contains the moment `at`, epoch milliseconds. */
export function isActive(interval: TimeInterval, at: number): boolean {
  return interval.entries.some((entry) => contains(entry, at));
}

function contains(entry: Entry, at: number): boolean {
  const wall = new Date(at + entry.zone.offsetAt(at));
  const minute = wall.getUTCHours() * 60 + wall.getUTCMinutes();
  return (
    (entry.times?.some(({ begin, end }) => minute >= begin && minute < end) ?? true) &&
    includes(entry.weekdays, wall.getUTCDay()) &&
    includesDay(entry.days_of_month, wall) &&
    includes(entry.months, wall.getUTCMonth() + 1) &&
    includes(entry.years, wall.getUTCFullYear())
  );
}

function includes(ranges: readonly Range[] | undefined, value: number): boolean {
  return ranges?.some(({ begin, end }) => value >= begin && value <= end) ?? true;
}

/** Negative days count from the month's end by the calendar, as in Alertmanager since its change 5447. */
function includesDay(ranges: readonly Range[] | undefined, wall: Date): boolean {
  if (ranges === undefined) return true;
  const lastDay = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0)).getUTCDate();
  const fromStart = (day: number): number => (day < 0 ? lastDay + day + 1 : day);
  const day = wall.getUTCDate();
  return ranges.some(({ begin, end }) => day >= fromStart(begin) && day <= fromStart(end));
}

/** When a route may speak. */
export interface Muting {
  /** It is silent while one of these is active. */
  readonly mute: readonly TimeInterval[];
  /** If there are any, it is silent while none of these is active. */
  readonly active: readonly TimeInterval[];
}

function isMuted({ mute, active }: Muting, at: number): boolean {
  if (mute.some((interval) => isActive(interval, at))) return true;
  return active.length > 0 && !active.some((interval) => isActive(interval, at));
}

/**
 * Undefined while the route may speak at `now`. Else when it next may, epoch milliseconds; if that is more than
 * {@link MAX_LOOK_AHEAD_MS} away, the moment so far ahead: look again then.
 */
export function mutedUntil(muting: Muting, now: number): number | undefined {
  if (!isMuted(muting, now)) return undefined;
  const until = now + MAX_LOOK_AHEAD_MS;
  const entries = [...muting.mute, ...muting.active].flatMap((interval) => interval.entries);
  const moments = new Set(entries.flatMap((entry) => boundaries(entry, now, until)));
  return [...moments].sort((one, other) => one - other).find((at) => !isMuted(muting, at)) ?? until;
}

/** The moments after `from` and before `until` at which the entry can begin or cease to hold. */
function boundaries(entry: Entry, from: number, until: number): readonly number[] {
  const minutes = [0, ...(entry.times ?? []).flatMap(({ begin, end }) => [begin, end])];
  return spansOf(entry.zone, from, until).flatMap((span) => [
    ...(span.begin > from ? [span.begin] : []),
    ...boundariesWithin(span, minutes).filter((at) => at > from),
  ]);
}

/** A time during which the clock is not put forward or back. */
interface Span {
  readonly begin: number;
  /** Not part of it. */
  readonly end: number;
  readonly offset: number;
}

function boundariesWithin({ begin, end, offset }: Span, minutes: readonly number[]): readonly number[] {
  const moments: number[] = [];
  for (let day = Math.floor((begin + offset) / DAY_MS); day * DAY_MS - offset < end; day++) {
    for (const minute of minutes) {
      const at = day * DAY_MS + minute * MINUTE_MS - offset;
      if (at >= begin && at < end) moments.push(at);
    }
  }
  return moments;
}

/** Cuts a time at the zone's clock changes, of which a day has at most one. */
function spansOf(zone: Zone, from: number, until: number): readonly Span[] {
  const spans: Span[] = [];
  let begin = from;
  for (let at = from; at < until; at += DAY_MS) {
    const next = Math.min(at + DAY_MS, until);
    if (zone.offsetAt(at) === zone.offsetAt(next)) continue;
    const change = changeBetween(zone, at, next);
    spans.push({ begin, end: change, offset: zone.offsetAt(begin) });
    begin = change;
  }
  return [...spans, { begin, end: until, offset: zone.offsetAt(begin) }];
}

/** The first moment with the later offset, found by halving. Clocks change at full minutes. */
function changeBetween(zone: Zone, from: number, to: number): number {
  const before = zone.offsetAt(from);
  let low = Math.floor(from / MINUTE_MS);
  let high = Math.ceil(to / MINUTE_MS);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offsetAt(middle * MINUTE_MS) === before) low = middle;
    else high = middle;
  }
  return high * MINUTE_MS;
}
