import { hash } from 'node:crypto';
import type { Notification } from '../core/alert.ts';

/**
 * Hash of a webhook's facts: equal for replicas' copies and retries. What differs between copies of one fact is left
 * out: externalURL, annotations, order and `notification_reason`. The tenant is part of the key it is stored under.
 */
export function dedupeKeyOf(notification: Notification): string {
  const group = `${notification.upstreamReceiver}\0${notification.groupKey}\0${notification.truncatedAlerts}`;
  const facts = notification.alerts.map(
    ({ fingerprint, status, startsAt, endsAt }) => `\0${fingerprint} ${status} ${startsAt} ${endsAt ?? ''}`,
  );
  return hash('sha256', group + facts.sort().join(''), 'base64url');
}
