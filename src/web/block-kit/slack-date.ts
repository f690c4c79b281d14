/** For whom a date is shown. */
export interface Reader {
  /** BCP 47; absent: the browser's. */
  readonly locale?: string | undefined;
  /** IANA name; absent: the browser's. */
  readonly timeZone?: string | undefined;
  /** Epoch milliseconds: what "today" and "ago" are told from. */
  readonly now: number;
}

const DAY_MS = 86_400_000;
const AGO: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const FORMATS: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date: { month: 'long', day: 'numeric', year: 'numeric' },
  date_slash: { month: 'numeric', day: 'numeric', year: 'numeric' },
  date_short: { month: 'short', day: 'numeric', year: 'numeric' },
  date_long: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
  date_long_full: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
  day_divider: { weekday: 'long', month: 'long', day: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
  time_secs: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
};

/**
 * A date as Slack writes it for a reader: `{date_short_pretty} {time}` and its kin (messaging/formatting-message-text).
 * Unknown tokens stay as they are; undefined when the seconds are no date.
 */
export function formatSlackDate(unixSeconds: number, format: string, reader: Reader): string | undefined {
  const date = new Date(unixSeconds * 1_000);
  if (Number.isNaN(date.getTime())) return undefined;
  return format.replace(/\{(\w+)\}/g, (whole, token: string) => formatToken(token, date, reader) ?? whole);
}

/** The clock time at which something was said, as beside a message. */
export function formatTime(epochMs: number, reader: Reader): string {
  return show(new Date(epochMs), { hour: 'numeric', minute: '2-digit' }, reader);
}

function formatToken(token: string, date: Date, reader: Reader): string | undefined {
  if (token === 'ago') return ago((date.getTime() - reader.now) / 1_000, reader);
  if (token === 'date_num') return calendarDay(date, reader);
  const pretty = token.endsWith('_pretty') ? nearbyDay(date, reader) : undefined;
  if (pretty !== undefined) return pretty;
  const options = FORMATS[token.replace('_pretty', '')];
  return options === undefined ? undefined : show(date, options, reader);
}

/** "today", "yesterday" or "tomorrow" in the reader's language. */
function nearbyDay(date: Date, reader: Reader): string | undefined {
  const day = (each: Date): number => Date.parse(calendarDay(each, reader));
  const distance = Math.round((day(date) - day(new Date(reader.now))) / DAY_MS);
  if (Math.abs(distance) > 1) return undefined;
  return new Intl.RelativeTimeFormat(reader.locale, { numeric: 'auto' }).format(distance, 'day');
}

/** `2026-11-22` in the reader's zone. */
function calendarDay(date: Date, reader: Reader): string {
  return show(date, { year: 'numeric', month: '2-digit', day: '2-digit' }, { ...reader, locale: 'sv-SE' });
}

function ago(seconds: number, reader: Reader): string {
  const format = new Intl.RelativeTimeFormat(reader.locale, { numeric: 'auto' });
  const fitting = AGO.find(([, size]) => Math.abs(seconds) >= size);
  if (fitting === undefined) return format.format(Math.round(seconds), 'second');
  return format.format(Math.round(seconds / fitting[1]), fitting[0]);
}

function show(date: Date, options: Intl.DateTimeFormatOptions, { locale, timeZone }: Reader): string {
  return new Intl.DateTimeFormat(locale, timeZone === undefined ? options : { ...options, timeZone }).format(date);
}
