/** When a silence ends, by what a person chose, on their own clock. Pure. */
import { parseDuration } from '../config/duration.ts';
import type { Zone } from '../routing/zone.ts';

/** What the form offers, in its order. */
export const SILENCE_LENGTHS = ['1h', '4h', 'tomorrow', 'monday', 'custom'] as const;
export type SilenceLength = (typeof SILENCE_LENGTHS)[number];

/** The longest silence that the form takes. Ours: what is to be quiet for longer is better not alerted on. */
export const LONGEST_SILENCE_MS = 366 * 86_400_000;

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** When the working day begins, of tomorrow and of Monday. */
const MORNING_MS = 9 * HOUR_MS;

/** What was chosen; the texts matter only for `custom`. */
export interface ChosenLength {
  readonly length: SilenceLength;
  /** A duration such as `90m` or `2d`. Counts before the day and the time. */
  readonly duration?: string;
  /** `2026-03-29`. */
  readonly date?: string;
  /** `14:30`; 9:00 when only a day was chosen. */
  readonly time?: string;
}

export type LengthFault =
  /** `custom` without any. */
  | 'missing'
  | 'not_a_duration'
  /** The time is over. */
  | 'past'
  /** Longer than {@link LONGEST_SILENCE_MS}. */
  | 'too_far';

export type EndOrFault = { readonly endsAt: number } | { readonly fault: LengthFault };

/** When it ends, epoch milliseconds. Days and times are those of the zone, whatever its clocks do in between. */
export function silenceEnd(
  chosen: ChosenLength,
  { now, zone }: { readonly now: number; readonly zone: Zone },
): EndOrFault {
  switch (chosen.length) {
    case '1h':
      return { endsAt: now + HOUR_MS };
    case '4h':
      return { endsAt: now + 4 * HOUR_MS };
    case 'tomorrow':
      return { endsAt: instantOf(startOfDay(now, zone) + DAY_MS + MORNING_MS, zone) };
    case 'monday':
      return { endsAt: nextMonday(now, zone) };
    case 'custom':
      return checked(customEnd(chosen, now, zone), now);
    default:
      return chosen.length satisfies never;
  }
}

/** The first of what the form offers that ends later than this; `custom` when none does. */
export function laterLength(endsAt: number, at: { readonly now: number; readonly zone: Zone }): SilenceLength {
  const isLater = (length: SilenceLength) => {
    const end = silenceEnd({ length }, at);
    return 'endsAt' in end && end.endsAt > endsAt;
  };
  return SILENCE_LENGTHS.find(isLater) ?? 'custom';
}

/** The nearest Monday morning that is still to come. */
function nextMonday(now: number, zone: Zone): number {
  const today = startOfDay(now, zone);
  const daysUntil = (8 - new Date(today).getUTCDay()) % 7;
  const endsAt = instantOf(today + daysUntil * DAY_MS + MORNING_MS, zone);
  return endsAt > now ? endsAt : instantOf(today + (daysUntil + 7) * DAY_MS + MORNING_MS, zone);
}

function customEnd({ duration = '', date, time }: ChosenLength, now: number, zone: Zone): number | LengthFault {
  const text = duration.replace(/\s+/g, '').toLowerCase();
  if (text !== '') return isDuration(text) ? now + parseDuration(text) : 'not_a_duration';
  if (date === undefined && time === undefined) return 'missing';
  const day = date === undefined ? startOfDay(now, zone) : Date.parse(`${date}T00:00:00Z`);
  const sinceMidnight = time === undefined ? MORNING_MS : Date.parse(`1970-01-01T${time}:00Z`);
  return instantOf(day + sinceMidnight, zone);
}

function isDuration(text: string): boolean {
  return /^(?=.)(?:\d{1,4}w)?(?:\d{1,4}d)?(?:\d{1,5}h)?(?:\d{1,6}m)?$/.test(text);
}

function checked(end: number | LengthFault, now: number): EndOrFault {
  if (typeof end === 'string') return { fault: end };
  if (!(end > now)) return { fault: 'past' };
  return end - now > LONGEST_SILENCE_MS ? { fault: 'too_far' } : { endsAt: end };
}

/** Midnight of the day that the zone's wall clock shows, as if that clock were UTC. */
function startOfDay(at: number, zone: Zone): number {
  const wall = at + zone.offsetAt(at);
  return wall - (((wall % DAY_MS) + DAY_MS) % DAY_MS);
}

/**
 * The moment when the zone's wall clock shows this, given as if that clock were UTC. When the clock shows it twice, the
 * first of them; when it leaves it out, the moment at which it jumps over it, or as far behind it as it would have been.
 */
export function instantOf(wall: number, zone: Zone): number {
  const candidates = [wall - DAY_MS, wall + DAY_MS].map((at) => wall - zone.offsetAt(at));
  const exact = candidates.filter((at) => at + zone.offsetAt(at) === wall);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}
