import { z } from 'zod';
import { durationBetween } from '../config/duration.ts';
import { MatcherText } from '../routing/route-config.ts';

/** One of `watchdogs` in `tenant.yaml`. */
export const WatchdogEntry = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,61}[A-Za-z0-9])?$/,
      'must be 1 to 63 letters, digits, spaces and . _ -, with a letter or digit at the ends',
    )
    .describe('What is silent when no heartbeat comes, as people say it, such as `Alertmanager`. Unique here.'),
  matchers: z
    .array(MatcherText, 'write a list, such as [\'alertname="Watchdog"\']')
    .min(1)
    .max(10)
    .default(['alertname="Watchdog"'])
    .describe(
      'All of them must match an alert for it to be this heartbeat. Heartbeats are taken out before the routes: they make no message.',
    ),
  every: durationBetween('1s', '7d')
    .prefault('5m')
    .describe('How often at least a heartbeat comes: the `repeat_interval` of its route in Alertmanager.'),
  grace: durationBetween('1s', '1d')
    .prefault('1m')
    .describe('How much later than `every` a heartbeat may be before that is told.'),
  severity: z
    .enum(['critical', 'error', 'warning', 'info'])
    .default('critical')
    .describe('Of the alert that tells of the silence.'),
  receiver: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The receiver that is told. Without it routes decide, by the labels `alertname="WatchdogSilent"`, `watchdog` and `severity`.',
    ),
});
export type WatchdogEntry = z.output<typeof WatchdogEntry>;
