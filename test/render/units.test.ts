import { describe, expect, test } from '@jest/globals';
import { Formats } from '../../src/render/formats.ts';
import { humanize, unitInName } from '../../src/render/units.ts';

const spaced = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');
const human = (value: unknown, unit = '', locale = 'en'): string =>
  spaced(humanize(value, unit, new Formats(locale, 'UTC')));

describe('a value for people', () => {
  test.each<[unknown, string, string]>([
    ['12884901888', 'bytes', '12 GiB'],
    ['1023', 'bytes', '1,023 B'],
    ['1024', 'bytes', '1 KiB'],
    ['-1536', 'bytes', '-1.5 KiB'],
    ['0', 'bytes', '0 B'],
    ['1e30', 'bytes', '867,361,737,988.4 EiB'],
    ['5242880', 'bytes_per_second', '5 MiB/s'],
    ['0.9534', 'ratio', '95.3%'],
    ['95.34', 'percent', '95.3%'],
    ['95.34%', '', '95.3%'],
    ['12884901888 bytes', '', '12 GiB'],
    ['1.5', 'seconds', '1.5 sec'],
    ['0.245', 'seconds', '245 ms'],
    ['754', 's', '12 min 34 sec'],
    ['90', 'minutes', '1 hr 30 min'],
    ['1234567', '', '1,234,567'],
    ['1234.567', '', '1,235'],
    ['0.0001234', '', '0.000123'],
    ['3', 'replicas', '3 replicas'],
    ['500 errors', '', '500 errors'],
    ['&gt; 12884901888 bytes', '', '&gt; 12 GiB'],
    [0.5, 'ratio', '50%'],
    ['eu-1', 'bytes', 'eu-1'],
    ['1.2.3', '', '1.2.3'],
    ['', 'bytes', ''],
    ['3', 'constructor', '3 constructor'],
    [undefined, 'bytes', ''],
  ])('%j in %j is %s', (value, unit, text) => {
    expect(human(value, unit)).toBe(text);
  });

  test.each([
    ['de', '12,5 GiB', '95,3 %'],
    ['fr', '12,5 Gio', '95,3 %'],
    ['es', '12,5 GiB', '95,3 %'],
    ['it', '12,5 GiB', '95,3%'],
  ])('is written as in %s', (locale, bytes, percent) => {
    expect(human('13421772800', 'bytes', locale)).toBe(bytes);
    expect(human('0.9534', 'ratio', locale)).toBe(percent);
  });
});

test('a name tells its unit by its ending', () => {
  expect(['size_bytes', 'error_ratio', 'duration_seconds', 'bytes', 'x_units'].map(unitInName)).toEqual([
    'bytes',
    'ratio',
    'seconds',
    '',
    '',
  ]);
});
