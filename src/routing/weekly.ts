import { WEEKDAYS } from './calendar-range.ts';
import { DAY_MS, momentOf, wallAt } from './wall-clock.ts';
import type { Zone } from './zone.ts';

/** A time of the week by the wall clock. */
export interface Weekly {
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Milliseconds after midnight. */
  readonly timeMs: number;
}

const TEXT = /^([a-z]+) +([01]\d|2[0-3]):([0-5]\d)$/;

/** Reads `monday 09:00`; undefined for what is none. */
export function readWeekly(text: string): Weekly | undefined {
  const [, day = '', hours, minutes] = TEXT.exec(text) ?? [];
  const weekday = WEEKDAYS.indexOf(day);
  return weekday < 0 ? undefined : { weekday, timeMs: (Number(hours) * 60 + Number(minutes)) * 60_000 };
}

/** The latest such moment that is not after `at`, epoch milliseconds. Where a clock is put forward over it: the change. */
export function lastWeekly({ weekday, timeMs }: Weekly, zone: Zone, at: number): number {
  const wall = wallAt(zone, at);
  const today = wall - (((wall % DAY_MS) + DAY_MS) % DAY_MS);
  const daysSince = (new Date(today).getUTCDay() - weekday + 7) % 7;
  const moment = momentOf(zone, today - daysSince * DAY_MS + timeMs);
  return moment <= at ? moment : momentOf(zone, today - (daysSince + 7) * DAY_MS + timeMs);
}
