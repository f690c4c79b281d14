import type { Instruments } from './instruments.ts';

/** From half a minute over the targets of the tiers (15, 30 and 120 minutes) to a week. */
const RESPONSE_BUCKETS = [30, 60, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400, 604_800];

/** How soon people answer, and how loud it had to get. */
export function responseMetrics({ counter, histogram }: Instruments) {
  const labelNames = ['tenant', 'severity'] as const;
  return {
    escalations: counter(
      'tocsin_escalations_total',
      'Steps of escalations that were taken, by why: unanswered, or pressed by somebody.',
      ['tenant', 'why'],
    ),
    pings: counter(
      'tocsin_pings_total',
      'Posts to other channels and to people when a group escalated: sent, or failed for good, which the thread says too.',
      ['tenant', 'to', 'outcome'],
    ),
    targetsMissed: counter(
      'tocsin_targets_missed_total',
      'Groups that missed a response target: to acknowledge, or to resolve.',
      ['tenant', 'severity', 'target'],
    ),
    timeToAcknowledge: histogram(
      'tocsin_time_to_acknowledge_seconds',
      'From when people were told of a group until somebody first had it. Its count is that of first acknowledgements, sum by count the mean (MTTA); groups that nobody took are not in it.',
      { labelNames, buckets: RESPONSE_BUCKETS },
    ),
    timeToResolve: histogram(
      'tocsin_time_to_resolve_seconds',
      'From when people were told of a group until it had resolved; sum by count is the mean (MTTR).',
      { labelNames, buckets: RESPONSE_BUCKETS },
    ),
  };
}
