import type { Instruments } from './instruments.ts';

/** What people do about silences in Slack, and what comes of it. */
export const SILENCE_OPERATIONS = ['create', 'move_end', 'end'] as const;
export type SilenceOperation = (typeof SILENCE_OPERATIONS)[number];
export const SILENCE_OUTCOMES = ['done', 'refused', 'not_permitted', 'failed'] as const;
export type SilenceOutcome = (typeof SILENCE_OUTCOMES)[number];

export function silenceMetrics({ counter }: Instruments) {
  return {
    silences: counter('tocsin_silences_total', 'What people did about silences in Slack, by what came of it.', [
      'tenant',
      'operation',
      'outcome',
    ]),
  };
}
