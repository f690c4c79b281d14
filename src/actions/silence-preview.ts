/** What a silence would hit, seen from the message that it is made from. Pure. */
import type { LabelSet } from '../core/alert.ts';
import type { Group } from '../core/group.ts';
import type { ReportedAlert } from './alertmanagers.ts';

export interface SilencePreview {
  /** Alerts that fire now, or are hidden already, and match. */
  readonly hits: number;
  /** The labels of those that the message does not show, by their names. */
  readonly outside: readonly LabelSet[];
}

/** `alerts`: those that match. */
export function previewOf(alerts: readonly ReportedAlert[], group: Pick<Group, 'alerts'>): SilencePreview {
  const outside = alerts.filter(({ fingerprint }) => !Object.hasOwn(group.alerts, fingerprint));
  const named = outside.map(({ labels }) => ({ labels, name: labels.alertname ?? '' }));
  named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { hits: alerts.length, outside: named.map(({ labels }) => labels) };
}
