import { TocsinError } from '../core/errors.ts';
import type { Fleet, MetricsSnapshot } from '../core/fleet.ts';
import type { TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Store, TenantStats } from '../groups/store.ts';
import { joinSnapshots } from '../metrics/join-snapshots.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { CONTENT_TYPES, formatFor, writePage } from '../metrics/write-page.ts';

export interface MetricsPageOptions {
  readonly metrics: Metrics;
  readonly store: Store;
  readonly tenantIds: () => readonly TenantId[];
  /** Whether there is a token for the tenant's workspace, as far as this process knows. */
  readonly isConnected: (tenantId: TenantId) => boolean;
  readonly logger: Logger;
  /** The other workers, where several share the port: the page tells of all of them together. */
  readonly fleet?: Fleet | undefined;
}

/**
 * The page that Prometheus scrapes, in the format that its `Accept` prefers. What only the store knows (groups, backlog) is
 * asked for at each scrape; while the store does not answer, those series are left out rather than shown stale.
 */
export function createMetricsPage(options: MetricsPageOptions) {
  const { fleet, metrics } = options;
  const takeOwn = async (): Promise<MetricsSnapshot> => {
    await refreshStoreGauges(options);
    return await metrics.snapshot();
  };
  const gather = (): Promise<MetricsSnapshot> => (fleet === undefined ? takeOwn() : joined(takeOwn, options, fleet));
  let gathering: Promise<MetricsSnapshot> | undefined;
  return async (accept: string | undefined): Promise<{ readonly contentType: string; readonly body: string }> => {
    // Who asks meanwhile gets the same: a second one would clear the store's gauges before the first has read them.
    gathering ??= gather().finally(() => {
      gathering = undefined;
    });
    const format = formatFor(accept);
    return { contentType: CONTENT_TYPES[format], body: await writePage(await gathering, format) };
  };
}

/** What the store told is this worker's for the moment only: asked by another one later, it must not tell old figures. */
async function joined(
  takeOwn: () => Promise<MetricsSnapshot>,
  { metrics }: MetricsPageOptions,
  fleet: Fleet,
): Promise<MetricsSnapshot> {
  const own = takeOwn().finally(() => resetStoreGauges(metrics));
  return joinSnapshots(await Promise.all([own, fleet.otherMetrics(own)]));
}

function resetStoreGauges(metrics: Metrics): void {
  metrics.groups.reset();
  metrics.deadLettersKept.reset();
  metrics.dueGroups.reset();
  metrics.oldestDue.reset();
  metrics.workspaceConnected.reset();
}

async function refreshStoreGauges({
  metrics,
  store,
  tenantIds,
  isConnected,
  logger,
}: MetricsPageOptions): Promise<void> {
  resetStoreGauges(metrics);
  // Tenants that share a label: one that is not connected shows.
  const [connected, others] = [tenantIds().filter(isConnected), tenantIds().filter((id) => !isConnected(id))];
  for (const id of connected) metrics.workspaceConnected.set({ tenant: metrics.tenantLabel(id) }, 1);
  for (const id of others) metrics.workspaceConnected.set({ tenant: metrics.tenantLabel(id) }, 0);
  const [{ ready, warnings }, stats] = await Promise.all([store.health(), statsOf({ store, tenantIds, logger })]);
  metrics.storeReady.set(ready ? 1 : 0);
  metrics.storeWarnings.set(warnings.length);
  for (const [tenant, { groups, deadLetters, due, oldestDueMs }] of sumByLabel(stats, metrics.tenantLabel)) {
    metrics.groups.set({ tenant, state: 'open' }, groups.open);
    metrics.groups.set({ tenant, state: 'resolved' }, groups.resolved);
    metrics.deadLettersKept.set({ tenant }, deadLetters);
    metrics.dueGroups.set({ tenant }, due);
    metrics.oldestDue.set({ tenant }, oldestDueMs / 1_000);
  }
}

/** Nothing while the store does not answer. */
async function statsOf({
  store,
  tenantIds,
  logger,
}: Pick<MetricsPageOptions, 'store' | 'tenantIds' | 'logger'>): Promise<ReadonlyMap<TenantId, TenantStats>> {
  try {
    return await store.stats(tenantIds());
  } catch (error) {
    if (!(error instanceof TocsinError)) throw error;
    logger.debug({ error }, 'the store does not answer, its figures are left out of the metrics');
    return new Map();
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
