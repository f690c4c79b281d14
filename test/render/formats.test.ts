import { describe, expect, test } from '@jest/globals';
import { Formats } from '../../src/render/formats.ts';
import { LOCALES } from './rendering.ts';
import { MINUTE, T0 } from './view-builder.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const spaced = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');
const formats = (locale: string, timeZone = 'Europe/Berlin'): Formats => new Formats(locale, timeZone);

describe('a duration', () => {
  test.each([
    [0, '0 sec'],
    [-5, '0 sec'],
    [999, '0 sec'],
    [59_000, '59 sec'],
    [MINUTE, '1 min'],
    [95_000, '95 sec'],
    [2 * MINUTE - 1, '119 sec'],
    [2 * MINUTE, '2 min'],
    [22 * MINUTE + 45_000, '22 min'],
    [HOUR - 1, '59 min'],
    [HOUR, '1 hr'],
    [HOUR + 59_000, '1 hr'],
    [125 * MINUTE, '2 hr 5 min'],
    [2 * HOUR + 30_000, '2 hr'],
    [DAY, '1 day'],
    [DAY + 59 * MINUTE, '1 day'],
    [49 * HOUR + MINUTE, '2 days 1 hr'],
    [400 * DAY, '400 days'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('of %d ms is %s', (ms, text) => {
    expect(spaced(formats('en').duration(ms))).toBe(text);
  });

  test.each([
    ['en', '95~sec', '22~min', '3~hr 20~min', '2~days 1~hr'],
    ['de', '95~Sek.', '22~Min.', '3~Std. 20~Min.', '2~Tage 1~Std.'],
    ['fr', '95~s', '22~min', '3~h 20~min', '2~jours 1~h'],
    ['es', '95~s', '22~min', '3~h 20~min', '2~días 1~h'],
    ['it', '95~s', '22~min', '3~h 20~min', '2~giorni 1~h'],
  ])('in %s may break only between its units', (locale, ...texts) => {
    const durations = [95_000, 22 * MINUTE + 45_000, 200 * MINUTE, 49 * HOUR + 5 * MINUTE];
    expect(
      durations.map((ms) =>
        formats(locale)
          .duration(ms)
          .replace(/[\u00a0\u202f]/g, '~'),
      ),
    ).toEqual(texts);
  });
});

describe('a measured time', () => {
  test.each([
    [0.4, '0.4 ms'],
    [300, '300 ms'],
    [1_250, '1.25 sec'],
    [95_000, '1 min 35 sec'],
    [754_000, '12 min 34 sec'],
    [200 * MINUTE, '3 hr 20 min'],
    [-20_000, '-20 sec'],
    [Number.NaN, '–'],
  ])('of %d ms keeps what a threshold is compared with: %s', (ms, text) => {
    expect(spaced(formats('en').span(ms))).toBe(text);
  });
});

describe('an amount of bytes', () => {
  test.each([
    ['en', '12.5 GiB', '512 B'],
    ['fr', '12,5 Gio', '512 o'],
    ['fr-CA', '12,5 Gio', '512 o'],
    ['de-AT', '12,5 GiB', '512 B'],
    ['es', '12,5 GiB', '512 B'],
    ['it', '12,5 GiB', '512 B'],
  ])('in %s is in binary units with the symbol of the language', (locale, many, few) => {
    expect(spaced(formats(locale).bytes(12.5 * 1_024 ** 3))).toBe(many);
    expect(spaced(formats(locale).bytes(512))).toBe(few);
  });
});

describe('a moment', () => {
  test.each([
    ['en', '<!date^1772460000^{date_short_pretty} {time}|Mar 2, 2026, 3:00 PM GMT+1>'],
    ['de', '<!date^1772460000^{date_short_pretty} {time}|2. März 2026, 15:00 MEZ>'],
    ['fr', '<!date^1772460000^{date_short_pretty} {time}|2 mars 2026, 15:00 UTC+1>'],
    ['es', '<!date^1772460000^{date_short_pretty} {time}|2 mar 2026, 15:00 CET>'],
    ['it', '<!date^1772460000^{date_short_pretty} {time}|2 mar 2026, 15:00 CET>'],
  ])('in %s is a token with a fallback that names the zone', (locale, token) => {
    expect(spaced(formats(locale).moment(T0, 'time'))).toBe(token);
  });

  test('follows the zone into summer time', () => {
    const july = Date.UTC(2026, 6, 1, 12);
    expect(formats('de').moment(july, 'time')).toContain('|1. Juli 2026, 14:00 MESZ>');
    expect(formats('de', 'Nowhere/Land').moment(july, 'time')).toContain('|1. Juli 2026, 12:00 UTC>');
  });

  test('before the epoch is only its fallback, and one that is none is a dash', () => {
    expect(formats('en', 'UTC').moment(-62_135_596_800_000, 'date')).toBe('Jan 1, 1, UTC');
    for (const at of [Number.NaN, Number.NEGATIVE_INFINITY, 9e15]) expect(formats('en').moment(at, 'time')).toBe('–');
  });
});

describe('numbers and lists', () => {
  test.each(LOCALES)('are written as in %s', (locale) => {
    const { number, percent, list } = {
      number: formats(locale).number(1_234_567.5),
      percent: formats(locale).percent(0.256),
      list: formats(locale).list(['a', 'b', 'c']),
    };
    expect([number, percent, list].map(spaced)).toMatchSnapshot();
  });
});
