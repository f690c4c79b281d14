/** Dead letters as the admin API shows them. Times are ISO 8601 in UTC. */
import type { LabelSet } from '../core/alert.ts';
import type { DeadLetter, Group, GroupAlert, GroupState, Message } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import type { GroupId } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { Severity } from '../core/severity.ts';
import { isGivenUp, sinceOf } from '../groups/dead-letter.ts';
import { settle } from '../groups/settle.ts';
import { viewOf } from '../groups/view.ts';

/** One line of the list. */
export interface DeadLetterSummary {
  readonly id: GroupId;
  readonly receiver: string;
  readonly groupLabels: LabelSet;
  readonly state: GroupState;
  readonly severity: Severity;
  readonly counts: {
    readonly firing: number;
    readonly unreported: number;
    readonly resolved: number;
    /** In the group, but left out of the notifications for their size. */
    readonly truncated: number;
  };
  readonly reason: string;
  readonly detail: string;
  readonly givenUpAt: string;
  /** When the first of the failures in a row was; absent when it was given up without a failure. */
  readonly failingSince?: string;
  readonly lastTriedAt?: string;
  readonly attempts: number;
  /** There is news of it since, and it is being tried once more. */
  readonly hasNews: boolean;
  /** The message that shows it, out of date; absent when it was never posted. */
  readonly message?: {
    readonly team: string;
    readonly channel: string;
    readonly ts: string;
    readonly postedAt: string;
  };
}

/** One dead letter with everything that a replay would draw. */
export interface DeadLetterDetails extends DeadLetterSummary {
  readonly upstreamReceiver: string;
  readonly groupKey: string;
  readonly peers: readonly string[];
  readonly alerts: readonly ShownAlert[];
}

interface ShownAlert {
  readonly fingerprint: string;
  readonly status: 'firing' | 'unreported' | 'resolved';
  readonly startsAt: string;
  readonly endsAt?: string;
  readonly labels: LabelSet;
  readonly annotations: LabelSet;
  readonly generatorURL: string;
}

/** How a group is to be looked at: by its receiver's policy, now. */
export interface Looking {
  readonly policy: ReceiverPolicy;
  readonly now: number;
}

export function summaryOf(group: Group, dead: DeadLetter, looking: Looking): DeadLetterSummary {
  return summarise(viewNow(group, looking), dead, isGivenUp(group));
}

export function detailsOf(group: Group, dead: DeadLetter, looking: Looking): DeadLetterDetails {
  const view = viewNow(group, looking);
  const { upstreamReceiver, groupKey, peers } = group;
  const alerts = [
    ...view.firing.map((alert) => alertOf(alert, 'firing')),
    ...view.unreported.map((alert) => alertOf(alert, 'unreported')),
    ...view.resolved.map((alert) => alertOf(alert, 'resolved')),
  ];
  return { ...summarise(view, dead, isGivenUp(group)), upstreamReceiver, groupKey, peers, alerts };
}

/** What time alone has done to it since it was stored is in it. */
function viewNow(group: Group, { policy, now }: Looking): GroupView {
  return viewOf(settle(group, policy, now), policy);
}

function summarise(view: GroupView, dead: DeadLetter, isLeftAlone: boolean): DeadLetterSummary {
  const { group, state, severity, firing, unreported, resolved, truncated } = view;
  const { id, receiver, groupLabels, failure, message } = group;
  return {
    id,
    receiver,
    groupLabels,
    state,
    severity,
    counts: { firing: firing.length, unreported: unreported.length, resolved: resolved.length, truncated },
    reason: dead.reason,
    detail: dead.detail,
    givenUpAt: timeOf(dead.at),
    ...(failure === undefined ? {} : { failingSince: timeOf(sinceOf(failure)), lastTriedAt: timeOf(failure.lastAt) }),
    attempts: failure?.attempts ?? 0,
    hasNews: !isLeftAlone,
    ...(message === undefined ? {} : { message: messageOf(message) }),
  };
}

/** A workspace's name begins with its team: see delivery/tenant-destinations.ts. */
function messageOf({ channel, ts, postedAt, sentTo }: Message): NonNullable<DeadLetterSummary['message']> {
  return { team: sentTo.workspace.split('/')[0] ?? '', channel, ts, postedAt: timeOf(postedAt) };
}

function alertOf(alert: GroupAlert, status: ShownAlert['status']): ShownAlert {
  const { fingerprint, startsAt, endsAt, labels, annotations, generatorURL } = alert;
  return {
    fingerprint,
    status,
    startsAt: timeOf(startsAt),
    ...(endsAt === undefined ? {} : { endsAt: timeOf(endsAt) }),
    labels,
    annotations,
    generatorURL,
  };
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
