import { z } from 'zod';
import { durationBetween } from './duration.ts';
import { wholeBetween } from './whole-between.ts';

/** `truth_check` in tocsin.yaml. */
export const TruthCheckSettings = z.strictObject({
  interval: durationBetween('1s', '1h')
    .prefault('1m')
    .describe('How often the Alertmanagers that a tenant names are asked what became of its open groups.'),
  quiet_after: durationBetween('0', '1d')
    .prefault('5m')
    .describe(
      "A group of which nothing was heard for so long is asked about; an alert of it that no Alertmanager knows for so long counts as resolved. About Alertmanager's group_interval: its own word is not to be overtaken.",
    ),
  trust_after: durationBetween('0', '1h')
    .prefault('5m')
    .describe(
      'An Alertmanager that has run for less than this may not know all alerts yet: what it does not list proves nothing.',
    ),
  groups: wholeBetween(1, 100_000)
    .default(1_000)
    .describe(
      'Groups of a tenant that are looked at in one round; of more, the others have their turn in the next one.',
    ),
});

/** {@link TruthCheckSettings} in milliseconds. */
export interface TruthCheckConfig {
  readonly intervalMs: number;
  readonly quietAfterMs: number;
  readonly trustAfterMs: number;
  readonly groups: number;
}

export function truthCheckOf(file: z.output<typeof TruthCheckSettings>): TruthCheckConfig {
  return {
    intervalMs: file.interval,
    quietAfterMs: file.quiet_after,
    trustAfterMs: file.trust_after,
    groups: file.groups,
  };
}
