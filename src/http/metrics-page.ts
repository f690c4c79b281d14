import { TocsinError } from '../core/errors.ts';
import type { TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Store, TenantStats } from '../groups/store.ts';
import type { Metrics } from '../metrics/metrics.ts';

export interface MetricsPageOptions {
  readonly metrics: Metrics;
  readonly store: Store;
  readonly tenantIds: () => readonly TenantId[];
  readonly logger: Logger;
}

/**
 * The page that Prometheus scrapes. What only the store knows (groups, backlog) is asked for at each scrape; while the
 * store does not answer, those series are left out rather than shown stale.
 */
export function createMetricsPage(options: MetricsPageOptions) {
  const { registry } = options.metrics;
  return async (): Promise<{ readonly contentType: string; readonly body: string }> => {
    await refreshStoreGauges(options);
    return { contentType: registry.contentType, body: await registry.metrics() };
  };
}

async function refreshStoreGauges({ metrics, store, tenantIds, logger }: MetricsPageOptions): Promise<void> {
  metrics.groups.reset();
  metrics.deadLettersKept.reset();
  metrics.dueGroups.reset();
  metrics.oldestDue.reset();
  let stats: ReadonlyMap<TenantId, TenantStats>;
  try {
    stats = await store.stats(tenantIds());
  } catch (error) {
    if (!(error instanceof TocsinError)) throw error;
    logger.debug({ error }, 'the store does not answer, its figures are left out of the metrics');
    return;
  }
  for (const [tenant, { groups, deadLetters, due, oldestDueMs }] of sumByLabel(stats, metrics.tenantLabel)) {
    metrics.groups.set({ tenant, state: 'open' }, groups.open);
    metrics.groups.set({ tenant, state: 'resolved' }, groups.resolved);
    metrics.deadLettersKept.set({ tenant }, deadLetters);
    metrics.dueGroups.set({ tenant }, due);
    metrics.oldestDue.set({ tenant }, oldestDueMs / 1_000);
  }
}

/** Tenants beyond the bound share one label: their figures are added up, the oldest of them counts. */
function sumByLabel(
  stats: ReadonlyMap<TenantId, TenantStats>,
  labelOf: (tenantId: TenantId) => string,
): ReadonlyMap<string, TenantStats> {
  const sums = new Map<string, TenantStats>();
  for (const [tenantId, { groups, deadLetters, due, oldestDueMs }] of stats) {
    const label = labelOf(tenantId);
    const sum = sums.get(label);
    sums.set(label, {
      groups: {
        open: groups.open + (sum?.groups.open ?? 0),
        resolved: groups.resolved + (sum?.groups.resolved ?? 0),
      },
      deadLetters: deadLetters + (sum?.deadLetters ?? 0),
      due: due + (sum?.due ?? 0),
      oldestDueMs: Math.max(oldestDueMs, sum?.oldestDueMs ?? 0),
    });
  }
  return sums;
}
