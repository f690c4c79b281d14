import { type AlertContext, ANNOTATIONS } from './alert-context.ts';
import { dataLine } from './escape.ts';
import { ANNOTATION_CHARS } from './slack-limits.ts';

/** Where to go from a message; empty where nothing leads. */
export interface Links {
  readonly runbook: string;
  readonly dashboard: string;
  readonly source: string;
  readonly alertmanager: string;
}

/** Of the most important alert that has each. `peers`: addresses of the Alertmanagers that reported the group. */
export function linksOf(alerts: readonly AlertContext[], peers: readonly string[]): Links {
  return {
    runbook: firstLink(alerts, ANNOTATIONS.runbook),
    dashboard: firstLink(alerts, ANNOTATIONS.dashboard),
    source: alerts.find(({ source }) => source !== '')?.source ?? '',
    alertmanager: dataLine(peers[0] ?? '', ANNOTATION_CHARS),
  };
}

function firstLink(alerts: readonly AlertContext[], names: readonly string[]): string {
  for (const { annotations } of alerts) {
    const link = annotations.first(names);
    if (link !== '') return link;
  }
  return '';
}
