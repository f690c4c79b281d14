import { z } from 'zod';
import { wholeBetween } from './whole-between.ts';

/** `metrics` in tocsin.yaml. */
export const MetricsSettings = z.strictObject({
  max_series: wholeBetween(1_000, 1_000_000)
    .default(80_000)
    .describe(
      'How many series the metrics of tenants may have in all, about 90 bytes each: docs/metrics.md says what shares the value `other` beyond that. Needs a restart.',
    ),
});
