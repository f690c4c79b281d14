/** What people press: taken into the store, delivered soon, and measured. */
import type { ReceiverName, TenantId } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { openedAt } from '../groups/escalation.ts';
import {
  type DenialOf,
  type PressParts,
  type PressRequest,
  type PressResult,
  pressButton,
} from '../groups/press-button.ts';
import { viewOf } from '../groups/view.ts';
import type { Metrics } from '../metrics/metrics.ts';

export interface PressesParts extends Pick<PressParts, 'store' | 'cache' | 'copyWindowMs'> {
  readonly policyOf: (tenantId: TenantId, receiver: ReceiverName) => ReceiverPolicy;
  readonly metrics: Metrics;
  /** Something of the tenant's is due. */
  readonly wake: (tenantId: TenantId) => void;
}

/** Rejects as {@link pressButton} does. */
export function createPresses(
  parts: PressesParts,
): (request: PressRequest, denialOf: DenialOf) => Promise<PressResult> {
  const { policyOf, metrics, wake } = parts;
  const watching: Pick<PressParts, 'escalates' | 'onAnswered'> = {
    escalates: (tenantId, receiver) => policyOf(tenantId, receiver).escalation !== undefined,
    onAnswered: (tenantId, group) => {
      const { message, response } = group;
      if (message === undefined || response?.acknowledgedAt === undefined) return;
      const { severity } = viewOf(group, policyOf(tenantId, group.receiver));
      const seconds = Math.max(0, response.acknowledgedAt - openedAt(message)) / 1_000;
      metrics.timeToAcknowledge.observe({ tenant: metrics.tenantLabel(tenantId), severity }, seconds);
    },
  };
  return async (request, denialOf) => {
    const result = await pressButton({ ...parts, ...watching, denialOf }, request);
    if (result.outcome === 'done') wake(result.tenantId);
    return result;
  };
}
