/** Both ends belong to the range. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

/** The calendar fields of a time interval that are written as ranges. */
export type RangeKind = 'weekdays' | 'days_of_month' | 'months' | 'years';

/** Sunday first, as JavaScript counts. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

const FORMS: Readonly<Record<RangeKind, string>> = {
  weekdays: "write a weekday or a range of weekdays, such as 'saturday' or 'monday:friday'",
  days_of_month: "write days from 1 to 31, or from -31 to -1 counted from the month's end, such as '1:5' or '-3:-1'",
  months: "write a month or a range of months, such as 'december', 'january:march' or '1:3'",
  years: "write a year or a range of years, such as '2026' or '2024:2026'",
};

/**
 * Reads `begin:end` or a single member as Alertmanager does (timeinterval/timeinterval.go): in any case of letters,
 * weekdays from sunday = 0, months from january = 1. A text that is no such range yields what is wrong and what to do.
 */
export function parseRange(kind: RangeKind, text: string): Range | { readonly problem: string } {
  const members = text.toLowerCase().split(':');
  const begin = memberOf(kind, members[0] ?? '');
  const end = memberOf(kind, members[1] ?? members[0] ?? '');
  if (members.length > 2 || begin === undefined || end === undefined) {
    return { problem: `${JSON.stringify(text)} is not understood; ${FORMS[kind]}` };
  }
  const problem = checkOrder(kind, { begin, end });
  return problem === undefined ? { begin, end } : { problem: `${JSON.stringify(text)} ${problem}` };
}

function memberOf(kind: RangeKind, text: string): number | undefined {
  const number = /^[+-]?\d{1,4}$/.test(text) ? Number(text) : undefined;
  switch (kind) {
    case 'weekdays':
      return indexOf(WEEKDAYS, text);
    case 'months': {
      const index = indexOf(MONTHS, text);
      return index === undefined ? within(number, 1, 12) : index + 1;
    }
    case 'days_of_month':
      return number === 0 ? undefined : within(number, -31, 31);
    case 'years':
      return number;
    default:
      return kind satisfies never;
  }
}

function indexOf(names: readonly string[], name: string): number | undefined {
  const index = names.indexOf(name);
  return index < 0 ? undefined : index;
}

function within(number: number | undefined, low: number, high: number): number | undefined {
  return number !== undefined && number >= low && number <= high ? number : undefined;
}

/** The shortest month, for which Alertmanager judges whether a range of days can ever hold. */
const SHORTEST_MONTH = 28;

function checkOrder(kind: RangeKind, range: Range): string | undefined {
  if (kind === 'days_of_month') return checkDays(range);
  if (range.begin <= range.end) return undefined;
  if (kind === 'weekdays')
    return "ends before it begins, for a week begins on sunday; write two, such as ['saturday', 'sunday']";
  if (kind === 'months') return "ends before it begins; write two, such as ['november:december', 'january:february']";
  return 'ends before it begins; write the earlier year first';
}

function checkDays({ begin, end }: Range): string | undefined {
  if (begin < 0 && end > 0) {
    return "begins at the month's end and ends at its start; write two, such as ['-3:-1', '1:3']";
  }
  const fromStart = (day: number): number => (day < 0 ? SHORTEST_MONTH + day : day);
  return fromStart(begin) > fromStart(end) ? 'ends before it begins; write the earlier day first' : undefined;
}
