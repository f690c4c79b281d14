import type { Alert } from '../core/alert.ts';
import { copyWith } from '../core/copy-with.ts';
import type { TenantId } from '../core/ids.ts';
import type { Acceptor, Arrival } from '../groups/acceptor.ts';
import type { TenantWatchdog } from '../tenants/tenant.ts';
import type { Heartbeats } from './heartbeats.ts';

export interface HeartbeatTaker {
  /** The tenant's watchdogs as configured now. */
  readonly watchdogsOf: (tenantId: TenantId) => readonly TenantWatchdog[];
  readonly heartbeats: Pick<Heartbeats, 'heard'>;
}

/**
 * Takes heartbeats out of what arrives, and notes that they came; the rest is accepted as ever. A copy and a repeat of one
 * are signs of life like any other. One that is reported as resolved is none: whoever fired it has stopped.
 */
export function takeHeartbeats(accept: Acceptor, { watchdogsOf, heartbeats }: HeartbeatTaker): Acceptor {
  return async (arrival) => {
    const { tenantId, notification } = arrival;
    const watchdogs = watchdogsOf(tenantId);
    if (watchdogs.length === 0) return await accept(arrival);
    const taken = new Set(notification.alerts.filter(({ labels }) => watchdogs.some((each) => each.matches(labels))));
    if (taken.size === 0) return await accept(arrival);
    const firing = [...taken].filter(({ status }) => status === 'firing');
    const heard = watchdogs.filter((each) => firing.some(({ labels }) => each.matches(labels)));
    if (heard.length > 0) {
      await heartbeats.heard(
        tenantId,
        heard.map(({ name }) => name),
      );
    }
    return await accept(without(arrival, taken));
  };
}

/** What is left may be nothing: then groups that the heartbeat once had hear that they are not reported any more. */
function without(arrival: Arrival, taken: ReadonlySet<Alert>): Arrival {
  const rest = (alerts: readonly Alert[]) => alerts.filter((alert) => !taken.has(alert));
  const byReceiver = [...arrival.byReceiver].flatMap(([receiver, alerts]) => {
    const left = rest(alerts);
    return left.length === 0 ? [] : [[receiver, left] as const];
  });
  const notification = copyWith(arrival.notification, { alerts: rest(arrival.notification.alerts) });
  return copyWith(arrival, { notification, byReceiver: new Map(byReceiver) });
}
