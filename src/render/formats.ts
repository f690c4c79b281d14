import { BoundedCache } from './bounded-cache.ts';
import { escapeMarkup } from './escape.ts';

const UNITS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1_000 },
] as const;

/** The farthest time that a Date can hold, in milliseconds either side of the epoch (ECMA-262, time values). */
const MAX_TIME_MS = 8.64e15;

/** What Slack draws in the reader's own zone and language: the day (today, yesterday …) with the time, or the day alone. */
const DATE_TOKENS = { time: '{date_short_pretty} {time}', date: '{date_short}' } as const;

/** What stands where a time is not known. */
const UNKNOWN = '–';

/** `locale` if Intl accepts it, else `en`. */
export function canonicalLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch (error) {
    if (error instanceof RangeError) return 'en';
    throw error;
  }
}

/** `timeZone` if Intl knows it, else `UTC`. */
function knownTimeZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return 'UTC';
    throw error;
  }
}

/** Numbers, times, durations and lists as one language writes them. Formatters are made once, on first use. */
export class Formats {
  readonly #locale: string;
  readonly #timeZone: string;
  readonly #numbers = new Map<string, Intl.NumberFormat>();
  /** Alerts of one group often begin in the same second, and every redraw says it again. */
  readonly #moments = new BoundedCache<string>(1_000);
  #timeFormat?: Intl.DateTimeFormat;
  #dateFormat?: Intl.DateTimeFormat;
  #durationFormat?: Intl.ListFormat;
  #listFormat?: Intl.ListFormat;

  constructor(locale: string, timeZone: string) {
    this.#locale = locale;
    this.#timeZone = knownTimeZone(timeZone);
  }

  number(value: number): string {
    return this.#numberFormat('number', {}).format(value);
  }

  /** `0.25` is 25 percent. */
  percent(value: number): string {
    return this.#numberFormat('percent', { style: 'percent', maximumFractionDigits: 1 }).format(value);
  }

  /** The two largest units of a duration; a negative one counts as none. */
  duration(ms: number): string {
    if (!Number.isFinite(ms)) return UNKNOWN;
    const parts: string[] = [];
    let rest = Math.max(0, ms);
    const first = UNITS.findIndex((entry) => rest >= entry.ms);
    const start = first === -1 ? UNITS.length - 1 : first;
    for (const { unit, ms: unitMs } of UNITS.slice(start, start + 2)) {
      const count = Math.floor(rest / unitMs);
      rest -= count * unitMs;
      if (count > 0 || parts.length === 0) parts.push(this.#unit(count, unit));
    }
    this.#durationFormat ??= new Intl.ListFormat(this.#locale, { type: 'unit', style: 'narrow' });
    return this.#durationFormat.format(parts);
  }

  list(items: readonly string[]): string {
    this.#listFormat ??= new Intl.ListFormat(this.#locale, { type: 'conjunction' });
    return this.#listFormat.format(items);
  }

  /** A moment as a Slack token, drawn in the reader's own zone; the fallback is in the tenant's zone and names it. */
  moment(at: number, kind: keyof typeof DATE_TOKENS): string {
    if (!Number.isFinite(at) || Math.abs(at) > MAX_TIME_MS) return UNKNOWN;
    const second = Math.floor(at / 1_000);
    return this.#moments.get(`${kind} ${second}`, () => this.#drawMoment(second, kind));
  }

  #drawMoment(second: number, kind: keyof typeof DATE_TOKENS): string {
    const fallback = escapeMarkup((kind === 'time' ? this.#time() : this.#date()).format(second * 1_000));
    return second < 0 ? fallback : `<!date^${second}^${DATE_TOKENS[kind]}|${fallback}>`;
  }

  #unit(count: number, unit: (typeof UNITS)[number]['unit']): string {
    return this.#numberFormat(unit, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
  }

  #numberFormat(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const format = new Intl.NumberFormat(this.#locale, options);
    this.#numbers.set(name, format);
    return format;
  }

  #time(): Intl.DateTimeFormat {
    this.#timeFormat ??= new Intl.DateTimeFormat(this.#locale, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZone: this.#timeZone,
      timeZoneName: 'short',
    });
    return this.#timeFormat;
  }

  #date(): Intl.DateTimeFormat {
    this.#dateFormat ??= new Intl.DateTimeFormat(this.#locale, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      timeZone: this.#timeZone,
      timeZoneName: 'short',
    });
    return this.#dateFormat;
  }
}
