/**
 * The join of what two reports say of one alert. Commutative, associative and idempotent, so that replicas' copies,
 * retries and late packets cannot change the outcome.
 *
 * A later `startsAt` is a new episode and replaces the older one. Within an episode two registers grow: when it was last
 * reported firing and when it was last reported resolved. Resolved wins, unless the episode is reported firing well
 * after that: Alertmanager resolves an alert whose Prometheus falls silent, and the same episode fires on when
 * Prometheus is heard again. See docs/adr/0003-resolved-wins-for-a-while.md.
 */
import type { Alert, AlertStatus, LabelSet } from '../core/alert.ts';
import type { GroupAlert } from '../core/group.ts';

/**
 * A report of firing that reaches us so long after the resolve is no late copy. Copies come within one flush of
 * Alertmanager: its group_interval (5 minutes by default) plus 15 s a peer; three times that leaves room.
 */
export const LATE_COPY_MS = 15 * 60_000;

/** One report of an alert as a state of its own. */
export function observe(alert: Alert, receivedAt: number): GroupAlert {
  const { fingerprint, status, startsAt, endsAt, labels, annotations, generatorURL } = alert;
  const isFiring = status === 'firing';
  // Named one by one: copying with `...` takes several times as long, and every webhook comes by here.
  return {
    fingerprint,
    status,
    startsAt,
    ...(endsAt === undefined ? undefined : { endsAt }),
    labels,
    annotations,
    generatorURL,
    firstSeenAt: receivedAt,
    lastSeenAt: receivedAt,
    firingSeenAt: isFiring ? receivedAt : 0,
    resolvedSeenAt: isFiring ? 0 : receivedAt,
    latestEndsAt: endsAt ?? 0,
  };
}

/** What `known` and `report` say together. */
export function joinAlerts(known: GroupAlert, report: GroupAlert): GroupAlert {
  if (report.startsAt < known.startsAt) return known;
  if (report.startsAt > known.startsAt) return report;

  const firingSeenAt = Math.max(known.firingSeenAt, report.firingSeenAt);
  const resolvedSeenAt = Math.max(known.resolvedSeenAt, report.resolvedSeenAt);
  const latestEndsAt = Math.max(known.latestEndsAt, report.latestEndsAt);
  const status = statusFrom(firingSeenAt, resolvedSeenAt);
  const content = newerContent(known, report, status);
  return {
    fingerprint: known.fingerprint,
    status,
    startsAt: known.startsAt,
    ...(status === 'resolved' ? { endsAt: latestEndsAt } : {}),
    labels: content.labels,
    annotations: content.annotations,
    generatorURL: content.generatorURL,
    firstSeenAt: Math.min(known.firstSeenAt, report.firstSeenAt),
    lastSeenAt: Math.max(known.lastSeenAt, report.lastSeenAt),
    firingSeenAt,
    resolvedSeenAt,
    latestEndsAt,
  };
}

function statusFrom(firingSeenAt: number, resolvedSeenAt: number): AlertStatus {
  if (resolvedSeenAt === 0) return 'firing';
  return firingSeenAt > resolvedSeenAt + LATE_COPY_MS ? 'firing' : 'resolved';
}

/** Labels and annotations come from the newest report that agrees with the joint status. */
function newerContent(a: GroupAlert, b: GroupAlert, status: AlertStatus): GroupAlert {
  if (a.status !== b.status) return a.status === status ? a : b;
  const seenAt = status === 'firing' ? 'firingSeenAt' : 'resolvedSeenAt';
  if (a[seenAt] !== b[seenAt]) return a[seenAt] > b[seenAt] ? a : b;
  return contentKey(a) >= contentKey(b) ? a : b;
}

function contentKey(alert: GroupAlert): string {
  return JSON.stringify([sorted(alert.labels), sorted(alert.annotations), alert.generatorURL]);
}

function sorted(labels: LabelSet): readonly (readonly [string, string])[] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}
