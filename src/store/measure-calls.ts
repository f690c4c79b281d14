import type { Metrics } from '../metrics/metrics.ts';
import { STORE_OPERATIONS, type StoreOperation } from '../metrics/store-metrics.ts';

/** Makes a call, and tells how it went. */
export type Measure = <T>(operation: StoreOperation, call: () => Promise<T>) => Promise<T>;

export function measureCalls({ redisRequestSeconds, redisFailures }: Metrics): Measure {
  for (const operation of STORE_OPERATIONS) redisFailures.inc({ operation }, 0);
  return async (operation, call) => {
    const startedAt = performance.now();
    try {
      return await call();
    } catch (error) {
      redisFailures.inc({ operation });
      throw error;
    } finally {
      redisRequestSeconds.observe({ operation }, (performance.now() - startedAt) / 1_000);
    }
  };
}

/** For tools, which have nobody to tell. */
export const unmeasured: Measure = (_operation, call) => call();
