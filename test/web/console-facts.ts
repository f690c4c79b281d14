/** What a console in use is told: three tenants, one of them in trouble, and as many groups as are wanted. */
import type { HistoryEvent } from '../../src/core/api/events.ts';
import type { GroupDetails, GroupSummary } from '../../src/core/api/groups.ts';
import type { Session } from '../../src/core/api/session.ts';
import type { FleetNow, TenantNow } from '../../src/core/api/tenants.ts';
import { CRITICAL } from './messages.ts';

const MINUTE_MS = 60_000;

/** A moment so many minutes ago, as the API writes it. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * MINUTE_MS).toISOString();
}

const SEVERITIES = ['critical', 'warning', 'error', 'info', 'warning', 'none'] as const;
const ALERTS = [
  'DiskAlmostFull',
  'PodCrashLooping',
  'CheckoutLatencyHigh',
  'CertificateExpiresSoon',
  'BackupFailed',
  'LoginBruteForce',
];

export const OPERATOR: Session = {
  kind: 'operator',
  actor: 'maria',
  credential: 'admin_token',
  permissions: ['acknowledge', 'comment', 'replay', 'expire', 'configure'],
  endsAt: ago(-480),
};

export const ACMES: Session = {
  ...OPERATOR,
  kind: 'tenant',
  actor: 'ci',
  credential: 'tenant_token',
  tenant: { id: 'acme', name: 'Acme GmbH' },
  role: 'viewer',
  permissions: [],
  locale: 'de',
};

function tenant(id: string, name: string, more: Partial<TenantNow> = {}): TenantNow {
  return {
    id,
    name,
    tier: 'premium',
    locale: 'en',
    groups: { open: 7, resolved: 21 },
    open: { critical: 1, error: 1, warning: 4, info: 1, none: 0 },
    unacknowledged: 3,
    isPartial: false,
    due: 0,
    oldestDueSeconds: 0,
    parked: [],
    deadLetters: 0,
    objective: { withinSeconds: 10, shown: 412, late: 0, p50Seconds: 0.4, p95Seconds: 1.2, windowSeconds: 3_600 },
    lastEventAt: ago(1),
    ...more,
  };
}

/** `count` tenants, the last of them in trouble. */
export function fleet(count = 3): FleetNow {
  const names = ['Acme GmbH', 'Globex Inc.', 'Initech'];
  const ids = ['acme', 'globex', 'initech'];
  const others = Array.from({ length: count }, (_, index) =>
    tenant(ids[index] ?? `tenant-${index}`, names[index] ?? `Tenant ${index}`),
  );
  const quiet = tenant('hooli', 'Hooli', {
    groups: { open: 0, resolved: 3 },
    open: { critical: 0, error: 0, warning: 0, info: 0, none: 0 },
    unacknowledged: 0,
  });
  const stuck = tenant('umbrella', 'Umbrella Corp.', {
    tier: 'free',
    groups: { open: 31, resolved: 2 },
    open: { critical: 4, error: 3, warning: 20, info: 4, none: 0 },
    unacknowledged: 30,
    due: 12,
    oldestDueSeconds: 340,
    deadLetters: 2,
    parked: [
      {
        receiver: 'ops',
        reason: 'channel_refused',
        detail: 'is_archived',
        since: ago(12),
        until: ago(-3),
        groups: 12,
      },
    ],
    objective: { withinSeconds: 10, shown: 40, late: 6, p50Seconds: 2.1, p95Seconds: 64, windowSeconds: 3_600 },
  });
  return {
    at: ago(0),
    version: '0.1.0',
    health: { ready: true, problems: [], warnings: [], storeSeconds: 0.0012 },
    config: { takenOverAt: ago(300), isValid: true, faults: [], warnings: [] },
    tenants: [...others, quiet, stuck],
  };
}

/** The group at a place in the list of all; it is the same each time. */
export function group(index: number): GroupSummary {
  const severity = SEVERITIES[index % SEVERITIES.length] ?? 'none';
  const alertname = ALERTS[index % ALERTS.length] ?? 'Alert';
  return {
    tenant: ['acme', 'globex', 'umbrella'][index % 3] ?? 'acme',
    id: index.toString(16).padStart(36, '0'),
    receiver: index % 4 === 0 ? 'oncall' : 'ops',
    title: alertname,
    groupLabels: { alertname, cluster: `eu-${1 + (index % 3)}`, service: `svc-${index}` },
    severity,
    state: index % 9 === 8 ? 'resolved' : 'open',
    counts: { firing: 1 + (index % 4), unreported: 0, resolved: index % 2, truncated: 0 },
    startedAt: ago(3 + index * 7),
    ...(index % 9 === 8 ? { resolvedAt: ago(1) } : {}),
    ...(index % 5 === 1 ? { acknowledged: { by: 'U0MARIA', at: ago(2) } } : {}),
    ...(index % 11 === 7 ? { silencedUntil: ago(-90) } : {}),
    ...(index % 13 === 5
      ? { failure: { reason: 'channel_refused', detail: 'is_archived', attempts: 4, since: ago(12) } }
      : {}),
    ...(index % 17 === 6 ? { deadSince: ago(60) } : {}),
    message: { team: 'T0ACME', channel: 'C0OPS', ts: '1763892120.000100', postedAt: ago(3 + index * 7) },
  };
}

function event(index: number, kind: string, minutes: number, more: Partial<HistoryEvent> = {}): HistoryEvent {
  return { place: String(index), at: ago(minutes), kind, group: '0'.repeat(36), receiver: 'ops', detail: {}, ...more };
}

export function groupDetails(index: number): GroupDetails {
  const summary = group(index);
  const alert = (instance: string, minutes: number) => ({
    fingerprint: instance.padEnd(16, '0'),
    status: 'firing' as const,
    startsAt: ago(minutes),
    labels: { ...summary.groupLabels, instance, severity: summary.severity },
    annotations: { summary: `${instance}: 97 % full`, runbook_url: 'https://runbooks.example/disk' },
    generatorURL: 'https://prometheus.example/graph',
  });
  return {
    ...summary,
    upstreamReceiver: 'tocsin-acme',
    groupKey: '{}/{team="db"}:{alertname="DiskAlmostFull"}',
    peers: ['http://alertmanager-0:9093', 'http://alertmanager-1:9093'],
    alerts: [alert('db-1', 38), alert('db-3', 4)],
    silences: [],
    drawn: {
      content: { text: 'Critical: Disk almost full', blocks: [...CRITICAL] },
      template: 'critical',
      locale: 'en',
    },
    decision: { steps: [], why: 'waits', lookAt: ago(-22) },
    wakeUpAt: ago(-22),
    history: [
      event(6, 'updated', 2, { detail: { channel: 'C0OPS' } }),
      event(5, 'acknowledged', 2, { by: 'U0MARIA' }),
      event(4, 'updated', 4, { detail: { channel: 'C0OPS' } }),
      event(3, 'merged', 4, { detail: { firing: 2 } }),
      event(2, 'failed', 37, { detail: { reason: 'rate_limited', error: 'ratelimited' } }),
      event(1, 'posted', 37, { detail: { channel: 'C0OPS' } }),
      event(0, 'received', 38, { detail: { firing: 1, became: 'open' } }),
    ],
    isHistoryWhole: true,
    version: 7,
    document: { state: 'open', version: 7 },
  };
}
