import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Layer, nextHandover, onCallAt } from '../../src/routing/on-call.ts';
import { DAY_MS, momentOf, wallAt } from '../../src/routing/wall-clock.ts';
import { createZones } from '../../src/routing/zone.ts';

const zones = createZones();
const HOUR = 3_600_000;
const day = (text: string) => Date.parse(`${text}T00:00Z`) / DAY_MS;

function layer(more: Partial<Layer> & { readonly place?: string } = {}): Layer {
  const { place = 'Europe/Berlin', ...rest } = more;
  return {
    name: 'primary',
    zone: zones(place),
    participants: ['U0ANNA', 'U0BEN', 'U0CLEO'],
    turnDays: 7,
    startDay: day('2026-01-05'),
    handoverMs: 9 * HOUR,
    overrides: [],
    ...rest,
  };
}

const at = (text: string) => Date.parse(text);
const who = (of: Layer, text: string) => onCallAt(of, at(text)).who;

describe('a weekly rotation', () => {
  test('hands over on the weekday and at the time of its start', () => {
    const weekly = layer();
    expect(who(weekly, '2026-01-05T07:59:59Z')).toBe('U0CLEO');
    expect(who(weekly, '2026-01-05T08:00Z')).toBe('U0ANNA');
    expect(who(weekly, '2026-01-12T07:59:59Z')).toBe('U0ANNA');
    expect(who(weekly, '2026-01-12T08:00Z')).toBe('U0BEN');
    expect(who(weekly, '2026-01-26T08:00Z')).toBe('U0ANNA');
  });

  test('keeps its wall time through both changes of the clock', () => {
    const weekly = layer();
    // 2026-03-29: put forward; 2026-10-25: put back.
    expect(nextHandover(weekly, at('2026-03-24T12:00Z'))?.at).toBe(at('2026-03-30T07:00Z'));
    expect(nextHandover(weekly, at('2026-10-20T12:00Z'))?.at).toBe(at('2026-10-26T08:00Z'));
  });
});

describe('a handover at a wall time', () => {
  const daily = (handoverMs: number, startDay: string) =>
    layer({ turnDays: 1, handoverMs, startDay: day(startDay), participants: ['U0ANNA', 'U0BEN'] });

  test('that the clock skips is at the change', () => {
    const skipped = daily(2.5 * HOUR, '2026-03-28');
    expect(nextHandover(skipped, at('2026-03-28T12:00Z'))).toEqual({ at: at('2026-03-29T01:00Z'), who: 'U0BEN' });
    expect(nextHandover(skipped, at('2026-03-29T12:00Z'))).toEqual({ at: at('2026-03-30T00:30Z'), who: 'U0ANNA' });
  });

  test('that the clock shows twice is at the first time only', () => {
    const twice = daily(2.5 * HOUR, '2026-10-24');
    expect(nextHandover(twice, at('2026-10-24T12:00Z'))).toEqual({ at: at('2026-10-25T00:30Z'), who: 'U0BEN' });
    expect(who(twice, '2026-10-25T01:15Z')).toBe('U0BEN');
    expect(nextHandover(twice, at('2026-10-25T00:31Z'))).toEqual({ at: at('2026-10-26T01:30Z'), who: 'U0ANNA' });
  });
});

describe('an exception', () => {
  const holiday = { from: at('2026-01-06T08:00Z'), until: at('2026-01-08T08:00Z'), who: 'U0DORA' };

  test('wins over the turn, from its first moment to the one before its end', () => {
    const weekly = layer({ overrides: [holiday] });
    expect(who(weekly, '2026-01-06T07:59:59Z')).toBe('U0ANNA');
    expect(onCallAt(weekly, holiday.from)).toEqual({ who: 'U0DORA', override: holiday });
    expect(onCallAt(weekly, holiday.until)).toEqual({ who: 'U0ANNA' });
    expect(nextHandover(weekly, at('2026-01-05T12:00Z'))).toEqual({ at: holiday.from, who: 'U0DORA' });
    expect(nextHandover(weekly, holiday.from)).toEqual({ at: holiday.until, who: 'U0ANNA' });
  });

  test('that stands later in the list wins over an earlier one', () => {
    const swap = { from: holiday.from + HOUR, until: holiday.until, who: 'U0BEN' };
    const weekly = layer({ overrides: [holiday, swap] });
    expect(onCallAt(weekly, swap.from).who).toBe('U0BEN');
    expect(onCallAt(weekly, swap.from - 1).who).toBe('U0DORA');
  });

  test('of whoever has the turn anyway is no handover', () => {
    const own = layer({ overrides: [{ ...holiday, who: 'U0ANNA' }] });
    expect(nextHandover(own, at('2026-01-05T12:00Z'))).toEqual({ at: at('2026-01-12T08:00Z'), who: 'U0BEN' });
  });
});

