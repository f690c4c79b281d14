/**
 * What exceeds the limits is kept shortened, never refused: Alertmanager does not retry a 4xx, so a refusal would lose
 * the alerts. Firing alerts stay before resolved ones, and severe before harmless ones.
 */
import type { Alert, LabelSet, Notification } from '../core/alert.ts';
import { severityOf, severityRank } from '../core/severity.ts';

/** Counts are of UTF-16 units. */
export interface IngestLimits {
  readonly alerts: number;
  readonly labelChars: number;
  readonly annotationChars: number;
  /** Labels, and annotations, of one alert. */
  readonly labelsPerAlert: number;
}

export interface Shortened {
  readonly notification: Notification;
  /** What had to be cut, for the metric; empty when all was within the limits. */
  readonly cut: readonly ('alerts' | 'labels')[];
}

export function shorten(notification: Notification, limits: IngestLimits): Shortened {
  const kept = keepMostImportant(notification.alerts, limits.alerts);
  const alerts = kept.map((alert) => shortenAlert(alert, limits));
  const hasDropped = kept.length < notification.alerts.length;
  const hasShortened = alerts.some((alert, index) => alert !== kept[index]);
  if (!hasDropped && !hasShortened) return { notification, cut: [] };
  return {
    notification: { ...notification, alerts, droppedAlerts: notification.alerts.length - kept.length },
    cut: [...(hasDropped ? (['alerts'] as const) : []), ...(hasShortened ? (['labels'] as const) : [])],
  };
}

function keepMostImportant(alerts: readonly Alert[], limit: number): readonly Alert[] {
  if (alerts.length <= limit) return alerts;
  const ranked = alerts.map((alert, index) => ({ alert, index, rank: importanceOf(alert) }));
  ranked.sort((a, b) => a.rank - b.rank || a.index - b.index);
  return ranked.slice(0, limit).map(({ alert }) => alert);
}

/** Lower is more important. */
function importanceOf(alert: Alert): number {
  return (alert.status === 'firing' ? 0 : 100) + severityRank(severityOf(alert.labels));
}

/** The same object when nothing had to be cut. */
function shortenAlert(alert: Alert, limits: IngestLimits): Alert {
  const labels = shortenLabels(alert.labels, limits.labelChars, limits.labelsPerAlert);
  const annotations = shortenLabels(alert.annotations, limits.annotationChars, limits.labelsPerAlert);
  const isSame = labels === alert.labels && annotations === alert.annotations;
  return isSame ? alert : { ...alert, labels, annotations };
}

function shortenLabels(labels: LabelSet, maxChars: number, maxCount: number): LabelSet {
  const entries = Object.entries(labels);
  const fits = entries.length <= maxCount && entries.every(([name, value]) => name.length + value.length <= maxChars);
  if (fits) return labels;
  return Object.fromEntries(
    entries.slice(0, maxCount).map(([name, value]) => [cut(name, maxChars), cut(value, maxChars)]),
  );
}

/** Cuts between code points, and says so with an ellipsis. */
function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const end = maxChars - 1;
  const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
  return `${text.slice(0, splitsPair ? end - 1 : end)}…`;
}
