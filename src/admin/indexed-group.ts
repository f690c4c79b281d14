/** A group as it is kept at hand for lists, and how lists are searched. Pure. */
import { listed } from '../actions/open-groups.ts';
import type { GroupQuery, GroupSummary } from '../core/api/groups.ts';
import type { Group } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import type { TenantId } from '../core/ids.ts';
import { severityRank } from '../core/severity.ts';
import { sinceOf } from '../groups/dead-letter.ts';
import { countsOf, type Looking, messageOf, timeOf, viewNow } from './group-json.ts';

export interface IndexedGroup {
  readonly summary: GroupSummary;
  /** What text is searched in, in lower case. */
  readonly text: string;
  /** Until when silences hide all that fires of it, epoch milliseconds; 0: they do not. */
  readonly silencedUntil: number;
  /** Ids of the silences that hide alerts of it. */
  readonly silences: readonly string[];
  /** Places in a list in their order. */
  readonly order: string;
}

/** Ours: labels of a group with thousands of alerts beyond this are not searched. */
const TEXT_CHARS = 4_000;

export function indexed(tenantId: TenantId, group: Group, looking: Looking): IndexedGroup {
  const view = viewNow(group, looking);
  const silencedUntil = listed([view], looking.now)[0]?.silencedUntil ?? 0;
  const summary = summaryOf(tenantId, view, silencedUntil);
  const silences = (group.silences ?? []).map(({ id }) => id);
  return { summary, text: textOf(view), silencedUntil, silences, order: orderOf(summary, view.startedAt) };
}

function summaryOf(tenant: TenantId, view: GroupView, silencedUntil: number): GroupSummary {
  const { group, state, severity, startedAt, resolvedAt } = view;
  const { acknowledged, folded, dead, message } = group;
  return {
    tenant,
    id: group.id,
    receiver: group.receiver,
    title: titleOf(view),
    groupLabels: { ...group.groupLabels },
    severity,
    state,
    counts: countsOf(view),
    startedAt: timeOf(startedAt),
    ...(resolvedAt === undefined ? {} : { resolvedAt: timeOf(resolvedAt) }),
    ...(acknowledged === undefined ? {} : { acknowledged: { by: acknowledged.by, at: timeOf(acknowledged.at) } }),
    ...(silencedUntil === 0 ? {} : { silencedUntil: timeOf(silencedUntil) }),
    ...(folded === undefined || message !== undefined ? {} : { inSummary: folded.why }),
    ...failureOf(group),
    ...(dead === undefined ? {} : { deadSince: timeOf(dead.at) }),
    ...(message === undefined ? {} : { message: messageOf(message) }),
  };
}

function failureOf({ failure }: Group): Pick<GroupSummary, 'failure'> {
  if (failure === undefined) return {};
  const { reason, detail, attempts, heldUntil } = failure;
  const since = timeOf(sinceOf(failure));
  const more = { ...(detail ? { detail } : {}), ...(heldUntil === undefined ? {} : { heldUntil: timeOf(heldUntil) }) };
  return { failure: { reason, attempts, since, ...more } };
}

/** The alerts' name; where they have several, what the group is grouped by. */
function titleOf({ group, firing, unreported, resolved }: GroupView): string {
  const { alertname } = group.groupLabels;
  if (alertname) return alertname;
  const names = new Set([...firing, ...unreported, ...resolved].map(({ labels }) => labels.alertname ?? ''));
  const [only] = names;
  if (names.size === 1 && only) return only;
  return Object.values(group.groupLabels).filter(Boolean).join(' ') || group.receiver;
}

function textOf({ group, firing, unreported, resolved }: GroupView): string {
  const words = new Set([group.receiver, group.id, ...Object.values(group.groupLabels)]);
  let chars = 0;
  for (const { labels } of [...firing, ...unreported, ...resolved]) {
    if (chars > TEXT_CHARS) break;
    for (const value of Object.values(labels)) if (!words.has(value)) chars += words.add(value) && value.length;
  }
  return [...words].join('\n').toLowerCase();
}

/** Open ones first, the most severe of them, the oldest of these; of those that are over the newest first. */
function orderOf({ state, severity, tenant, id, resolvedAt }: GroupSummary, startedAt: number): string {
  const at = state === 'open' ? startedAt : 1e15 - Date.parse(resolvedAt ?? '');
  const rank = state === 'open' ? severityRank(severity) : 9;
  return `${rank}${String(Math.max(0, Math.round(at))).padStart(16, '0')}${tenant}/${id}`;
}

export type GroupSearch = Pick<GroupQuery, 'state' | 'severity' | 'receiver' | 'acknowledgedBy' | 'text'>;

/** Whether the search finds it. */
export function searchFor(search: GroupSearch, now: number): (group: IndexedGroup) => boolean {
  const words = (search.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return (group) =>
    isIn(search.state, group, now) && isAs(search, group) && words.every((word) => group.text.includes(word));
}

function isAs({ severity, receiver, acknowledgedBy }: GroupSearch, { summary }: IndexedGroup): boolean {
  if (severity !== undefined && summary.severity !== severity) return false;
  if (receiver !== undefined && summary.receiver !== receiver) return false;
  return acknowledgedBy === undefined || summary.acknowledged?.by === acknowledgedBy;
}

function isIn(state: GroupSearch['state'], { summary, silencedUntil }: IndexedGroup, now: number): boolean {
  const isOpen = summary.state === 'open';
  const isSilenced = isOpen && silencedUntil > now;
  switch (state) {
    case undefined:
      return true;
    case 'open':
    case 'resolved':
      return summary.state === state;
    case 'free':
      return isOpen && summary.acknowledged === undefined && !isSilenced;
    case 'acknowledged':
      return isOpen && summary.acknowledged !== undefined;
    case 'silenced':
      return isSilenced;
    case 'failing':
      return summary.failure !== undefined && summary.deadSince === undefined;
    case 'in_summary':
      return summary.inSummary !== undefined;
    case 'dead':
      return summary.deadSince !== undefined;
    default:
      return state satisfies never;
  }
}
