import type { Alert, LabelSet } from '../../src/core/alert.ts';
import type { Group, GroupAlert, Message } from '../../src/core/group.ts';
import type { Changes, GroupView } from '../../src/core/group-view.ts';
import { channelId, fingerprint, groupId, messageTs, receiverName } from '../../src/core/ids.ts';
import { SEVERITIES, severityOf, severityRank } from '../../src/core/severity.ts';

/** 2026-03-02 14:00 UTC. */
export const T0 = Date.UTC(2026, 2, 2, 14, 0, 0);
export const MINUTE = 60_000;

export const GROUP_ID = groupId('0123456789abcdef01234567');

export interface AlertSpec {
  readonly labels?: LabelSet;
  readonly annotations?: LabelSet;
  readonly status?: Alert['status'] | 'unreported';
  readonly startsAt?: number;
  readonly endsAt?: number;
  readonly generatorURL?: string;
  /** What readers have not been told of it yet. */
  readonly news?: 'fresh' | 'refired' | 'resolved' | 'unreported';
}

export interface ViewSpec {
  readonly alerts: readonly AlertSpec[];
  /** True once a message stands in Slack. */
  readonly posted?: boolean;
  readonly groupLabels?: LabelSet;
  readonly truncated?: number;
  readonly unconfirmed?: number;
}

const MESSAGE: Message = {
  channel: channelId('C0OPS'),
  ts: messageTs('1.0'),
  sentTo: { workspace: 'T1', channel: channelId('C0OPS') },
  hash: '',
  postedAt: T0,
  startedAt: T0,
};

function alertOf(spec: AlertSpec, index: number): GroupAlert {
  const { labels = {}, annotations = {}, status = 'firing', startsAt = T0, generatorURL = '' } = spec;
  const alert = {
    fingerprint: fingerprint(index.toString(16).padStart(16, '0')),
    status: status === 'unreported' ? ('firing' as const) : status,
    startsAt,
    labels,
    annotations,
    generatorURL,
    firstSeenAt: startsAt,
    lastSeenAt: startsAt,
    firingSeenAt: startsAt,
    resolvedSeenAt: 0,
    latestEndsAt: 0,
  };
  return status === 'resolved' ? { ...alert, endsAt: spec.endsAt ?? startsAt + 10 * MINUTE } : alert;
}

/** A view as `viewOf` gives it: lists most important first. */
export function viewFrom(spec: ViewSpec): GroupView {
  const made = spec.alerts.map((alertSpec, index) => ({ spec: alertSpec, alert: alertOf(alertSpec, index) }));
  const sorted = [...made].sort(
    (left, right) =>
      severityRank(severityOf(left.alert.labels)) - severityRank(severityOf(right.alert.labels)) ||
      left.alert.startsAt - right.alert.startsAt,
  );
  const having = (status: AlertSpec['status']) =>
    sorted.filter((entry) => (entry.spec.status ?? 'firing') === status).map(({ alert }) => alert);
  const news = (kind: AlertSpec['news']) =>
    sorted.filter((entry) => entry.spec.news === kind).map(({ alert }) => alert);
  const [firing, unreported, resolved] = [having('firing'), having('unreported'), having('resolved')];
  const isOpen = firing.length + unreported.length > 0;
  const ranked = firing.length > 0 ? firing : sorted.map(({ alert }) => alert);
  const changes: Changes = {
    fresh: news('fresh'),
    refired: news('refired'),
    resolved: news('resolved'),
    unreported: news('unreported'),
    stillFiring: made.filter(({ spec: each }) => (each.status ?? 'firing') === 'firing' && each.news === undefined)
      .length,
  };
  const group: Group = {
    schema: 1,
    id: GROUP_ID,
    receiver: receiverName('ops'),
    upstreamReceiver: 'tocsin',
    groupKey: '{}:{alertname="A"}',
    groupLabels: spec.groupLabels ?? {},
    peers: [],
    alerts: Object.fromEntries(made.map(({ alert }) => [alert.fingerprint, alert])),
    tombstones: {},
    lastFullAt: T0,
    truncated: { at: 0, count: spec.truncated ?? 0, unknown: 0 },
    unconfirmed: spec.unconfirmed ?? 0,
    marks: {},
    ...(spec.posted === true ? { message: MESSAGE } : {}),
  };
  const view: GroupView = {
    group,
    state: isOpen ? 'open' : 'resolved',
    severity: SEVERITIES.find((severity) => ranked.some(({ labels }) => severityOf(labels) === severity)) ?? 'none',
    firing,
    unreported,
    resolved,
    truncated: spec.truncated ?? 0,
    unconfirmed: spec.unconfirmed ?? 0,
    startedAt: made.reduce((oldest, { alert }) => Math.min(oldest, alert.startsAt), Number.POSITIVE_INFINITY),
    changes,
  };
  const resolvedAt = resolved.reduce((latest, alert) => Math.max(latest, alert.endsAt ?? 0), 0);
  return isOpen ? view : { ...view, resolvedAt };
}

/** `count` alerts that differ in `instance`. */
export function manyAlerts(count: number, spec: AlertSpec = {}): AlertSpec[] {
  return Array.from({ length: count }, (_, index) => ({
    ...spec,
    labels: { alertname: 'NodeDown', severity: 'critical', cluster: 'eu-1', instance: `node-${index}`, ...spec.labels },
  }));
}
