/** What operators are told of one step: counts, times, and templates that failed. */
import type { DeliveryReason } from '../core/errors.ts';
import type { DeliveryOutcome, Operation } from '../metrics/metrics.ts';
import { OTHER } from '../metrics/tenant-labels.ts';
import { type CallStep, isInThread, type Job, type Performers, whereabouts } from './job.ts';

export function reportTemplateFailure(
  { metrics, logger }: Performers,
  job: Job,
  { template, failure }: { readonly template: string; readonly failure: string },
): void {
  metrics.templateFailures.inc({ tenant: metrics.tenantLabel(job.claim.tenantId), template });
  logger.error({ ...whereabouts(job), template, failure }, 'template failed, the plain message stands in');
}

export function countDelivery(
  { metrics }: Performers,
  job: Job,
  facts: { readonly operation: Operation; readonly outcome: DeliveryOutcome; readonly reason?: DeliveryReason },
): void {
  const tenant = metrics.tenantLabel(job.claim.tenantId);
  metrics.deliveries.inc({
    tenant,
    receiver: tenant === OTHER ? OTHER : job.view.group.receiver,
    operation: facts.operation,
    outcome: facts.outcome,
    reason: facts.reason ?? '',
  });
}

export function observeLatency({ metrics, clock }: Performers, job: Job, step: CallStep, deliveryId: string): void {
  const { pendingSince } = job.view.group;
  if (isInThread(step) || pendingSince === undefined) return;
  const seconds = Math.max(0, clock.now() - pendingSince) / 1_000;
  metrics.deliveryLatency.observe({ tenant: metrics.tenantLabel(job.claim.tenantId) }, seconds, {
    delivery_id: deliveryId,
  });
}
