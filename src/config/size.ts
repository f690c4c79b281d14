import { z } from 'zod';

const SIZE = /^(\d+)(B|KiB|MiB|GiB)$/;
const UNIT_BYTES: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1_048_576, GiB: 1_073_741_824 };
const WORDS = 'must be a size such as 512KiB or 16MiB';

/** Bytes of a size such as `16MiB`. */
export function parseSize(text: string): number {
  const [, count, unit] = SIZE.exec(text) ?? [];
  if (count === undefined) throw new TypeError(WORDS);
  return Number(count) * (UNIT_BYTES[unit ?? ''] ?? 0);
}

/** A size between two others, all as `16MiB`; its value is in bytes. */
export function sizeBetween(least: string, most: string) {
  const [leastBytes, mostBytes] = [parseSize(least), parseSize(most)];
  return z
    .string({ error: WORDS })
    .regex(SIZE, { error: WORDS, abort: true })
    .refine((text) => parseSize(text) >= leastBytes, `must be at least ${least}`)
    .refine((text) => parseSize(text) <= mostBytes, `must be at most ${most}`)
    .transform(parseSize)
    .meta({ title: `size, ${least} to ${most}` });
}
