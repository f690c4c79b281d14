/** Webhooks as Alertmanager sends them, in a few words. */
import { createHash } from 'node:crypto';

export interface TestAlert {
  readonly instance: string;
  readonly status?: 'firing' | 'resolved';
  readonly startsAt?: number;
  readonly endsAt?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function webhookOf(
  alerts: readonly TestAlert[],
  {
    alertname = 'DiskFull',
    peer = 'http://am-1:9093',
    ...more
  }: Record<string, unknown> & { alertname?: string; peer?: string } = {},
): object {
  const sent = alerts.map((alert) => alertOf(alert, alertname));
  return {
    version: '4',
    receiver: 'tocsin',
    status: sent.some((each) => each.status === 'firing') ? 'firing' : 'resolved',
    groupKey: `{}:{alertname="${alertname}"}`,
    groupLabels: { alertname },
    commonLabels: {},
    commonAnnotations: {},
    externalURL: peer,
    truncatedAlerts: 0,
    alerts: sent,
    ...more,
  };
}

function alertOf(
  { instance, status = 'firing', startsAt = START, endsAt, labels, annotations }: TestAlert,
  alertname: string,
) {
  const all = { alertname, instance, severity: 'critical', ...labels };
  return {
    status,
    labels: all,
    annotations: { summary: `Disk of ${instance} is almost full`, ...annotations },
    startsAt: new Date(startsAt).toISOString(),
    endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : new Date(endsAt ?? startsAt + 600_000).toISOString(),
    generatorURL: 'http://prometheus:9090/graph?g0.expr=disk',
    fingerprint: createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16),
  };
}

/** When alerts begin unless said otherwise: a while ago, once per process. */
export const START = Date.now() - 3_600_000;
