import { describe, expect, test } from '@jest/globals';
import { SEVERITIES } from '../../src/core/severity.ts';
import { barColor } from '../../src/render/bar-color.ts';

type Rgb = readonly [number, number, number];

const COLORS = [
  ...SEVERITIES.map((severity) => [severity, barColor({ status: 'firing', severity })] as const),
  ['resolved', barColor({ status: 'resolved', severity: 'critical' })] as const,
  ['unreported', barColor({ status: 'unreported', severity: 'critical' })] as const,
];

/** Full colour blindness of each kind as matrices over linear RGB (Machado, Oliveira and Fernandes, 2009). */
const SIGHTS: Readonly<Record<string, readonly Rgb[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

function seen(hex: string, matrix: readonly Rgb[]): Rgb {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255));
  const [x = 0, y = 0, z = 0] = matrix.map((row) => Math.min(1, Math.max(0, row[0] * r + row[1] * g + row[2] * b)));
  return [x, y, z];
}

/** CIELAB under D65, whose distances are about what people see. */
function lab([r, g, b]: Rgb): Rgb {
  const curve = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (left: Rgb, right: Rgb): number =>
  Math.hypot(left[0] - right[0], left[1] - right[1], left[2] - right[2]);

/** A difference of 2.3 is just noticeable; bars are narrow and stand apart. */
const CLEARLY = 12;

describe.each(Object.entries(SIGHTS))('to eyes with %s', (_sight, matrix) => {
  test('the colours of the bar are told apart', () => {
    const close: string[] = [];
    for (const [index, [name, color]] of COLORS.entries()) {
      for (const [other, otherColor] of COLORS.slice(index + 1)) {
        const apart = distance(lab(seen(color, matrix)), lab(seen(otherColor, matrix)));
        if (apart < CLEARLY) close.push(`${name} and ${other}: ${apart.toFixed(1)}`);
      }
    }
    expect(close).toEqual([]);
  });
});
