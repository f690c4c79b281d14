import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createTimeInterval,
  isActive,
  MAX_LOOK_AHEAD_MS,
  mutedUntil,
  type TimeInterval,
} from '../../src/routing/time-interval.ts';
import { TimeIntervalConfig } from '../../src/routing/time-interval-config.ts';
import { createZones, isZoneName } from '../../src/routing/zone.ts';

const MINUTE_MS = 60_000;
const zones = createZones();

function interval(...entries: readonly object[]): TimeInterval {
  return createTimeInterval(TimeIntervalConfig.parse({ name: 'x', time_intervals: entries }), zones);
}

const times = (start_time: string, end_time: string): object => ({ times: [{ start_time, end_time }] });

describe('a time interval', () => {
  test.each<[object, string, boolean]>([
    [{}, '2026-09-01T00:00Z', true],
    // Times: the end is not part of it, 24:00 is the day's end.
    [times('09:00', '17:00'), '2026-09-01T08:59:59.999Z', false],
    [times('09:00', '17:00'), '2026-09-01T09:00Z', true],
    [times('09:00', '17:00'), '2026-09-01T16:59:59.999Z', true],
    [times('09:00', '17:00'), '2026-09-01T17:00Z', false],
    [times('00:00', '24:00'), '2026-09-01T00:00Z', true],
    [times('00:00', '24:00'), '2026-09-01T23:59:59.999Z', true],
    [times('23:00', '24:00'), '2026-09-02T00:00Z', false],
    // Weekdays; 2026-09-01 is a Tuesday.
    [{ weekdays: ['monday:friday'] }, '2026-09-01T12:00Z', true],
    [{ weekdays: ['monday:friday'] }, '2026-09-05T12:00Z', false],
    [{ weekdays: ['SATURDAY', 'sunday'] }, '2026-09-06T12:00Z', true],
    [{ weekdays: ['sunday:saturday'] }, '2026-09-06T12:00Z', true],
    // Days of the month, from either end, clamped to its length.
    [{ days_of_month: ['1:5'] }, '2026-09-05T12:00Z', true],
    [{ days_of_month: ['1:5'] }, '2026-09-06T12:00Z', false],
    [{ days_of_month: ['-1'] }, '2026-02-28T12:00Z', true],
    [{ days_of_month: ['-1'] }, '2028-02-28T12:00Z', false],
    [{ days_of_month: ['-1'] }, '2028-02-29T12:00Z', true],
    [{ days_of_month: ['-3:-1'] }, '2026-09-27T23:59Z', false],
    [{ days_of_month: ['-3:-1'] }, '2026-09-28T00:00Z', true],
    [{ days_of_month: ['-31:-1'] }, '2026-02-01T12:00Z', true],
    [{ days_of_month: ['29:31'] }, '2026-02-28T12:00Z', false],
    [{ days_of_month: ['20:31'] }, '2026-02-28T12:00Z', true],
    [{ days_of_month: ['10:-10'] }, '2026-09-21T12:00Z', true],
    [{ days_of_month: ['10:-10'] }, '2026-09-22T12:00Z', false],
    [{ days_of_month: [15] }, '2026-09-15T12:00Z', true],
    // Months and years.
    [{ months: ['january:march'] }, '2026-03-31T23:59Z', true],
    [{ months: ['january:march'] }, '2026-04-01T00:00Z', false],
    [{ months: ['1:3', 'december'] }, '2026-12-24T00:00Z', true],
    [{ years: ['2024:2026'] }, '2026-12-31T23:59:59.999Z', true],
    [{ years: ['2024:2026'] }, '2027-01-01T00:00Z', false],
    [{ years: [2030] }, '2030-06-01T00:00Z', true],
    // Every field that is given must hold.
    [{ ...times('09:00', '17:00'), weekdays: ['monday'], months: ['august'] }, '2026-08-31T12:00Z', true],
    [{ ...times('09:00', '17:00'), weekdays: ['monday'], months: ['august'] }, '2026-08-31T17:00Z', false],
    [{ ...times('09:00', '17:00'), weekdays: ['monday'], months: ['august'] }, '2026-09-07T12:00Z', false],
    // Locations: UTC when absent, fields are those of the place.
    [times('09:00', '10:00'), '2026-07-01T09:30+02:00', false],
    [{ ...times('09:00', '10:00'), location: 'Europe/Berlin' }, '2026-07-01T09:30+02:00', true],
    [{ ...times('09:00', '10:00'), location: 'Europe/Berlin' }, '2026-01-01T09:30+01:00', true],
    [{ ...times('09:00', '10:00'), location: 'America/New_York' }, '2026-07-01T09:30-04:00', true],
    [{ ...times('09:00', '10:00'), location: 'Asia/Kathmandu' }, '2026-07-01T09:30+05:45', true],
    [{ weekdays: ['sunday'], location: 'Pacific/Auckland' }, '2026-09-05T12:30Z', true],
    [{ years: [2027], location: 'Pacific/Kiritimati' }, '2026-12-31T10:00Z', true],
    // Clocks go forward in Berlin on 2026-03-29 at 02:00: 02:30 does not occur.
    [{ ...times('02:00', '03:00'), location: 'Europe/Berlin' }, '2026-03-29T00:59:59Z', false],
    [{ ...times('02:00', '03:00'), location: 'Europe/Berlin' }, '2026-03-29T01:00Z', false],
    [{ ...times('03:00', '04:00'), location: 'Europe/Berlin' }, '2026-03-29T01:00Z', true],
    // They go back on 2026-10-25 at 03:00: 02:30 occurs twice.
    [{ ...times('02:00', '03:00'), location: 'Europe/Berlin' }, '2026-10-25T00:30Z', true],
    [{ ...times('02:00', '03:00'), location: 'Europe/Berlin' }, '2026-10-25T01:30Z', true],
    [{ ...times('02:00', '03:00'), location: 'Europe/Berlin' }, '2026-10-25T02:00Z', false],
    [{ ...times('01:00', '02:00'), location: 'America/New_York' }, '2026-11-01T05:30Z', true],
    [{ ...times('01:00', '02:00'), location: 'America/New_York' }, '2026-11-01T06:30Z', true],
    [{ ...times('01:00', '02:00'), location: 'America/New_York' }, '2026-11-01T07:00Z', false],
    // A month in which clocks go forward is not a day shorter (Alertmanager's change 5447).
    [{ days_of_month: ['-1'], location: 'America/New_York' }, '2026-03-31T12:00-04:00', true],
    [{ days_of_month: ['-1'], location: 'America/New_York' }, '2026-03-30T12:00-04:00', false],
  ])('%j at %s: %s', (entry, at, expected) => {
    expect(isActive(interval(entry), Date.parse(at))).toBe(expected);
  });

  test('holds when any of its entries holds, and never when it has none', () => {
    const either = interval({ weekdays: ['saturday'] }, { months: ['september'] });
    expect(isActive(either, Date.parse('2026-08-01T12:00Z'))).toBe(true);
    expect(isActive(either, Date.parse('2026-09-01T12:00Z'))).toBe(true);
    expect(isActive(either, Date.parse('2026-08-03T12:00Z'))).toBe(false);
    expect(isActive(interval(), Date.parse('2026-09-01T12:00Z'))).toBe(false);
  });

  test.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Local', false],
    ['Europe/Berln', false],
    ['', false],
  ])('%j as a zone of IANA: %s', (name, expected) => {
    expect(isZoneName(name)).toBe(expected);
  });

  test('at the location Local follows the clock of this machine', () => {
    const at = Date.parse('2026-07-01T12:34Z');
    const local = new Date(at);
    const time = (minute: number): string =>
      `${String(local.getHours()).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
    const minute = local.getMinutes();
    expect(isActive(interval({ ...times(time(minute), time(minute + 1)), location: 'Local' }), at)).toBe(true);
  });
});

describe('the end of a silence', () => {
  const berlinNights = interval({
    times: [
      { start_time: '00:00', end_time: '06:30' },
      { start_time: '22:00', end_time: '24:00' },
    ],
    location: 'Europe/Berlin',
  });
  const office = interval({ ...times('09:00', '17:00'), weekdays: ['monday:friday'], location: 'America/New_York' });

  test.each<[string, { mute?: TimeInterval[]; active?: TimeInterval[] }, string, string | undefined]>([
    ['nothing mutes', {}, '2026-09-01T00:00Z', undefined],
    ['by day', { mute: [berlinNights] }, '2026-09-01T12:00+02:00', undefined],
    ['at night, to the morning', { mute: [berlinNights] }, '2026-09-01T23:00+02:00', '2026-09-02T06:30+02:00'],
    ['a night with one hour less', { mute: [berlinNights] }, '2026-03-28T23:00+01:00', '2026-03-29T06:30+02:00'],
    ['a night with one hour more', { mute: [berlinNights] }, '2026-10-24T23:00+02:00', '2026-10-25T06:30+01:00'],
    ['inside working hours', { active: [office] }, '2026-09-04T16:59-04:00', undefined],
    ['over the weekend', { active: [office] }, '2026-09-04T17:00-04:00', '2026-09-07T09:00-04:00'],
    [
      'muted within working hours',
      { mute: [berlinNights], active: [office] },
      '2026-09-04T16:30-04:00',
      '2026-09-07T09:00-04:00',
    ],
    [
      'one mute after another',
      { mute: [interval(times('01:00', '02:00')), interval(times('02:00', '03:00'))] },
      '2026-09-01T01:10Z',
      '2026-09-01T03:00Z',
    ],
    [
      'a gap that clocks skip',
      { mute: [interval({ ...times('01:00', '02:00'), location: 'Europe/Berlin' })] },
      '2026-03-29T00:30Z',
      '2026-03-29T01:00Z',
    ],
    [
      'an hour that clocks repeat',
      { mute: [interval({ ...times('02:00', '02:30'), location: 'Europe/Berlin' })] },
      '2026-10-25T01:10Z',
      '2026-10-25T01:30Z',
    ],
    [
      'a month of silence is looked at again after eight days',
      { mute: [interval({ months: ['september'] })] },
      '2026-09-01T00:00:01Z',
      '2026-09-09T00:00:01Z',
    ],
    [
      'the last day of that month',
      { mute: [interval({ months: ['september'] })] },
      '2026-09-30T12:00Z',
      '2026-10-01T00:00Z',
    ],
    [
      'an interval that never holds keeps its route silent',
      { active: [interval()] },
      '2026-09-01T00:00Z',
      '2026-09-09T00:00Z',
    ],
  ])('%s', (_name, { mute = [], active = [] }, now, expected) => {
    const until = mutedUntil({ mute, active }, Date.parse(now));
    expect(until).toBe(expected === undefined ? undefined : Date.parse(expected));
  });

  test('is the first minute at which the route may speak, found by trying them all', () => {
    const time = fc.integer({ min: 0, max: 24 * 12 }).map((fives) => {
      const two = (part: number): string => String(part).padStart(2, '0');
      return `${two(Math.floor(fives / 12))}:${two((fives % 12) * 5)}`;
    });
    const range = fc
      .tuple(time, time)
      .filter(([one, other]) => one !== other)
      .map((pair) => pair.sort())
      .map(([start_time, end_time]) => ({ start_time, end_time }));
    const weekday = fc.constantFrom('monday', 'tuesday:friday', 'saturday', 'sunday');
    const entry = fc.record(
      {
        times: fc.array(range, { minLength: 1, maxLength: 3 }),
        weekdays: fc.array(weekday, { minLength: 1, maxLength: 3 }),
        days_of_month: fc.constantFrom(['-2:-1'], ['1:15'], ['25:31']),
        location: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
      },
      { requiredKeys: [] },
    );
    const some = fc
      .array(entry, { maxLength: 2 })
      .map((entries) => (entries.length === 0 ? [] : [interval(...entries)]));
    // Weeks in which clocks change in Berlin, in New York, on Lord Howe Island, and none.
    const now = fc
      .tuple(
        fc.constantFrom(
          '2026-03-24',
          '2026-10-20',
          '2026-03-03',
          '2026-10-27',
          '2026-04-01',
          '2026-09-29',
          '2026-07-01',
        ),
        fc.integer({ min: 0, max: 7 * 24 * 60 * 60 }),
      )
      .map(([day, second]) => Date.parse(day) + second * 1000);
    fc.assert(
      fc.property(some, some, now, (mute, active, at) => {
        const muting = { mute, active };
        expect(mutedUntil(muting, at)).toBe(firstAudibleMinute(muting, at));
      }),
      { numRuns: 150, seed: 5447 },
    );
  });
});

function firstAudibleMinute(
  { mute, active }: { mute: TimeInterval[]; active: TimeInterval[] },
  now: number,
): number | undefined {
  const isMuted = (at: number): boolean =>
    mute.some((each) => isActive(each, at)) || (active.length > 0 && !active.some((each) => isActive(each, at)));
  if (!isMuted(now)) return undefined;
  const until = now + MAX_LOOK_AHEAD_MS;
  const first = Math.floor(now / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  for (let at = first; at < until; at += MINUTE_MS) if (!isMuted(at)) return at;
  return until;
}
