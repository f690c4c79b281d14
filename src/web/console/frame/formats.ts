/** How one language writes figures and times. */
export interface Formats {
  number(value: number): string;
  /** Of a ratio: 0.9991 is 99.91 %. */
  percent(ratio: number): string;
  /** At most two units: `3 h 20 min`. */
  duration(ms: number): string;
  /** The same where there is little room: `3h 20m`. */
  briefly(ms: number): string;
  /** The clock's time of a moment, with the day when it is another than `now`'s. */
  moment(at: number, now: number): string;
  /** Day, time and zone, for those who want to know it exactly. */
  exactly(at: number): string;
  /** `5 min ago`, `in 2 h`. */
  relative(at: number, now: number): string;
  list(items: readonly string[]): string;
}

const SECOND_MS = 1_000;
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', SECOND_MS],
] as const;

/** `locale` may have a region, which decides on the clock and the order of dates. */
export function createFormats(locale: string): Formats {
  const numbers = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const dayAndTime = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' });
  const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  return {
    number: (value) => numbers.format(value),
    percent: (ratio) => percents.format(ratio),
    duration: (ms) => durationIn(locale, ms, 'short'),
    briefly: (ms) => durationIn(locale, ms, 'narrow'),
    moment: (at, now) => (isSameDay(at, now) ? time : dayAndTime).format(at),
    exactly: (at) => exact.format(at),
    relative: (at, now) => {
      const [unit, size] = unitOf(Math.abs(at - now));
      return ago.format(Math.round((at - now) / size), unit);
    },
    list: (items) => lists.format(items),
  };
}

/** Below a minute with one digit behind the point while that says something. */
function durationIn(locale: string, ms: number, unitDisplay: 'short' | 'narrow'): string {
  const written = (value: number, unit: string): string => {
    const maximumFractionDigits = value < 10 ? 1 : 0;
    return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits }).format(value);
  };
  const first = UNITS.findIndex(([, size]) => ms >= size);
  const [unit, size] = UNITS[first] ?? ['second', SECOND_MS];
  const next = UNITS[first + 1];
  if (next === undefined || first === -1) return written(ms / SECOND_MS, 'second');
  const rest = Math.floor((ms % size) / next[1]);
  const whole = written(Math.floor(ms / size), unit);
  return rest === 0 ? whole : `${whole} ${written(rest, next[0])}`;
}

/** The largest of which there are two at least: 100 minutes are not "2 hours". */
function unitOf(ms: number): (typeof UNITS)[number] {
  return UNITS.find(([, size]) => ms >= 2 * size) ?? ['second', SECOND_MS];
}

function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
