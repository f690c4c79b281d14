import type { RequestHandler } from 'express';
import { apiOutcome } from '../metrics/api-metrics.ts';
import type { Metrics } from '../metrics/metrics.ts';

export interface Measured {
  /** The endpoint's name. */
  readonly operation: string;
  /** Whether it goes on until somebody has seen enough: how long that took says nothing. */
  readonly isStream: boolean;
}

/** Counts a request when its answer is over. Whoever leaves before it has begun is not counted. */
export function measure(
  { apiRequests, apiSeconds }: Pick<Metrics, 'apiRequests' | 'apiSeconds'>,
  { operation, isStream }: Measured,
): RequestHandler {
  return (_request, response, next) => {
    const startedAt = performance.now();
    response.once('close', () => {
      if (!response.headersSent) return;
      apiRequests.inc({ operation, outcome: apiOutcome(response.statusCode) });
      if (!isStream) apiSeconds.observe((performance.now() - startedAt) / 1_000);
    });
    next();
  };
}
