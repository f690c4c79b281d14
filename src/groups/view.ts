/** A group as facts to draw, and what of it readers have not been told yet. Pure. */
import { copyWith } from '../core/copy-with.ts';
import { cutText } from '../core/cut-text.ts';
import { valuesOf } from '../core/dictionary.ts';
import type { Group, GroupAlert, GroupState, Hidden, Seen } from '../core/group.ts';
import type { Changes, GroupView, KeptBack } from '../core/group-view.ts';
import type { Fingerprint } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { type Severity, severityOf, severityRank } from '../core/severity.ts';
import type { GroupEvent } from './event.ts';
import type { StoredState } from './store.ts';

/**
 * Whether the newest full payloads list the alert. Payloads within one copy window of each other are replicas' views of
 * the same moment: what one of them lists counts as listed by all.
 */
export function isReported(alert: GroupAlert, group: Group, copyWindowMs: number): boolean {
  return alert.lastSeenAt > group.lastFullAt - copyWindowMs;
}

/** Why Alertmanager keeps the alert back, if it does: as its API said, unless a payload has listed the alert since. */
export function hiddenOf(alert: GroupAlert, { hidden }: Group): Hidden | undefined {
  const found = alert.status === 'firing' ? hidden?.[alert.fingerprint] : undefined;
  return found !== undefined && found.at >= alert.lastSeenAt ? found : undefined;
}

/** Open while anything fires, or may fire for all that Alertmanager tells. */
export function stateOf(group: Group): GroupState {
  if (group.truncated.unknown > 0) return 'open';
  return valuesOf(group.alerts).some((alert) => alert.status === 'firing') ? 'open' : 'resolved';
}

/**
 * An event that tells, too, when its change opened the group or resolved it: in `detail.became`. What opened has its name
 * and severity there, because the history outlives the group: docs/adr/0025-the-history-knows-names.md.
 */
export function telling(event: GroupEvent, before: Group | undefined, after: Group): GroupEvent {
  const state = stateOf(after);
  const known = before === undefined ? 'resolved' : stateOf(before);
  if (state === known) return event;
  const opening = state === 'open' ? openingOf(after) : {};
  return { ...event, detail: copyWith(event.detail ?? {}, { became: state, ...opening }) };
}

/** Ours: nobody reads longer names in a list, and each opening is kept for a month. */
const NAME_CHARS = 120;

function openingOf(group: Group): { readonly alert: string; readonly severity: Severity } {
  let worst: GroupAlert | undefined;
  let severity: Severity = 'none';
  for (const alert of valuesOf(group.alerts)) {
    const claimed = severityOf(alert.labels);
    if (alert.status !== 'firing' || (worst !== undefined && severityRank(claimed) >= severityRank(severity))) continue;
    worst = alert;
    severity = claimed;
  }
  const { alertname = '' } = worst?.labels ?? group.groupLabels;
  return { alert: cutText(alertname, NAME_CHARS), severity };
}

/** What a store counts the document by. */
export function storedStateOf(group: Group): StoredState {
  return group.digest === undefined ? stateOf(group) : 'digest';
}

/** What a reader who sees the alert now is told of it. */
export function seenOf(alert: GroupAlert, group: Group, policy: ReceiverPolicy): Seen {
  const isUnreported =
    alert.status === 'firing' &&
    (hiddenOf(alert, group) !== undefined || !isReported(alert, group, policy.copyWindowMs));
  return { status: isUnreported ? 'unreported' : alert.status, startsAt: alert.startsAt };
}

export function viewOf(group: Group, policy: ReceiverPolicy): GroupView {
  const all = mostImportantFirst(valuesOf(group.alerts));
  const statusOf = new Map(all.map((alert) => [alert.fingerprint, seenOf(alert, group, policy).status]));
  const having = (status: Seen['status']) => all.filter((alert) => statusOf.get(alert.fingerprint) === status);
  const firing = having('firing');
  const state = stateOf(group);
  const startedAt = earliestStart(group, all);
  const hidden = keptBackOf(group, all);
  const endedHidden = endedHiddenOf(group, all);
  return {
    group,
    state,
    severity: worst(firing.length > 0 ? firing : all),
    firing,
    unreported: having('unreported'),
    ...(hidden.size === 0 ? {} : { hidden }),
    resolved: having('resolved'),
    ...(endedHidden.size === 0 ? {} : { endedHidden }),
    truncated: group.truncated.count,
    unconfirmed: group.unconfirmed,
    startedAt,
    ...(state === 'resolved' ? { resolvedAt: resolvedAtOf(group, all) } : {}),
    changes: changesOf(
      all,
      (alert) => (hidden.has(alert.fingerprint) ? 'hidden' : statusOf.get(alert.fingerprint)),
      group,
    ),
  };
}

/** Whether the message shows an alert otherwise than it is, or not at all. */
export function isOutdated(group: Group, policy: ReceiverPolicy): boolean {
  return valuesOf(group.alerts).some((alert) => {
    const { status, startsAt } = seenOf(alert, group, policy);
    const shown = group.marks[alert.fingerprint]?.shown;
    return shown?.status !== status || shown.startsAt !== startsAt;
  });
}

