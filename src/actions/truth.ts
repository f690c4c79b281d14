/** What a tenant's Alertmanagers say together, and how far silence among them is an answer. Pure. */
import type { Fingerprint } from '../core/ids.ts';
import type { Matcher } from '../routing/matcher.ts';
import type { AlertmanagerAnswer, ClusterView, ReportedAlert, Silence, Survey, Unanswered } from './alertmanagers.ts';
import { joinAlerts, joinSilences } from './join-answers.ts';

export interface Truth {
  /** When they were asked, epoch milliseconds by this process's clock. */
  readonly askedAt: number;
  readonly alerts: ReadonlyMap<Fingerprint, ReportedAlert>;
  /** All that they know, expired ones too. */
  readonly silences: ReadonlyMap<string, Silence>;
  /** Whether an alert that is not among `alerts` is known to none of them: then it does not fire. */
  readonly isWhole: boolean;
  /** What each that answered was held to: of alerts beyond all of these, not being listed says nothing. */
  readonly onlys: readonly (readonly Matcher[])[];
  /** Names of Alertmanagers that did not answer. */
  readonly unanswered: ReadonlySet<string>;
}

/**
 * An Alertmanager that has just begun knows nothing until Prometheus tells it anew (every minute by default,
 * `--rules.alert.resend-delay`): an alert that it does not list proves nothing until it has run for `trustAfterMs`. One
 * that does not answer leaves the answer open too, unless one that does was last known in the same cluster: Prometheus
 * tells all peers the same. The members of another cluster know nothing of its alerts.
 */
export function truthOf(
  { answers, unanswered }: Survey,
  { askedAt, trustAfterMs }: { readonly askedAt: number; readonly trustAfterMs: number },
): Truth {
  const isSettled = ({ startedAt }: AlertmanagerAnswer) => startedAt + trustAfterMs <= askedAt;
  const heard = answers.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster]));
  const alerts = joinAlerts(answers.map((each) => each.alerts));
  const silences = joinSilences(answers.map((each) => each.silences));
  return {
    askedAt,
    alerts: new Map(alerts.map((alert) => [alert.fingerprint, alert])),
    silences: new Map(silences.map((silence) => [silence.id, silence])),
    unanswered: new Set(unanswered.map(({ alertmanager }) => alertmanager)),
    onlys: answers.map(({ only }) => only),
    isWhole: answers.length > 0 && answers.every(isSettled) && unanswered.every((each) => isSpokenFor(each, heard)),
  };
}

/** Whether one of those that were heard was last known in the same cluster. */
export function isSpokenFor({ lastCluster }: Unanswered, heard: readonly ClusterView[]): boolean {
  return lastCluster !== undefined && heard.some((cluster) => isSameCluster(cluster, lastCluster));
}

function isSameCluster(a: ClusterView, b: ClusterView): boolean {
  return a.peers.includes(b.member) || b.peers.includes(a.member);
}
