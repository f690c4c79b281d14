import type { Instruments } from './instruments.ts';

/** `late`: its message did not show it within half a minute · `failed`: it could not be accepted. */
export const CANARY_OUTCOMES = ['ok', 'late', 'failed'] as const;
export type CanaryOutcome = (typeof CANARY_OUTCOMES)[number];

/** From a fast answer to the objective of 10 s, and to when it counts as late. */
const LATENCY_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Whether what should always be heard is. */
export function watchdogMetrics({ counter, gauge, histogram }: Instruments) {
  const of = { labelNames: ['tenant', 'watchdog'], joinedBy: 'max' } as const;
  return {
    watchdogLastSeen: gauge(
      'tocsin_watchdog_last_seen_timestamp_seconds',
      'When a heartbeat of the watchdog last came, Unix time.',
      of,
    ),
    canaryRuns: counter(
      'tocsin_canary_runs_total',
      'Runs of the canary, by outcome: ok; late, its message did not show it within half a minute; failed, it could not be accepted.',
      ['outcome'],
    ),
    canaryLatency: histogram(
      'tocsin_canary_latency_seconds',
      'From the canary accepted until its message shows it: firing, and resolved.',
      { labelNames: ['status'], buckets: LATENCY_BUCKETS },
    ),
    canaryLastSuccess: gauge(
      'tocsin_canary_last_success_timestamp_seconds',
      'When the canary was last shown, firing and resolved; Unix time.',
      { joinedBy: 'max' },
    ),
    watchdogSilent: gauge(
      'tocsin_watchdog_silent',
      '1 while the tenant is told that the watchdog is silent, else 0.',
      of,
    ),
  };
}
