const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** A second that UTC puts in. JavaScript's time has none: it is read as the last moment of the second before. */
const LEAP_SECOND = /:60(?:\.\d+)?(?=[zZ+-])/;

/** An RFC 3339 time as epoch milliseconds, finer digits left out; NaN when the text is none. */
export function parseTime(text: string): number {
  return RFC_3339.test(text) ? Date.parse(text.replace(LEAP_SECOND, ':59.999').toUpperCase()) : Number.NaN;
}
