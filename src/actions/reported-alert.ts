/** What the API's list says of one alert, in the words of groups. Pure. */
import type { LabelSet } from '../core/alert.ts';
import { beginningOfCut } from '../core/cut-text.ts';
import type { Group, GroupAlert, Hidden } from '../core/group.ts';
import type { Fingerprint } from '../core/ids.ts';
import { observe } from '../groups/alert-join.ts';
import { labelValue } from '../routing/matcher.ts';
import type { ReportedAlert } from './alertmanagers.ts';
import type { Truth } from './truth.ts';

/** Whether the alert may be one of the group's: more cannot be told without the route that made the group. */
export function belongsTo({ labels, receivers }: ReportedAlert, { groupLabels, upstreamReceiver }: Group): boolean {
  return (
    receivers.includes(upstreamReceiver) &&
    Object.entries(groupLabels).every(([name, value]) => mayBeKeptAs(labelValue(labels, name), { name, value }))
  );
}

/** What may have been cut is only known by its beginning; of what name it was is not known where that was cut. */
function mayBeKeptAs(actual: string, { name, value }: { readonly name: string; readonly value: string }): boolean {
  if (beginningOfCut(name) !== undefined) return true;
  const beginning = beginningOfCut(value);
  return beginning === undefined ? actual === value : actual.startsWith(beginning);
}

/** Why it keeps the alert back; the first reason where it has several. */
export function hiddenBy({ silencedBy, inhibitedBy, mutedBy }: ReportedAlert, { alerts, askedAt: at }: Truth): Hidden {
  const [silence] = silencedBy;
  if (silence !== undefined) return { why: 'silenced', by: silence, at };
  const [inhibitor] = inhibitedBy;
  if (inhibitor !== undefined) {
    const name = alerts.get(inhibitor as Fingerprint)?.labels.alertname;
    return { why: 'inhibited', by: inhibitor, at, ...(name === undefined ? {} : { name }) };
  }
  const [interval] = mutedBy;
  return { why: 'muted', at, ...(interval === undefined ? {} : { by: interval }) };
}

/** Ours: what ingest keeps of a webhook unless tocsin.yaml says otherwise. */
const MAX_NAMES = 100;
const MAX_CHARS = 4_096;

/** As a webhook would have told it at that time. */
export function firingAlert(
  { fingerprint, startsAt, labels, annotations, generatorURL }: ReportedAlert,
  at: number,
): GroupAlert {
  return observe(
    {
      fingerprint,
      status: 'firing',
      startsAt,
      labels: bounded(labels),
      annotations: bounded(annotations),
      generatorURL: generatorURL.slice(0, MAX_CHARS),
    },
    at,
  );
}

function bounded(labels: LabelSet): LabelSet {
  const kept = Object.entries(labels).slice(0, MAX_NAMES);
  return Object.fromEntries(kept.map(([name, value]) => [name, value.slice(0, MAX_CHARS)]));
}
