import type { DigestView } from '../core/digest-view.ts';
import type { GroupView } from '../core/group-view.ts';
import { SEVERITIES, type Severity, severityRank } from '../core/severity.ts';
import { dataLine } from './escape.ts';
import type { Language } from './language.ts';
import { LABEL_CHARS } from './slack-limits.ts';
import { type Status, type Subject, statusOf } from './subject.ts';
import { ViewContext } from './view-context.ts';

/** No list of a digest is longer. */
const LISTED = 30;

/** Longer links are left out: a reply lists ten groups, and must have room for all of them. */
const LINK_CHARS = 300;

/** One group as a digest names it. */
export interface DigestGroup {
  readonly title: string;
  readonly headline: string;
  readonly severity: Severity;
  readonly status: Status;
  readonly place: readonly string[];
  readonly firing: number;
  /** Where to go for it; empty where nothing leads. */
  readonly url: string;
  readonly startedAt: number;
  readonly resolvedAt: number | undefined;
  readonly durationMs: number | undefined;
  readonly acknowledged: { readonly by: string; readonly at: number } | undefined;
}

/** What a summary of many groups is drawn from, checked against `DIGEST_SHAPE`. Every string is escaped data. */
export class DigestContext {
  readonly from: number;
  readonly until: number;
  readonly receiver: string;
  readonly why: string;
  readonly overAt: number | undefined;
  /** What of a quota was used up; 0 where none is why. */
  readonly quotaLimit: number;
  readonly quotaUntil: number | undefined;
  readonly severity: Severity;
  /** Lists that may hold fewer entries than there are, with how many there are. */
  readonly totals = new Map<unknown, number>();
  readonly counts: {
    readonly groups: number;
    readonly open: number;
    readonly resolved: number;
    readonly acknowledged: number;
    readonly firing: number;
  };
  /** Groups that are open, most severe first; then the longest open first. */
  readonly open: readonly DigestGroup[];
  readonly resolved: readonly DigestGroup[];
  /** How many open groups there are of each severity, the most severe first; none of those that do not occur. */
  readonly bySeverity: readonly { readonly severity: Severity; readonly count: number }[];
  /** Titles that several open groups have, with how many do, the most frequent first. */
  readonly byName: readonly { readonly name: string; readonly count: number }[];

  constructor(digest: DigestView, receiver: string, language: Language) {
    const open = digest.groups.filter((view) => view.state === 'open').sort(mostUrgentFirst);
    const resolved = digest.groups.filter((view) => view.state !== 'open').sort(mostUrgentFirst);
    const named = (views: readonly GroupView[]) => views.map((view) => groupOf(view, language));
    const openGroups = named(open);
    this.from = digest.from;
    this.until = digest.until;
    this.why = digest.why ?? '';
    this.overAt = digest.overAt;
    this.quotaLimit = digest.quota?.limit ?? 0;
    this.quotaUntil = digest.quota?.until;
    this.receiver = dataLine(receiver, LABEL_CHARS);
    this.severity = open[0]?.severity ?? 'none';
    this.counts = {
      groups: digest.groups.length,
      open: open.length,
      resolved: resolved.length,
      acknowledged: open.filter(({ group }) => group.acknowledged !== undefined).length,
      firing: open.reduce((sum, { firing }) => sum + firing.length, 0),
    };
    this.open = this.#listed(openGroups);
    this.resolved = this.#listed(named(resolved));
    this.bySeverity = SEVERITIES.map((severity) => ({
      severity,
      count: open.filter((view) => view.severity === severity).length,
    })).filter(({ count }) => count > 0);
    this.byName = this.#listed(countedNames(openGroups));
  }

  #listed<Item>(items: readonly Item[]): readonly Item[] {
    const list = items.slice(0, LISTED);
    this.totals.set(list, items.length);
    return list;
  }
}

/** What helpers need to know of a digest: how it is with the worst of its groups. */
export function digestSubject({ counts, severity }: DigestContext): Subject {
  return { status: counts.open > 0 ? 'firing' : 'resolved', severity };
}

function mostUrgentFirst(left: GroupView, right: GroupView): number {
  return (
    severityRank(left.severity) - severityRank(right.severity) ||
    left.startedAt - right.startedAt ||
    (left.group.id < right.group.id ? -1 : 1)
  );
}

function groupOf(view: GroupView, language: Language): DigestGroup {
  const context = new ViewContext({ view, language, part: 'message' });
  const { runbook, dashboard, source, alertmanager } = context.links;
  const url = [source, dashboard, alertmanager, runbook].find((link) => link !== '' && link.length <= LINK_CHARS) ?? '';
  const { title, headline, severity, place, startedAt, resolvedAt, durationMs, acknowledged } = context;
  const status = statusOf(view);
  const firing = view.firing.length;
  return { title, headline, severity, status, place, firing, url, startedAt, resolvedAt, durationMs, acknowledged };
}

function countedNames(groups: readonly DigestGroup[]): readonly { readonly name: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { title } of groups) counts.set(title, (counts.get(title) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .filter(({ count }) => count > 1)
    .sort((left, right) => right.count - left.count || (left.name < right.name ? -1 : 1));
}
