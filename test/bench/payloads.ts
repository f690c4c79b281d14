/** The same alert groups for both contestants: three alerts each, as a Prometheus for Kubernetes would raise them. */
import { createHash } from 'node:crypto';

export const ALERTS_PER_GROUP = 3;
export const TEAMS = 20;

/** How the group is named in labels, and so in every message: the sink knows it by that. */
export const groupMark = (group: number): string => `g${String(group).padStart(7, '0')}x`;
export const GROUP_MARK = /g(\d{7})x/;

export const tenantName = (tenant: number): string => `t${String(tenant).padStart(4, '0')}`;
export const teamName = (team: number): string => `team-${String(team).padStart(2, '0')}`;
export const ingestToken = (tenant: string): string => `bench-ingest-token-${tenant}`;

/** Groups go to tenants in turn, beginning with `firstTenant`, and within a tenant to teams in turn. */
export function placeOf(
  group: number,
  tenants: number,
  firstTenant = 0,
): { readonly tenant: string; readonly team: string } {
  return {
    tenant: tenantName(firstTenant + (group % tenants)),
    team: teamName(Math.floor(group / tenants) % TEAMS),
  };
}

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly generatorURL: string;
}

const RUNBOOK = 'https://runbooks.example.com/kubernetes/kubepersistentvolumefillingup';

/** A group's alerts in the form of Alertmanager's own API. `startedAt`: epoch milliseconds. */
export function alertsOf(group: number, team: string, startedAt: number): readonly Alert[] {
  return Array.from({ length: ALERTS_PER_GROUP }, (_, index) => {
    const claim = `data-postgres-${index}`;
    return {
      labels: {
        alertname: 'KubePersistentVolumeFillingUp',
        severity: 'critical',
        cluster: 'eu-central-1-production',
        namespace: 'payments',
        team,
        group: groupMark(group),
        persistentvolumeclaim: claim,
        instance: `10.14.${group % 250}.${index + 10}:9100`,
        job: 'kubelet',
        prometheus: 'monitoring/k8s',
      },
      annotations: {
        summary: 'PersistentVolume is filling up.',
        description: `The PersistentVolume claimed by ${claim} in Namespace payments is only ${index + 1}.4% free. Based on recent sampling, it is expected to fill up within four days.`,
        runbook_url: RUNBOOK,
        dashboard_url: 'https://grafana.example.com/d/919b92a8e8041bd567af9edab12c840c/persistent-volumes',
      },
      startsAt: new Date(startedAt).toISOString(),
      generatorURL: `https://prometheus.example.com/graph?g0.expr=kubelet_volume_stats_available_bytes&g0.tab=1`,
    };
  });
}

/** Alertmanager's webhook, version 4, for the group. `replica` is told by the external URL. */
export function webhookOf(options: {
  readonly group: number;
  readonly team: string;
  readonly replica: number;
  readonly startedAt: number;
}): string {
  const { group, team, replica, startedAt } = options;
  const alerts = alertsOf(group, team, startedAt).map((alert) => ({
    status: 'firing',
    ...alert,
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: createHash('sha256').update(JSON.stringify(alert.labels)).digest('hex').slice(0, 16),
  }));
  return JSON.stringify({
    receiver: 'tocsin',
    status: 'firing',
    alerts,
    groupLabels: { group: groupMark(group) },
    commonLabels: sharedBy(alerts.map(({ labels }) => labels)),
    commonAnnotations: sharedBy(alerts.map(({ annotations }) => annotations)),
    externalURL: `http://alertmanager-${replica}.example.com:9093`,
    version: '4',
    groupKey: `{}:{group="${groupMark(group)}"}`,
    truncatedAlerts: 0,
  });
}

function sharedBy(maps: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> {
  const [first = {}, ...others] = maps;
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((map) => map[name] === value)),
  );
}
