import { STORE_BUCKETS } from './buckets.ts';
import type { Instruments } from './instruments.ts';

/** What a call to the store is for; `other`: all that is not on every alert's way. */
export const STORE_OPERATIONS = ['accept', 'claim', 'commit', 'admit', 'other'] as const;
export type StoreOperation = (typeof STORE_OPERATIONS)[number];

/** How the store serves us. */
export function storeMetrics({ counter, gauge, histogram }: Instruments) {
  return {
    redisRequestSeconds: histogram(
      'tocsin_redis_request_seconds',
      'Duration of calls to Redis as this process sees them: its own waiting is in it. accept is on the way of every webhook, claim, admit and commit on that of every message.',
      { labelNames: ['operation'], buckets: STORE_BUCKETS },
    ),
    redisFailures: counter(
      'tocsin_redis_failures_total',
      'Calls to Redis that failed: no connection, no answer in redis.command_timeout, or refused. /-/ready says why.',
      ['operation'],
    ),
    storeReady: gauge(
      'tocsin_store_ready',
      '1 when a webhook would be stored now, as this scrape found by writing; 0 when webhooks get 503.',
      { joinedBy: 'min' },
    ),
    storeWarnings: gauge(
      'tocsin_store_warnings',
      'Settings of the running store that may lose what it accepted. /-/ready names each and says what to set.',
      { joinedBy: 'max' },
    ),
  };
}
