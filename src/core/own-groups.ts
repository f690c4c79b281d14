/**
 * Groups whose alerts the relay itself fires and resolves: that a watchdog is silent, and the canary. They take the same
 * way as all others, but no Alertmanager knows of them, so none is asked about them and nothing can be silenced there.
 */
import { hash } from 'node:crypto';
import type { Alert, LabelSet, Notification } from './alert.ts';
import { fingerprint } from './ids.ts';

/** No receiver of an Alertmanager has such a name but on purpose; and then only its own tenant would notice. */
const OWN_RECEIVER = 'tocsin itself';

/** Whose alerts the relay fires itself. */
export function isOwnGroup({ upstreamReceiver }: { readonly upstreamReceiver: string }): boolean {
  return upstreamReceiver === OWN_RECEIVER;
}

/** What the relay says of one of its own alerts. */
export interface OwnWord {
  readonly labels: LabelSet;
  readonly annotations: LabelSet;
  /** Epoch milliseconds. A later one is a new episode. */
  readonly startsAt: number;
  /** Present when it is over. */
  readonly endsAt?: number;
}

/** Its labels alone make the alert, and so its group. */
export function ownAlert({ labels, annotations, startsAt, endsAt }: OwnWord): Alert {
  const parts = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    fingerprint: fingerprint(hash('sha256', JSON.stringify(parts)).slice(0, 16)),
    status: endsAt === undefined ? 'firing' : 'resolved',
    startsAt,
    ...(endsAt === undefined ? {} : { endsAt }),
    labels,
    annotations,
    generatorURL: '',
  };
}

/** A notification as Alertmanager would send it of a group that is this one alert. */
export function ownNotification(alert: Alert, receivedAt: number): Notification {
  return {
    upstreamReceiver: OWN_RECEIVER,
    groupKey: `{}:{fingerprint="${alert.fingerprint}"}`,
    groupLabels: alert.labels,
    externalURL: '',
    truncatedAlerts: 0,
    droppedAlerts: 0,
    // So that the same again is no repeat, which would be told.
    reason: 'tocsin',
    alerts: [alert],
    receivedAt,
  };
}
