/** Metrics of a platform with many tenants, after all of them had alerts. */
import type { Metrics } from '../../src/metrics/metrics.ts';
import { type MeasuredTenant, startAtZero } from '../../src/metrics/start-at-zero.ts';

/** As of a platform where every receiver has sent, failed, and had people answer. */
export function measure(metrics: Metrics, tenants: readonly MeasuredTenant[]): void {
  startAtZero(metrics, tenants);
  for (const { id, receivers } of tenants) {
    const tenant = metrics.tenantLabel(id);
    metrics.deliveryLatency.observe({ tenant }, 0.3, { delivery_id: 'some-delivery' });
    metrics.changes.inc({ tenant, outcome: 'in_time' });
    for (const severity of ['critical', 'error', 'warning']) {
      metrics.timeToAcknowledge.observe({ tenant, severity }, 40);
      metrics.timeToResolve.observe({ tenant, severity }, 900);
    }
    for (const { name: receiver } of receivers) {
      for (const operation of ['post', 'update', 'reply', 'tell']) {
        metrics.deliveries.inc({ tenant, receiver, operation, outcome: 'sent', reason: '' });
        metrics.deliveries.inc({ tenant, receiver, operation, outcome: 'failed', reason: 'rate_limited' });
      }
    }
  }
}

export function platform(tenants: number, receivers: number): readonly MeasuredTenant[] {
  return Array.from({ length: tenants }, (_, tenant) => ({
    id: `tenant-${tenant}`,
    receivers: Array.from({ length: receivers }, (__, receiver) => ({
      name: `receiver-${receiver}`,
      template: undefined,
    })),
  }));
}
