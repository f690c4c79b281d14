import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { durationBetween, formatDuration, parseDuration } from '../../src/config/duration.ts';
import { parseSize, sizeBetween } from '../../src/config/size.ts';

describe('durations', () => {
  test.each([
    ['30m', 1_800_000],
    ['1h30m', 5_400_000],
    ['500ms', 500],
    ['0', 0],
    ['0s', 0],
    ['1d', 86_400_000],
    ['2w', 1_209_600_000],
    ['1y', 31_536_000_000],
    ['1m1ms', 60_001],
  ])('reads %s as Prometheus does', (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });

  test.each(['', '30', '1.5h', '-1m', '1m1h', '1m1m', '30 m', '30M', 'm', '1h 30m'])('refuses "%s"', (text) => {
    expect(() => parseDuration(text)).toThrow('must be a duration such as 30m');
  });

  test('reads back what it writes', () => {
    fc.assert(fc.property(fc.nat(), (durationMs) => parseDuration(formatDuration(durationMs)) === durationMs));
  });

  test('keeps to its bounds', () => {
    const schema = durationBetween('1s', '1h');
    expect(schema.parse('1h')).toBe(3_600_000);
    expect(schema.safeParse('61m').error?.issues[0]?.message).toBe('must be at most 1h');
    expect(schema.safeParse('1ms').error?.issues[0]?.message).toBe('must be at least 1s');
    expect(schema.safeParse('soon').error?.issues.map((issue) => issue.message)).toEqual([
      'must be a duration such as 30m, 1h30m or 500ms',
    ]);
  });
});

describe('sizes', () => {
  test.each([
    ['16MiB', 16_777_216],
    ['512KiB', 524_288],
    ['10B', 10],
    ['1GiB', 1_073_741_824],
  ])('reads %s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each(['16MB', '16', 'MiB', '1.5MiB', '16 MiB'])('refuses "%s"', (text) => {
    expect(() => parseSize(text)).toThrow('must be a size such as 512KiB or 16MiB');
  });

  test('keeps to its bounds', () => {
    expect(sizeBetween('1KiB', '1MiB').safeParse('2MiB').error?.issues[0]?.message).toBe('must be at most 1MiB');
  });
});
