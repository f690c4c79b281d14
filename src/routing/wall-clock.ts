/** What a place's wall clock shows, and the moments that it stands for. Wall times are milliseconds as if they were UTC. Pure. */
import type { Zone } from './zone.ts';

export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;

export function wallAt(zone: Zone, at: number): number {
  return at + zone.offsetAt(at);
}

/**
 * The moment at which the wall clock shows this. Where it shows it twice, when the clock is put back, the first; where it
 * never does, when the clock is put forward, the moment of the change: so every wall time has one moment, and a later one
 * never an earlier moment.
 */
export function momentOf(zone: Zone, wall: number): number {
  const before = wall - zone.offsetAt(wall - DAY_MS);
  const after = wall - zone.offsetAt(wall + DAY_MS);
  if (before === after) return before;
  const shown = [Math.min(before, after), Math.max(before, after)].find((at) => wallAt(zone, at) === wall);
  return shown ?? firstReaching(zone, wall, { from: Math.min(before, after), to: Math.max(before, after) });
}

/** The first full minute from when on the wall clock shows this or later. */
function firstReaching(zone: Zone, wall: number, { from, to }: { readonly from: number; readonly to: number }): number {
  let low = Math.floor(from / MINUTE_MS);
  let high = Math.ceil(to / MINUTE_MS);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wallAt(zone, middle * MINUTE_MS) < wall) low = middle;
    else high = middle;
  }
  return high * MINUTE_MS;
}
