import type { Instruments } from './instruments.ts';

/** Whether what should always be heard is. */
export function watchdogMetrics({ gauge }: Instruments) {
  const of = { labelNames: ['tenant', 'watchdog'], joinedBy: 'max' } as const;
  return {
    watchdogLastSeen: gauge(
      'tocsin_watchdog_last_seen_timestamp_seconds',
      'When a heartbeat of the watchdog last came, Unix time.',
      of,
    ),
    watchdogSilent: gauge('tocsin_watchdog_silent', 'Whether the watchdog is told to be silent: 1, else 0.', of),
  };
}
