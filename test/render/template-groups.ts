/** A group for each of the product's templates, with the labels and annotations that the template reads. */
import type { GroupView, KeptBack } from '../../src/core/group-view.ts';
import { type AlertSpec, MINUTE, T0, viewFrom } from './view-builder.ts';

const RUNBOOK = 'https://runbooks.example.com/r';

const disk = (instance: string, value: string): AlertSpec => ({
  labels: { alertname: 'DiskAlmostFull', severity: 'critical', instance, cluster: 'eu-1', namespace: 'payments' },
  annotations: {
    summary: 'The disk is almost full',
    description: 'At this rate it is full in about two hours.',
    impact: 'Payments cannot be written.',
    recommended_action: 'Delete old logs, then grow the volume.',
    value,
    value_unit: 'ratio',
    runbook_url: RUNBOOK,
    dashboard_url: 'https://grafana.example.com/d/disk',
  },
  generatorURL: 'https://prometheus.example.com/graph?g0.expr=x',
});

const typed = (type: string, over: AlertSpec): AlertSpec => ({
  ...over,
  labels: { alertname: 'Typed', severity: 'warning', alert_type: type, ...over.labels },
  annotations: { summary: 'What happened in short', runbook_url: RUNBOOK, ...over.annotations },
});

const latency = (endpoint: string, value: string): AlertSpec =>
  typed('performance', {
    labels: { alertname: 'SlowEndpoint', endpoint, service: 'checkout' },
    annotations: {
      current_value: value,
      current_value_unit: 'seconds',
      threshold: '0.5',
      threshold_unit: 'seconds',
      impact: 'Buyers wait.',
      recommended_action: 'Scale out.',
    },
  });

const model = (name: string, accuracy: string): AlertSpec =>
  typed('model', {
    labels: { alertname: 'ModelQuality', model: name },
    annotations: {
      accuracy,
      latency_seconds: '0.245',
      requests_per_minute: '12840',
      gpu_utilization: '0.913',
      recommended_action: 'Roll back.',
    },
  });

const backup = (database: string, over: Readonly<Record<string, string>>): AlertSpec =>
  typed('backup', {
    labels: { alertname: 'Backup', database, severity: over.result === 'success' ? 'info' : 'critical' },
    annotations: {
      kind: 'full',
      size_bytes: '12884901888',
      duration_seconds: '754',
      location: 's3://backups/db',
      ...over,
    },
  });

const security = typed('security', {
  labels: { alertname: 'BruteForce', severity: 'critical', cluster: 'eu-1' },
  annotations: {
    kind: 'Brute force',
    source: '203.0.113.7',
    user: 'root',
    automatic_actions: 'The address is blocked for an hour.',
    recommended_action: 'Look for logins that succeeded.',
  },
});

const onboarding = typed('tenant_onboarding', {
  labels: { alertname: 'TenantReady', severity: 'info' },
  annotations: { tenant: 'Acme', tier: 'gold', environment: 'production', resources: '4 CPU, 16 GiB, 3 databases' },
});

/** Alerts by the template that their labels ask for. */
export const ALERTS_OF: Readonly<Record<string, readonly AlertSpec[]>> = {
  critical: [disk('db-1', '0.95'), disk('db-2', '0.94'), disk('db-3', '0.972')],
  warning: [disk('db-1', '0.95')].map((alert) => ({ ...alert, labels: { ...alert.labels, severity: 'warn' } })),
  info: [
    {
      labels: { alertname: 'Deployed', severity: 'info', service: 'checkout' },
      annotations: { summary: 'v2 is live' },
    },
  ],
  default: [{ labels: { alertname: 'Odd' } }, { labels: { alertname: 'Odder' } }],
  performance: [latency('/pay', '1.84'), latency('/cart', '0.77')],
  security: [security],
  backup: [backup('orders', { result: 'failed', location: 's3://other' }), backup('users', { result: 'success' })],
  model: [model('fraud-v3', '0.9534'), model('ranker', '0.881')],
  'tenant-onboarding': [onboarding],
};

export const TEMPLATES = Object.keys(ALERTS_OF);

const news = (alerts: readonly AlertSpec[], kind: NonNullable<AlertSpec['news']>): readonly AlertSpec[] =>
  alerts.map((alert) => ({ ...alert, news: kind }));

const ended = (alert: AlertSpec): AlertSpec => ({
  ...alert,
  status: 'resolved',
  endsAt: T0 + 42 * MINUTE,
  news: 'resolved',
});

/** The same group, acknowledged by Maria. */
export const taken = (view: GroupView): GroupView => ({
  ...view,
  group: { ...view.group, acknowledged: { by: 'U0MARIA', at: T0 + 10 * MINUTE } },
});

/** The states of a group's life, made of its alerts. */
export const STATES: Readonly<Record<string, (alerts: readonly AlertSpec[]) => GroupView>> = {
  fired: (alerts) => viewFrom({ alerts: news(alerts, 'fresh') }),
  changed: (alerts) =>
    viewFrom({ posted: true, alerts: [...alerts.slice(0, 1), ...news(alerts.slice(1), 'refired')], truncated: 3 }),
  acknowledged: (alerts) => taken(viewFrom({ posted: true, alerts })),
  'partly resolved': ([first, ...others]) =>
    viewFrom({ posted: true, alerts: first === undefined ? [] : [first, ...others.map(ended)] }),
  unreported: (alerts) =>
    viewFrom({ posted: true, alerts: alerts.map((alert) => ({ ...alert, status: 'unreported', news: 'unreported' })) }),
  resolved: (alerts) => viewFrom({ posted: true, alerts: alerts.map(ended) }),
  silenced: (alerts) => silenced(viewFrom({ posted: true, alerts: unreported(alerts) })),
  'partly hidden': ([first, ...others]) =>
    silenced(viewFrom({ posted: true, alerts: first === undefined ? [] : [first, ...unreported(others)] }), INHIBITED),
  'resolved while silenced': (alerts) => {
    const view = viewFrom({ posted: true, alerts: alerts.map(ended) });
    return { ...view, endedHidden: new Map(view.resolved.map(({ fingerprint }) => [fingerprint, 'silenced'])) };
  },
};

const INHIBITED: KeptBack = { why: 'inhibited', name: 'ZoneDown', count: 1 };

const SILENCED: KeptBack = {
  why: 'silenced',
  count: 2,
  silence: {
    ...{ id: 's1', alertmanager: 'main', createdBy: 'maria', comment: 'new disk is on its way' },
    ...{ startsAt: T0, endsAt: T0 + 90 * MINUTE },
  },
};

const unreported = (alerts: readonly AlertSpec[]): AlertSpec[] =>
  alerts.map((alert) => ({ ...alert, status: 'unreported' }));

/** What Alertmanager's API says of all that is not reported. */
function silenced(view: GroupView, why: KeptBack = SILENCED): GroupView {
  return { ...view, hidden: new Map(view.unreported.map(({ fingerprint }) => [fingerprint, why])) };
}
