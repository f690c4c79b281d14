import type { Alert, LabelSet } from '../core/alert.ts';
import type { GroupAlert } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import { type Severity, severityOf } from '../core/severity.ts';
import { dataLine, dataText } from './escape.ts';
import { headline } from './headline.ts';
import type { Language } from './language.ts';
import { ANNOTATION_CHARS, LABEL_CHARS } from './slack-limits.ts';

/** No list in the context is longer: more lines than this never fit a message. */
const LISTED_ALERTS = 100;

/** Labels that the header already says. */
const IN_HEADER: ReadonlySet<string> = new Set(['alertname', 'severity']);

/** Annotations under which teams keep what a message shows, in order of preference. */
const ANNOTATIONS = {
  summary: ['summary', 'message', 'title'],
  description: ['description'],
  runbook: ['runbook_url', 'runbook', 'runbookURL'],
  dashboard: ['dashboard_url', 'dashboard', 'dashboardURL', 'grafana'],
} as const;

type TextMap = Readonly<Record<string, string>>;

export interface Pair {
  readonly name: string;
  readonly value: string;
}

/** An alert as templates see it. Every string is escaped data. */
export interface AlertContext {
  readonly name: string;
  /** The name where it, or nothing else, tells the alert from the others; empty where the differing labels do. */
  readonly title: string;
  readonly status: Alert['status'];
  readonly severity: Severity;
  readonly mark: 'fresh' | 'refired' | '';
  readonly labels: TextMap;
  readonly annotations: TextMap;
  readonly differing: readonly Pair[];
  readonly summary: string;
  readonly description: string;
  readonly startsAt: number;
  readonly endsAt: number | undefined;
  readonly durationMs: number | undefined;
  readonly source: string;
}

export type ViewContext = ReturnType<typeof buildContext>['context'];

function textMap(source: LabelSet, text: (raw: string) => string): TextMap {
  const map: Record<string, string> = Object.create(null);
  for (const name of Object.keys(source).sort()) map[dataLine(name, LABEL_CHARS)] = text(source[name] ?? '');
  return map;
}

const labelText = (raw: string): string => dataLine(raw, LABEL_CHARS);
const annotationText = (raw: string): string => dataText(raw, ANNOTATION_CHARS);

function pairsOf(labels: TextMap): readonly Pair[] {
  return Object.keys(labels)
    .filter((name) => !IN_HEADER.has(name))
    .map((name) => ({ name, value: labels[name] ?? '' }));
}

/** What all alerts have alike. */
function commonOf(alerts: readonly GroupAlert[], pick: (alert: GroupAlert) => LabelSet): LabelSet {
  const [first, ...others] = alerts;
  if (first === undefined) return {};
  let common = Object.entries(pick(first));
  for (const alert of others) {
    const values = pick(alert);
    const isShared = ([name, value]: readonly [string, string]) => values[name] === value;
    if (!common.every(isShared)) common = common.filter(isShared);
    if (common.length === 0) break;
  }
  return Object.fromEntries(common);
}

/** The first of the names that the map has, or nothing. */
function firstOf(map: TextMap, names: readonly string[]): string {
  const name = names.find((candidate) => map[candidate] !== undefined && map[candidate] !== '');
  return name === undefined ? '' : (map[name] ?? '');
}

/** The link of the most important alert that has one. */
function linkOf(alerts: readonly AlertContext[], names: readonly string[]): string {
  const alert = alerts.find((candidate) => firstOf(candidate.annotations, names) !== '');
  return alert === undefined ? '' : firstOf(alert.annotations, names);
}

function linksOf(alerts: readonly AlertContext[]) {
  return {
    runbook: linkOf(alerts, ANNOTATIONS.runbook),
    dashboard: linkOf(alerts, ANNOTATIONS.dashboard),
    source: alerts.find((alert) => alert.source !== '')?.source ?? '',
  };
}

function titleOf(view: GroupView, common: TextMap, first: AlertContext | undefined): string {
  const shared = common.alertname;
  if (shared !== undefined && shared !== '') return shared;
  const values = Object.values(view.group.groupLabels).filter((value) => value !== '');
  if (values.length > 0) return values.map(labelText).join(' · ');
  return first?.name ?? '';
}

