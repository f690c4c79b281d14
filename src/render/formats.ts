import { BoundedCache } from './bounded-cache.ts';
import { clockDigits } from './clock-digits.ts';
import { escapeMarkup } from './escape.ts';

/** Days in full: their short forms are guesswork in some languages (`2 Tg.`). The others are short. */
const UNITS = [
  { unit: 'day', ms: 86_400_000, unitDisplay: 'long' },
  { unit: 'hour', ms: 3_600_000, unitDisplay: 'short' },
  { unit: 'minute', ms: 60_000, unitDisplay: 'short' },
  { unit: 'second', ms: 1_000, unitDisplay: 'short' },
] as const;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const NO_BREAK_SPACE = '\u00a0';

/** The farthest time that a Date can hold, in milliseconds either side of the epoch (ECMA-262, time values). */
const MAX_TIME_MS = 8.64e15;

/** What Slack draws in the reader's own zone and language: the day (today, yesterday …) with the time, or the day alone. */
const DATE_TOKENS = { time: '{date_short_pretty} {time}', date: '{date_short}', ago: '{ago}' } as const;

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

/** IEC prefixes: what memory and disks are counted in. */
const BINARY_PREFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

/** IEC 80000-13 knows the byte, B, and the octet, o, which French counts in: CLDR tells by the locale which. */
const OCTET = 'o';
const BYTE = 'B';

/** Values of each kind that are kept as text: the same small counts and durations come again and again. */
const KEPT = 1_000;

/** A number and its unit, which no line may part. */
function kept(text: string): string {
  return text.replaceAll(' ', NO_BREAK_SPACE);
}

