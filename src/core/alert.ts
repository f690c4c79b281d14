import type { Fingerprint } from './ids.ts';

export type AlertStatus = 'firing' | 'resolved';

export type LabelSet = Readonly<Record<string, string>>;

/** One alert as a webhook reports it. Times are epoch milliseconds. */
export interface Alert {
  readonly fingerprint: Fingerprint;
  readonly status: AlertStatus;
  /** A later `startsAt` under the same fingerprint is a new episode. */
  readonly startsAt: number;
  /** Absent while the alert fires (Alertmanager sends the year 0001 then). */
  readonly endsAt?: number;
  readonly labels: LabelSet;
  readonly annotations: LabelSet;
  /** May be empty. */
  readonly generatorURL: string;
}

/** The newest word about alerts that a notification left out for their number. */
export interface Truncation {
  readonly at: number;
  /** How many are not listed. */
  readonly count: number;
  /** How many of them may be firing for all we know: cut by Alertmanager, which does not say. */
  readonly unknown: number;
}

/** One webhook, parsed and shortened to our limits: what one Alertmanager peer says of one alert group. */
export interface Notification {
  /** The payload's own receiver, un-escaped. */
  readonly upstreamReceiver: string;
  /** Opaque; unique together with `upstreamReceiver`. */
  readonly groupKey: string;
  readonly groupLabels: LabelSet;
  /** The peer's own address; differs between peers. May be empty. */
  readonly externalURL: string;
  /** Alerts of the group that Alertmanager left out (`max_alerts`); it does not say whether they fire. */
  readonly truncatedAlerts: number;
  /** Alerts that we left out ourselves for their number, firing ones last of all. */
  readonly droppedAlerts: number;
  /** Alertmanager's `notification_reason` (0.32 and later). */
  readonly reason?: string;
  readonly alerts: readonly Alert[];
  /** When it reached us, epoch milliseconds by this process's clock. */
  readonly receivedAt: number;
}

/** Alertmanager's word for a notification that says nothing new (notify/notify.go, 0.32). */
export const REPEAT_REASON = 'repeat interval elapsed';
