import { z } from 'zod';
import { parseRange, type RangeKind } from './calendar-range.ts';
import { unknownKeys } from './unknown-keys.ts';
import { isZoneName } from './zone.ts';

const LIST = 'write a list';
const EMPTY = 'an empty list never holds in Alertmanager; delete the key to allow all, or fill the list';
const TIME = 'write a time in quotes as HH:MM, from 00:00 to 24:00';
const ZONE = 'write an IANA name such as Europe/Berlin, or UTC';

const Time = z
  .string(TIME)
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: `is no time of day; ${TIME}`, abort: true });

const Times = z
  .strictObject(
    {
      start_time: Time.describe('The first minute that belongs to it, HH:MM.'),
      end_time: Time.describe('The first minute that no longer belongs to it, HH:MM; 24:00 is the end of the day.'),
    },
    unknownKeys('a range of times', ['start_time', 'end_time']),
  )
  .refine(
    ({ start_time, end_time }) => start_time < end_time,
    'start_time must be before end_time; over midnight, write two: one up to 24:00 and one from 00:00',
  );

function rangesOf(kind: RangeKind) {
  const range = z.union([z.string(), z.int()], "write a text such as '1:5'").superRefine((value, context) => {
    const read = parseRange(kind, String(value));
    if ('problem' in read) context.addIssue({ code: 'custom', message: read.problem });
  });
  return z.array(range, LIST).min(1, EMPTY).optional();
}

const TimeIntervalEntry = z.strictObject(
  {
    times: z.array(Times, LIST).min(1, EMPTY).optional().describe('Times of day.'),
    weekdays: rangesOf('weekdays').describe("Such as 'monday:friday' or 'saturday'; weeks begin on sunday."),
    days_of_month: rangesOf('days_of_month').describe(
      "Such as '1:5'; negative days count from the month's end, -1 is the last.",
    ),
    months: rangesOf('months').describe("Such as 'january:march' or '1:3'."),
    years: rangesOf('years').describe("Such as '2024:2026'."),
    location: z
      .string(ZONE)
      .refine((name) => name === 'Local' || isZoneName(name), `is no time zone that is known; ${ZONE}`)
      .optional()
      .describe("The time zone in which all of this is meant, an IANA name; UTC when absent, Local is this machine's."),
  },
  unknownKeys(
    'a time interval',
    ['times', 'weekdays', 'days_of_month', 'months', 'years', 'location'],
    new Map([['time_zone', 'write it as location']]),
  ),
);

/**
 * A named set of times in Alertmanager's own form (docs/configuration.md, `time_interval`). The name stands for the
 * moments that lie in any of its entries; a moment lies in an entry when every field that the entry gives contains it.
 */
export const TimeIntervalConfig = z.strictObject(
  {
    name: z
      .string('write a name')
      .min(1, 'give it the name by which routes refer to it')
      .describe('How routes refer to it.'),
    time_intervals: z.array(TimeIntervalEntry, LIST).describe('It holds whenever one of these holds.'),
  },
  unknownKeys('a named time interval', ['name', 'time_intervals']),
);
export type TimeIntervalConfig = z.infer<typeof TimeIntervalConfig>;
