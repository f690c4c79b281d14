import { z } from 'zod';

/** Prometheus's form: each unit at most once, largest first; a bare `0` is allowed. */
const DURATION = /^(?:0|(?=.)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?)$/;

/** As Prometheus counts them: a year has 365 days. */
const UNIT_MS: Readonly<Record<string, number>> = {
  y: 31_536_000_000,
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
};

const WORDS = 'must be a duration such as 30m, 1h30m or 500ms';

/** Milliseconds of a duration in Prometheus's form. */
export function parseDuration(text: string): number {
  if (!DURATION.test(text)) throw new TypeError(`${WORDS}`);
  const parts = [...text.matchAll(/(\d+)(ms|[ywdhms])/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0), 0);
}

/** The shortest writing of whole milliseconds in Prometheus's form. */
export function formatDuration(durationMs: number): string {
  let rest = durationMs;
  let text = '';
  for (const [unit, unitMs] of Object.entries(UNIT_MS)) {
    const count = Math.floor(rest / unitMs);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * unitMs;
  }
  return text === '' ? '0' : text;
}

/** A duration between two others, all in Prometheus's form; its value is in milliseconds. */
export function durationBetween(least: string, most: string) {
  const [leastMs, mostMs] = [parseDuration(least), parseDuration(most)];
  return z
    .string({ error: WORDS })
    .regex(DURATION, { error: WORDS, abort: true })
    .refine((text) => parseDuration(text) >= leastMs, `must be at least ${least}`)
    .refine((text) => parseDuration(text) <= mostMs, `must be at most ${most}`)
    .transform(parseDuration)
    .meta({ title: `duration, ${least} to ${most}` });
}
