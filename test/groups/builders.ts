/** Small builders, so that a test says only what matters to it. */
import type { Alert, LabelSet } from '../../src/core/alert.ts';
import { fingerprint, receiverName } from '../../src/core/ids.ts';
import type { ReceiverPolicy } from '../../src/core/policy.ts';
import type { Report } from '../../src/groups/merge.ts';

export const MINUTE = 60_000;
/** An arbitrary moment: 2026-03-01 12:00 UTC. */
export const T0 = Date.UTC(2026, 2, 1, 12);

export const policy: ReceiverPolicy = {
  threadUpdates: true,
  onRepeat: 'thread',
  reopenWindowMs: 30 * MINUTE,
  copyWindowMs: 2 * MINUTE,
  unreportedTimeoutMs: 24 * 60 * MINUTE,
  stormAfterMs: 60 * MINUTE,
  missed: 'summary',
  deadAfterMs: 24 * 60 * MINUTE,
  deadLettersKeptMs: 30 * 24 * 60 * MINUTE,
};

export function firing(name: string, startsAt = T0, labels: LabelSet = {}): Alert {
  return {
    fingerprint: fingerprint(name),
    status: 'firing',
    startsAt,
    labels: { alertname: 'DiskFull', instance: name, severity: 'warning', ...labels },
    annotations: { summary: `${name} is full` },
    generatorURL: '',
  };
}

export function resolved(name: string, endsAt: number, startsAt = T0): Alert {
  return { ...firing(name, startsAt), status: 'resolved', endsAt };
}

export function report(alerts: readonly Alert[], receivedAt: number, more: Partial<Report> = {}): Report {
  return {
    upstreamReceiver: 'tocsin',
    groupKey: '{}:{alertname="DiskFull"}',
    groupLabels: { alertname: 'DiskFull' },
    externalURL: 'http://am-1:9093',
    truncatedAlerts: 0,
    droppedAlerts: 0,
    receiver: receiverName('ops'),
    alerts,
    receivedAt,
    ...more,
  };
}