/** Turns alerts into what templates see, each once. */
function alertContexts(view: GroupView, common: TextMap): (alert: GroupAlert) => AlertContext {
  const made = new Map<GroupAlert, AlertContext>();
  const isUpdate = view.group.message !== undefined;
  const fresh = new Set(isUpdate ? view.changes.fresh.map((alert) => alert.fingerprint) : []);
  const refired = new Set(isUpdate ? view.changes.refired.map((alert) => alert.fingerprint) : []);
  const markOf = (alert: GroupAlert): AlertContext['mark'] => {
    if (refired.has(alert.fingerprint)) return 'refired';
    return fresh.has(alert.fingerprint) ? 'fresh' : '';
  };
  return (alert) => {
    const known = made.get(alert);
    if (known !== undefined) return known;
    const labels = textMap(alert.labels, labelText);
    const annotations = textMap(alert.annotations, annotationText);
    const differing = pairsOf(labels).filter(({ name, value }) => common[name] !== value);
    const name = labels.alertname ?? '';
    const context: AlertContext = {
      name,
      title: differing.length > 0 && name === common.alertname ? '' : name,
      status: alert.status,
      severity: severityOf(alert.labels),
      mark: markOf(alert),
      labels,
      annotations,
      differing,
      summary: firstOf(annotations, ANNOTATIONS.summary),
      description: firstOf(annotations, ANNOTATIONS.description),
      startsAt: alert.startsAt,
      endsAt: alert.endsAt,
      durationMs: alert.endsAt === undefined ? undefined : alert.endsAt - alert.startsAt,
      source: dataLine(alert.generatorURL, ANNOTATION_CHARS),
    };
    made.set(alert, context);
    return context;
  };
}

function countsOf({ firing, unreported, resolved, truncated, unconfirmed, changes }: GroupView) {
  return {
    firing: firing.length,
    unreported: unreported.length,
    resolved: resolved.length,
    total: firing.length + unreported.length + resolved.length,
    truncated,
    unconfirmed,
    new: changes.fresh.length,
    refired: changes.refired.length,
    newlyResolved: changes.resolved.length,
    newlyUnreported: changes.unreported.length,
    stillFiring: changes.stillFiring,
  };
}

/** What changed since readers were told last, as one line; empty when nothing did, and on the first post. */
function changesLine(view: GroupView, language: Language): string {
  if (view.group.message === undefined) return '';
  const { fresh, refired, resolved, unreported } = view.changes;
  const parts = [
    { key: 'change.new', count: fresh.length },
    { key: 'change.refired', count: refired.length },
    { key: 'change.resolved', count: resolved.length },
    { key: 'change.unreported', count: unreported.length },
  ];
  return parts
    .filter(({ count }) => count > 0)
    .map(({ key, count }) => language.phrase(key, { count }))
    .join(' · ');
}

/**
 * The facts of a group as templates see them, described in docs/templates.md and checked against `CONTEXT_SHAPE`.
 * Data is cleaned and escaped here and nowhere else. `totals` tells of each list how long it is in truth. Only the most
 * important alerts are turned into context, so a group of 5 000 costs little more than one of 100.
 */
export function buildContext(request: {
  readonly view: GroupView;
  readonly language: Language;
  readonly repeat: boolean;
}) {
  const { view, language } = request;
  const all = [...view.firing, ...view.unreported, ...view.resolved];
  const labels = textMap(
    commonOf(all, (alert) => alert.labels),
    labelText,
  );
  const annotations = textMap(
    commonOf(all, (alert) => alert.annotations),
    annotationText,
  );
  const contextOf = alertContexts(view, labels);
  const totals = new Map<unknown, number>();
  const listed = (alerts: readonly GroupAlert[]): readonly AlertContext[] => {
    const list = alerts.slice(0, LISTED_ALERTS).map(contextOf);
    totals.set(list, alerts.length);
    return list;
  };
  const first = listed(all);
  const { fresh, refired, resolved, unreported } = view.changes;
  const title = titleOf(view, labels, first[0]) || language.phrase('group.untitled');
  const context = {
    state: view.state,
    severity: view.severity,
    title,
    headline: headline(view, title, language),
    receiver: dataLine(view.group.receiver, LABEL_CHARS),
    repeat: request.repeat,
    /** False on the first post. */
    isUpdate: view.group.message !== undefined,
    startedAt: view.startedAt,
    resolvedAt: view.resolvedAt,
    durationMs: view.resolvedAt === undefined ? undefined : view.resolvedAt - view.startedAt,
    counts: countsOf(view),
    changes: changesLine(view, language),
    labels,
    annotations,
    groupLabels: textMap(view.group.groupLabels, labelText),
    common: pairsOf(labels),
    summary: firstOf(annotations, ANNOTATIONS.summary),
    description: firstOf(annotations, ANNOTATIONS.description),
    links: linksOf(first),
    firing: listed(view.firing),
    unreported: listed(view.unreported),
    resolved: listed(view.resolved),
    news: {
      fresh: listed(fresh),
      refired: listed(refired),
      resolved: listed(resolved),
      unreported: listed(unreported),
    },
  };
  return { context, totals };
}
