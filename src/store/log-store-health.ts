import type { Logger } from '../core/logger.ts';
import type { Store } from '../groups/store.ts';

/** Said once at the start; from then on `/-/ready` tells. */
export async function logStoreHealth(store: Store, logger: Logger): Promise<void> {
  const { problem, warnings } = await store.health();
  if (problem !== undefined) logger.warn({ problem }, 'the store is not ready, webhooks are answered 503 until it is');
  for (const warning of warnings) logger.warn({ warning }, 'the store may lose data');
}