/** Numbers, times, durations and lists as one language writes them. Formatters are made once, on first use. */
export class Formats {
  readonly #locale: string;
  readonly #timeZone: string;
  readonly #formatters = new Map<string, Intl.NumberFormat>();
  readonly #numbers = new BoundedCache<string, number>(KEPT);
  readonly #durations = new BoundedCache<string, number>(KEPT);
  /** Alerts of one group often begin in the same second, and every redraw says it again. */
  readonly #moments = {
    time: new BoundedCache<string, number>(KEPT),
    date: new BoundedCache<string, number>(KEPT),
    ago: new BoundedCache<string, number>(KEPT),
  };
  #timeFormat?: Intl.DateTimeFormat;
  #dateFormat?: Intl.DateTimeFormat;
  #durationFormat?: Intl.ListFormat;
  #listFormat?: Intl.ListFormat;
  #choiceFormat?: Intl.ListFormat;
  #ordinalRules?: Intl.PluralRules;
  #byteSymbol?: string;

  constructor(locale: string, timeZone: string) {
    this.#locale = locale;
    this.#timeZone = knownTimeZone(timeZone);
  }

  number(value: number): string {
    return this.#numbers.get(value, () => this.#formatter('number', {}).format(value));
  }

  /** At most three significant digits of a fraction, all of a whole number. */
  compact(value: number): string {
    if (Number.isInteger(value)) return this.number(value);
    const digits = Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
    return this.#formatter(Math.abs(value) >= 100 ? 'whole' : 'compact', digits).format(value);
  }

  /** `0.25` is 25 percent. */
  percent(value: number): string {
    return this.#formatter('percent', { style: 'percent', maximumFractionDigits: 1 }).format(value);
  }

  /** In the largest IEC unit that leaves at least one: `12884901888` is 12 GiB, in French 12 Gio. `per` is put behind the unit. */
  bytes(value: number, per = ''): string {
    if (!Number.isFinite(value)) return UNKNOWN;
    const power = Math.min(BINARY_PREFIXES.length - 1, Math.floor(Math.log2(Math.max(1, Math.abs(value))) / 10));
    const scaled = value / 1_024 ** power;
    const text = this.#formatter('bytes', { maximumFractionDigits: 1 }).format(scaled);
    this.#byteSymbol ??= this.#byteUnit();
    return `${text}${NO_BREAK_SPACE}${BINARY_PREFIXES[power] ?? ''}${this.#byteSymbol}${per}`;
  }

  #byteUnit(): string {
    const options = { style: 'unit', unit: 'byte', unitDisplay: 'narrow' } as const;
    const parts = this.#formatter('byte', options).formatToParts(1);
    return parts.some(({ type, value }) => type === 'unit' && value === OCTET) ? OCTET : BYTE;
  }

  /** The plural category of an ordinal: `one` for 1st, `two` for 2nd … */
  ordinalCategory(value: number): Intl.LDMLPluralRule {
    this.#ordinalRules ??= new Intl.PluralRules(this.#locale, { type: 'ordinal' });
    return this.#ordinalRules.select(value);
  }

  /**
   * A measured time, such as a latency, which is compared with another: its two largest units; below ten seconds with a
   * fraction, below one second in milliseconds. One below zero, such as a clock's offset, is in seconds.
   */
  span(ms: number): string {
    if (!Number.isFinite(ms)) return UNKNOWN;
    if (ms >= 10_000) return this.#inUnits(ms, 2);
    const [unit, value] = Math.abs(ms) < 1_000 ? (['millisecond', ms] as const) : (['second', ms / 1_000] as const);
    const options = { style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 3 } as const;
    return kept(this.#formatter(`span ${unit}`, options).format(value));
  }

  /**
   * How long something lasted, as precisely as people care: seconds below two minutes, minutes below an hour, from then on
   * the two largest units. Always rounded down; a negative one counts as none.
   */
  duration(ms: number): string {
    if (!Number.isFinite(ms)) return UNKNOWN;
    const seconds = Math.max(0, Math.floor(ms / 1_000));
    return this.#durations.get(seconds, () => this.#drawDuration(seconds * 1_000));
  }

  #drawDuration(ms: number): string {
    if (ms < 2 * MINUTE_MS && ms !== MINUTE_MS) return this.#unit(ms / 1_000, UNITS[3]);
    return this.#inUnits(ms, ms < HOUR_MS ? 1 : 2);
  }

  /** The largest units that there are, `count` of them; those that are zero are left out. */
  #inUnits(ms: number, count: 1 | 2): string {
    const parts: string[] = [];
    let rest = ms;
    const first = UNITS.findIndex((entry) => rest >= entry.ms);
    const start = first === -1 ? UNITS.length - 1 : first;
    for (const entry of UNITS.slice(start, start + count)) {
      const value = Math.floor(rest / entry.ms);
      rest -= value * entry.ms;
      if (value > 0 || parts.length === 0) parts.push(this.#unit(value, entry));
    }
    this.#durationFormat ??= new Intl.ListFormat(this.#locale, { type: 'unit', style: 'narrow' });
    // CLDR has German put a comma here, which nobody writes.
    const written = this.#durationFormat.formatToParts(parts);
    return written.map(({ type, value }) => (type === 'literal' && value === ', ' ? ' ' : value)).join('');
  }

  /** *a, b or c*. */
  choice(items: readonly string[]): string {
    this.#choiceFormat ??= new Intl.ListFormat(this.#locale, { type: 'disjunction' });
    return this.#choiceFormat.format(items);
  }

  list(items: readonly string[]): string {
    this.#listFormat ??= new Intl.ListFormat(this.#locale, { type: 'conjunction' });
    return this.#listFormat.format(items);
  }

  /** A moment as a Slack token, drawn in the reader's own zone; the fallback is in the tenant's zone and names it. */
  moment(at: number, kind: keyof typeof DATE_TOKENS): string {
    if (!Number.isFinite(at) || Math.abs(at) > MAX_TIME_MS) return UNKNOWN;
    const second = Math.floor(at / 1_000);
    return this.#moments[kind].get(second, () => this.#drawMoment(second, kind));
  }

  #drawMoment(second: number, kind: keyof typeof DATE_TOKENS): string {
    const fallback = escapeMarkup((kind === 'date' ? this.#date() : this.#time()).format(second * 1_000));
    return second < 0 ? fallback : `<!date^${second}^${DATE_TOKENS[kind]}|${fallback}>`;
  }

  #unit(count: number, { unit, unitDisplay }: (typeof UNITS)[number]): string {
    return kept(this.#formatter(unit, { style: 'unit', unit, unitDisplay }).format(count));
  }

  #formatter(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const known = this.#formatters.get(name);
    if (known !== undefined) return known;
    const format = new Intl.NumberFormat(this.#locale, options);
    this.#formatters.set(name, format);
    return format;
  }

  #time(): Intl.DateTimeFormat {
    this.#timeFormat ??= new Intl.DateTimeFormat(this.#locale, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      ...clockDigits(this.#locale),
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
