/** Whether a watchdog is silent, and how that is said. Pure. */
import type { KnownWatchdog, Silence } from './heartbeats.ts';

export type Verdict =
  | { readonly kind: 'alive' }
  | { readonly kind: 'silent'; readonly since: number }
  /** It was told to be silent and was heard again. */
  | { readonly kind: 'back'; readonly silence: Silence; readonly at: number };

/**
 * A silence that was told lasts until a heartbeat comes, whatever else happens. A new one begins when neither a heartbeat
 * came nor the relay was away for longer than a heartbeat may take.
 */
export function judge(
  { expectedSince, heardAt = 0, silence }: KnownWatchdog,
  { everyMs, graceMs, now }: { readonly everyMs: number; readonly graceMs: number; readonly now: number },
): Verdict {
  if (silence !== undefined) {
    const { since } = silence;
    return heardAt > since ? { kind: 'back', silence, at: heardAt } : { kind: 'silent', since };
  }
  const since = Math.max(heardAt, expectedSince);
  return now > since + everyMs + graceMs ? { kind: 'silent', since } : { kind: 'alive' };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Ours: up to `below` a silence is told anew each `step`. Each is an update of one message, and updates are scarce. */
const STEPS: readonly { readonly below: number; readonly step: number }[] = [
  { below: 10_000, step: 1_000 },
  { below: MINUTE_MS, step: 10_000 },
  { below: 10 * MINUTE_MS, step: MINUTE_MS },
  { below: HOUR_MS, step: 5 * MINUTE_MS },
  { below: 24 * HOUR_MS, step: 30 * MINUTE_MS },
];

/** What is told of a silence that has lasted so long, milliseconds: the longer, the rounder. */
export function roundedSilence(ms: number): number {
  const step = STEPS.find(({ below }) => ms < below)?.step ?? 6 * HOUR_MS;
  return ms - (ms % step);
}

/** How often a tenant's watchdogs are looked at, and after what pause the relay counts as having been away. */
export interface LookTimes {
  readonly turnMs: number;
  readonly gapMs: number;
}

/** Ours: what is silent is told ten seconds too late at most, and a restart is noticed if it takes half a minute. */
const MAX_TURN_MS = 10_000;
const MIN_TURN_MS = 250;

/**
 * A pause of the relay that is not noticed must be shorter than the grace: a heartbeat that could not come then may
 * be that late.
 */
export function lookTimes(watchdogs: readonly { readonly graceMs: number }[]): LookTimes {
  // Where none is expected any more there is only what is left to be ended.
  const longest = watchdogs.length === 0 ? 0 : 4 * MAX_TURN_MS;
  const grace = watchdogs.reduce((least, { graceMs }) => Math.min(least, graceMs), longest);
  const turnMs = Math.max(MIN_TURN_MS, grace / 4);
  return { turnMs, gapMs: 3 * turnMs };
}
