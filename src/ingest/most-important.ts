import { type Severity, severityOf, severityRank } from '../core/severity.ts';

/** Lowest importance: neither firing nor resolved, which no alert is. */
const NO_ALERT = 200;

/**
 * The places of the `limit` most important among a webhook's alerts as they arrived: firing before resolved, then by
 * severity, then in their order. When all fit, all in their order. Only `status` and `labels.severity` are looked at, so
 * that what will be dropped costs next to nothing.
 */
export function mostImportant(alerts: readonly unknown[], limit: number): readonly number[] {
  if (alerts.length <= limit) return [...alerts.keys()];
  const byRank = new Map<number, number[]>();
  for (let index = 0; index < alerts.length; index++) {
    const rank = rankOf(alerts[index]);
    const same = byRank.get(rank);
    if (same === undefined) byRank.set(rank, [index]);
    else if (same.length < limit) same.push(index);
  }
  const ranked = [...byRank].sort(([a], [b]) => a - b);
  return ranked.flatMap(([, indexes]) => indexes).slice(0, limit);
}

/** Lower is more important. */
function rankOf(alert: unknown): number {
  const status = propertyOf(alert, 'status');
  if (status !== 'firing' && status !== 'resolved') return NO_ALERT;
  return (status === 'firing' ? 0 : 100) + severityRank(claimedSeverity(propertyOf(alert, 'labels')));
}

/** Longer than any word for a severity: what is longer is none that we know. */
const LONGEST_WORD = 32;

function claimedSeverity(labels: unknown): Severity {
  const severity = propertyOf(labels, 'severity');
  return severityOf(typeof severity === 'string' ? { severity: severity.slice(0, LONGEST_WORD) } : {});
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
