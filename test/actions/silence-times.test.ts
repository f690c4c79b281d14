import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instantOf, LONGEST_SILENCE_MS, laterLength, silenceEnd } from '../../src/actions/silence-times.ts';
import { createZones } from '../../src/routing/zone.ts';

const zones = createZones();
const zoneNames = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
const HOUR = 3_600_000;
const moments = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });

/** `Mon 09:00`, as the zone's people read it. */
function wall(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
    .format(at)
    .replace(',', '');
}
const day = (at: number, timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

const end = (chosen: Parameters<typeof silenceEnd>[0], now: number, zone = 'Europe/Berlin') =>
  silenceEnd(chosen, { now, zone: zones(zone) });

test('for a later end the first is offered that is later', () => {
  // A Sunday, at noon in Berlin.
  const at = { now: Date.UTC(2026, 2, 1, 11), zone: zones('Europe/Berlin') };
  const after = [0, 1, 4, 22, 24 * 7].map((hours) => laterLength(at.now + hours * HOUR, at));
  expect(after).toEqual(['1h', '4h', 'tomorrow', 'custom', 'custom']);
  const saturday = { ...at, now: Date.UTC(2026, 1, 28, 11) };
  expect(laterLength(saturday.now + 30 * HOUR, saturday)).toBe('monday');
});

describe('until tomorrow and until Monday', () => {
  test('is nine o’clock where the person is, whatever the clocks do', () => {
    fc.assert(
      fc.property(moments, fc.constantFrom(...zoneNames), (now, zone) => {
        const tomorrow = end({ length: 'tomorrow' }, now, zone);
        const monday = end({ length: 'monday' }, now, zone);
        if (!('endsAt' in tomorrow) || !('endsAt' in monday)) throw new Error('no end');
        expect(wall(tomorrow.endsAt, zone)).toMatch(/ 09:00$/);
        const nextDay = new Date(Date.parse(day(now, zone)) + 24 * HOUR).toISOString().slice(0, 10);
        expect(day(tomorrow.endsAt, zone)).toBe(nextDay);
        expect(wall(monday.endsAt, zone)).toBe('Mon 09:00');
        expect(monday.endsAt).toBeGreaterThan(now);
        expect(monday.endsAt - now).toBeLessThanOrEqual(7 * 24 * HOUR + HOUR);
      }),
    );
  });

  test('is an hour less far over the night when clocks go forward', () => {
    const saturday = Date.UTC(2026, 2, 28, 8);
    expect(end({ length: 'tomorrow' }, saturday)).toEqual({ endsAt: saturday + 23 * HOUR });
    const october = Date.UTC(2026, 9, 24, 7);
    expect(end({ length: 'tomorrow' }, october)).toEqual({ endsAt: october + 25 * HOUR });
  });

  test('is today on a Monday before nine, and next week from nine on', () => {
    const monday = Date.UTC(2026, 10, 23, 7, 59, 59);
    expect(end({ length: 'monday' }, monday)).toEqual({ endsAt: Date.UTC(2026, 10, 23, 8) });
    expect(end({ length: 'monday' }, monday + 1_000)).toEqual({ endsAt: Date.UTC(2026, 10, 30, 8) });
  });
});

describe('a length of one’s own', () => {
  const now = Date.UTC(2026, 10, 23, 17);

  test.each([
    ['90m', 1.5 * HOUR],
    ['2d', 48 * HOUR],
    ['1H 30m', 1.5 * HOUR],
    ['1w', 168 * HOUR],
  ])('may be %s', (duration, lengthMs) => {
    expect(end({ length: 'custom', duration, date: '2026-11-30' }, now)).toEqual({ endsAt: now + lengthMs });
  });

  test.each(['soon', '2', '-1h', '1.5h', '10s', '1h1h', '99999999999d'])('is no duration: %s', (duration) => {
    expect(end({ length: 'custom', duration }, now)).toEqual({ fault: 'not_a_duration' });
  });

  test('may be a day, at nine unless a time is given, or a time of today', () => {
    expect(end({ length: 'custom', date: '2026-12-24' }, now)).toEqual({ endsAt: Date.UTC(2026, 11, 24, 8) });
    expect(end({ length: 'custom', date: '2026-12-24', time: '14:30' }, now)).toEqual({
      endsAt: Date.UTC(2026, 11, 24, 13, 30),
    });
    expect(end({ length: 'custom', time: '20:00' }, now)).toEqual({ endsAt: Date.UTC(2026, 10, 23, 19) });
  });

  test('is faulted when there is none, when it is over, and when it is too far away', () => {
    expect(end({ length: 'custom' }, now)).toEqual({ fault: 'missing' });
    expect(end({ length: 'custom', time: '18:00' }, now)).toEqual({ fault: 'past' });
    expect(end({ length: 'custom', duration: '0h' }, now)).toEqual({ fault: 'past' });
    expect(end({ length: 'custom', duration: '2000w' }, now)).toEqual({ fault: 'too_far' });
    expect(end({ length: 'custom', date: '2031-01-01' }, now)).toEqual({ fault: 'too_far' });
    expect(end({ length: 'custom', duration: '366d' }, now)).toEqual({ endsAt: now + LONGEST_SILENCE_MS });
  });
});

describe('a time on the wall', () => {
  const berlin = zones('Europe/Berlin');

  test('that clocks show twice is the first of both; one that they leave out is as long after the jump', () => {
    expect(instantOf(Date.UTC(2026, 9, 25, 2, 30), berlin)).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(instantOf(Date.UTC(2026, 2, 29, 2, 30), berlin)).toBe(Date.UTC(2026, 2, 29, 1, 30));
  });
});