/** Alerts that are kept back for the same reason share one object. */
function keptBackOf(group: Group, all: readonly GroupAlert[]): ReadonlyMap<Fingerprint, KeptBack> {
  const reasons = new Map<string, { readonly hidden: Hidden; readonly alerts: GroupAlert[] }>();
  if (group.hidden === undefined) return new Map();
  for (const alert of all) {
    const hidden = hiddenOf(alert, group);
    if (hidden === undefined) continue;
    const key = `${hidden.why} ${hidden.by ?? ''}`;
    const reason = reasons.get(key) ?? { hidden, alerts: [] };
    reason.alerts.push(alert);
    reasons.set(key, reason);
  }
  return new Map(
    [...reasons.values()].flatMap(({ hidden, alerts }) => {
      const reason = keptBack(hidden, group, alerts.length);
      return alerts.map(({ fingerprint }) => [fingerprint, reason] as const);
    }),
  );
}

function keptBack({ why, by, name }: Hidden, { silences = [] }: Group, count: number): KeptBack {
  const silence = why === 'silenced' ? silences.find(({ id }) => id === by) : undefined;
  const known = why === 'muted' ? by : name;
  return { why, count, ...(silence === undefined ? {} : { silence }), ...(known === undefined ? {} : { name: known }) };
}

function endedHiddenOf({ ended }: Group, all: readonly GroupAlert[]): ReadonlyMap<Fingerprint, Hidden['why']> {
  const found: [Fingerprint, Hidden['why']][] = [];
  if (ended === undefined) return new Map(found);
  for (const { fingerprint, status, resolvedSeenAt } of all) {
    const { why, at } = ended[fingerprint] ?? {};
    if (status === 'resolved' && why !== undefined && at === resolvedSeenAt) found.push([fingerprint, why]);
  }
  return new Map(found);
}

/** What differs between the alerts and what the thread has told of them. */
function changesOf(
  all: readonly GroupAlert[],
  statusOf: (alert: GroupAlert) => Seen['status'] | 'hidden' | undefined,
  { marks }: Group,
): Changes {
  const kinds = all.map((alert) => {
    const status = statusOf(alert) ?? alert.status;
    // Why it is kept back is told by itself: by the message, and by what the thread tells of silences.
    if (status === 'hidden') return ['none', alert] as const;
    return [changeOf({ status, startsAt: alert.startsAt }, marks[alert.fingerprint]?.told), alert] as const;
  });
  const having = (kind: AlertChange) => kinds.filter(([of]) => of === kind).map(([, alert]) => alert);
  return {
    fresh: having('fresh'),
    refired: having('refired'),
    resolved: having('resolved'),
    unreported: having('unreported'),
    stillFiring: having('still_firing').length,
  };
}

type AlertChange = 'fresh' | 'refired' | 'resolved' | 'unreported' | 'still_firing' | 'none';

function changeOf({ status, startsAt }: Seen, told: Seen | undefined): AlertChange {
  const isSame = told !== undefined && told.status === status && told.startsAt === startsAt;
  if (status !== 'firing') return isSame ? 'none' : status;
  if (told === undefined) return 'fresh';
  if (told.status === 'resolved' || told.startsAt !== startsAt) return 'refired';
  return 'still_firing';
}

export function hasChanges(changes: Changes): boolean {
  return changes.fresh.length + changes.refired.length + changes.resolved.length + changes.unreported.length > 0;
}

function mostImportantFirst(alerts: readonly GroupAlert[]): readonly GroupAlert[] {
  if (alerts.length < 2) return alerts;
  const ranked = alerts.map((alert) => ({ alert, rank: severityRank(severityOf(alert.labels)) }));
  ranked.sort(
    (a, b) =>
      a.rank - b.rank || a.alert.startsAt - b.alert.startsAt || (a.alert.fingerprint < b.alert.fingerprint ? -1 : 1),
  );
  return ranked.map(({ alert }) => alert);
}

/** Of alerts that are sorted most important first. */
function worst(alerts: readonly GroupAlert[]): Severity {
  const [first] = alerts;
  return first === undefined ? 'none' : severityOf(first.labels);
}

function earliestStart(group: Group, alerts: readonly GroupAlert[]): number {
  let earliest = group.message?.startedAt ?? Number.POSITIVE_INFINITY;
  for (const alert of alerts) earliest = Math.min(earliest, alert.startsAt);
  return Number.isFinite(earliest) ? earliest : group.truncated.at;
}

/** The latest end; for a group that left unconfirmed, when it was last heard of. */
export function resolvedAtOf(group: Group, alerts: readonly GroupAlert[]): number {
  let latest = group.message?.resolvedAt ?? 0;
  for (const alert of alerts) latest = Math.max(latest, alert.endsAt ?? 0);
  return latest === 0 ? Math.max(group.lastFullAt, group.truncated.at) : latest;
}