test('who is alone in a layer hands over to nobody', () => {
  expect(nextHandover(layer({ participants: ['U0ANNA'] }), at('2026-01-05T12:00Z'))).toBeUndefined();
});

/** Zones whose clocks change by an hour, by half an hour, in the southern summer, in Ramadan, at midnight, and never. */
const place = fc.constantFrom(
  ...['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago'],
  ...['Africa/Casablanca', 'Asia/Beirut', 'Asia/Kolkata'],
);
const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) });
const overrides = fc.array(
  fc
    .record({ from: moment, hours: fc.integer({ min: 1, max: 24 * 40 }), who: fc.constantFrom('U0DORA', 'U0ANNA') })
    .map(({ from, hours, who: person }) => ({ from, until: from + hours * HOUR, who: person })),
  { maxLength: 4 },
);
const anyLayer = fc
  .record({
    place,
    turnDays: fc.constantFrom(1, 2, 3, 7, 14),
    startDay: fc.integer({ min: day('2023-01-01'), max: day('2029-01-01') }),
    handoverMs: fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minutes) => minutes * 60_000),
    participants: fc.uniqueArray(fc.constantFrom('U0ANNA', 'U0BEN', 'U0CLEO', 'U0EVE'), { minLength: 1 }),
    overrides,
  })
  .map(layer);

describe('whatever the rotation, the zone and the moment', () => {
  test('one person of the layer or of an exception is on call', () => {
    fc.assert(
      fc.property(anyLayer, moment, (any, now) => {
        const { who: person, override } = onCallAt(any, now);
        const covering = any.overrides.filter(({ from, until }) => from <= now && now < until);
        expect(covering.length > 0).toBe(override !== undefined);
        if (override !== undefined) expect(covering.at(-1)).toBe(override);
        else expect(any.participants).toContain(person);
      }),
      { numRuns: 300 },
    );
  });

  test('nobody else is on call until the next handover, and then whom it names', () => {
    fc.assert(
      fc.property(anyLayer, moment, fc.double({ min: 0, max: 1, noNaN: true }), (any, now, share) => {
        const next = nextHandover(any, now);
        const until = next?.at ?? now + 400 * DAY_MS;
        const present = onCallAt(any, now).who;
        expect(onCallAt(any, now + Math.floor((until - 1 - now) * share)).who).toBe(present);
        expect(onCallAt(any, until - 1).who).toBe(present);
        if (next === undefined) return;
        expect(next.at).toBeGreaterThan(now);
        expect(next.who).not.toBe(present);
        expect(onCallAt(any, next.at).who).toBe(next.who);
      }),
      { numRuns: 200 },
    );
  });

  test('turns change at the wall time of the handover, unless the clock skips it', () => {
    fc.assert(
      fc.property(anyLayer, moment, (any, now) => {
        const plain = { ...any, overrides: [] };
        const next = nextHandover(plain, now);
        if (next === undefined) return;
        const wall = wallAt(plain.zone, next.at);
        const wanted = Math.floor((wall - plain.handoverMs) / DAY_MS) * DAY_MS + plain.handoverMs;
        const isSkipped = wallAt(plain.zone, momentOf(plain.zone, wanted)) !== wanted;
        expect(isSkipped || wall === wanted).toBe(true);
        expect(momentOf(plain.zone, wanted)).toBe(next.at);
      }),
      { numRuns: 200 },
    );
  });
});
