/**
 * What exceeds the limits is kept shortened, never refused: Alertmanager does not retry a 4xx, so a refusal would lose
 * the alerts. Whole alerts beyond the limit were left out before this, while the webhook was read.
 */
import { createHash } from 'node:crypto';
import type { Alert, LabelSet, Notification } from '../core/alert.ts';
import { cutText } from '../core/cut-text.ts';

/** Counts are of UTF-16 units. */
export interface IngestLimits {
  readonly alerts: number;
  readonly labelChars: number;
  readonly annotationChars: number;
  /** Labels, and annotations, of one alert. */
  readonly labelsPerAlert: number;
}

export interface Shortened {
  /** Its alerts stand in the places that they had. */
  readonly notification: Notification;
  /** What had to be cut, for the metric: alerts as a whole, or any text or label. Empty when all was within the limits. */
  readonly cut: readonly ('alerts' | 'labels')[];
}

/** Longest URL kept, as Slack allows for a button; a part of one leads nowhere, so longer ones are left out. */
const URL_CHARS = 3_000;

/** Alertmanager's reasons are a few words. */
const REASON_CHARS = 256;

/**
 * Longest groupKey and upstream receiver kept. Not configurable: groups are known by them, and would be lost to a change.
 * A groupKey lists the matchers of a route and the labels that are grouped by; a few hundred characters are usual.
 */
const IDENTITY_CHARS = 2_048;

/** What messages and people need first. The labels that the group is grouped by are kept with them. */
const KEPT_LABELS = ['alertname', 'severity'];
const KEPT_ANNOTATIONS = ['summary', 'description', 'runbook_url', 'dashboard_url'];

export function shorten(notification: Notification, limits: IngestLimits): Shortened {
  const shortened = { ...notification, ...shortenOwn(notification, limits) };
  const kept = [...KEPT_LABELS, ...Object.keys(shortened.groupLabels)];
  const alerts = notification.alerts.map((alert) => shortenAlert(alert, limits, kept));
  const isSame =
    same(shortened, notification, OWN_TEXTS) && alerts.every((alert, index) => alert === notification.alerts[index]);
  const cutAlerts = notification.droppedAlerts > 0 ? (['alerts'] as const) : [];
  return isSame
    ? { notification, cut: cutAlerts }
    : { notification: { ...shortened, alerts }, cut: [...cutAlerts, 'labels'] };
}

const OWN_TEXTS = ['upstreamReceiver', 'groupKey', 'groupLabels', 'externalURL', 'reason'] as const;

/** What the notification says of itself. */
function shortenOwn(
  { upstreamReceiver, groupKey, groupLabels, externalURL, reason }: Notification,
  { labelChars, labelsPerAlert }: IngestLimits,
): Pick<Notification, (typeof OWN_TEXTS)[number]> {
  return {
    upstreamReceiver: shortenIdentity(upstreamReceiver),
    groupKey: shortenIdentity(groupKey),
    groupLabels: shortenLabels(groupLabels, { maxChars: labelChars, maxCount: labelsPerAlert, kept: KEPT_LABELS }),
    externalURL: urlOrNone(externalURL),
    ...(reason === undefined ? {} : { reason: cutText(reason, REASON_CHARS) }),
  };
}

/** The same object when nothing had to be cut. */
function shortenAlert(alert: Alert, limits: IngestLimits, kept: readonly string[]): Alert {
  const { labelChars, annotationChars, labelsPerAlert: maxCount } = limits;
  const shortened = {
    labels: shortenLabels(alert.labels, { maxChars: labelChars, maxCount, kept }),
    annotations: shortenLabels(alert.annotations, { maxChars: annotationChars, maxCount, kept: KEPT_ANNOTATIONS }),
    generatorURL: urlOrNone(alert.generatorURL),
  };
  return same(shortened, alert, ['labels', 'annotations', 'generatorURL']) ? alert : { ...alert, ...shortened };
}

function same<Name extends string>(
  a: { readonly [name in Name]?: unknown },
  b: { readonly [name in Name]?: unknown },
  names: readonly Name[],
): boolean {
  return names.every((name) => a[name] === b[name]);
}

interface LabelLimits {
  readonly maxChars: number;
  readonly maxCount: number;
  /** Names that stay when others must go. */
  readonly kept: readonly string[];
}

/** The same object when nothing had to be cut. */
function shortenLabels(labels: LabelSet, limits: LabelLimits): LabelSet {
  const { maxChars, maxCount } = limits;
  const names = Object.keys(labels);
  const textOf = (name: string): string => labels[name] ?? '';
  const chosen = names.length <= maxCount ? names : chooseNames(labels, names, limits);
  const fits = chosen.every((name) => name.length <= maxChars && textOf(name).length <= maxChars);
  if (fits && chosen === names) return labels;
  return Object.fromEntries(chosen.map((name) => [cutText(name, maxChars), cutText(textOf(name), maxChars)]));
}

/** The names to keep, in their order. */
function chooseNames(labels: LabelSet, names: readonly string[], { maxCount, kept }: LabelLimits): readonly string[] {
  const chosen = new Set(kept.filter((name) => Object.hasOwn(labels, name)).slice(0, maxCount));
  for (const name of names) {
    if (chosen.size >= maxCount) break;
    chosen.add(name);
  }
  return names.filter((name) => chosen.has(name));
}

function urlOrNone(url: string): string {
  return url.length <= URL_CHARS ? url : '';
}

/** A long one becomes its beginning and a hash of the whole, so that two which differ still do. */
function shortenIdentity(text: string): string {
  if (text.length <= IDENTITY_CHARS) return text;
  const hash = createHash('sha256').update(text).digest('hex');
  return cutText(text, IDENTITY_CHARS - hash.length) + hash;
}
