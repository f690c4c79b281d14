import type { LabelSet } from '../core/alert.ts';
import { type AlertContext, ANNOTATIONS } from './alert-context.ts';
import { dataLine } from './escape.ts';
import { ANNOTATION_CHARS } from './slack-limits.ts';

/** Where to go from a message; empty where nothing leads. */
export interface Links {
  readonly runbook: string;
  readonly dashboard: string;
  readonly source: string;
  readonly alertmanager: string;
  /** Alertmanager's form for a new silence, filled in. */
  readonly silence: string;
}

/**
 * Of the most important alert that has each. `peers`: addresses of the Alertmanagers that reported the group; `labels`:
 * those that all its alerts have alike.
 */
export function linksOf(alerts: readonly AlertContext[], peers: readonly string[], labels: LabelSet): Links {
  return {
    runbook: firstLink(alerts, ANNOTATIONS.runbook),
    dashboard: firstLink(alerts, ANNOTATIONS.dashboard),
    source: alerts.find(({ source }) => source !== '')?.source ?? '',
    alertmanager: dataLine(peers[0] ?? '', ANNOTATION_CHARS),
    silence: dataLine(silenceForm(peers[0] ?? '', labels), ANNOTATION_CHARS),
  };
}

/** Grafana's alerts bear this label; its form for silences is another one. */
const GRAFANA_LABEL = 'grafana_folder';

/** Names that Alertmanager's matchers take as they are; others are quoted (Alertmanager 0.27, UTF-8 matchers). */
const CLASSIC_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** What all alerts have alike makes the matchers; without any the silence would be for everything, so there is no form. */
function silenceForm(alertmanager: string, labels: LabelSet): string {
  const names = Object.keys(labels).sort();
  if (alertmanager === '' || names.length === 0 || Object.hasOwn(labels, GRAFANA_LABEL)) return '';
  const matchers = names.map((name) => {
    const written = CLASSIC_NAME.test(name) ? name : JSON.stringify(name);
    return `${written}=${JSON.stringify(labels[name])}`;
  });
  // JSON leaves no lone surrogates, which could not be encoded.
  const filter = encodeURIComponent(`{${matchers.join(',')}}`);
  return `${alertmanager.replace(/\/+$/, '')}/#/silences/new?filter=${filter}`;
}

function firstLink(alerts: readonly AlertContext[], names: readonly string[]): string {
  for (const { annotations } of alerts) {
    const link = annotations.first(names);
    if (link !== '') return link;
  }
  return '';
}
