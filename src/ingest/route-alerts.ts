import type { Alert } from '../core/alert.ts';
import type { ReceiverName } from '../core/ids.ts';
import type { IngestTenant } from './authenticate.ts';

/** Routes go by the labels as they came; what is stored is the shortened alert in the same place. */
export function routeAlerts(
  tenant: IngestTenant,
  parsed: readonly Alert[],
  shortened: readonly Alert[],
): ReadonlyMap<ReceiverName, readonly Alert[]> {
  const byReceiver = new Map<ReceiverName, Alert[]>();
  for (const [index, alert] of shortened.entries()) {
    for (const receiver of new Set(tenant.route(parsed[index]?.labels ?? alert.labels))) {
      const routed = byReceiver.get(receiver);
      if (routed === undefined) byReceiver.set(receiver, [alert]);
      else routed.push(alert);
    }
  }
  return byReceiver;
}
