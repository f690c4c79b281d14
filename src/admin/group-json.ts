/** Groups as the API shows them. Times are ISO 8601 in UTC. */
import type { AlertCounts, ShownAlert, SlackMessage } from '../core/api/parts.ts';
import type { Group, GroupAlert, Message } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { settle } from '../groups/settle.ts';
import { viewOf } from '../groups/view.ts';

/** How a group is to be looked at: by its receiver's policy, now. */
export interface Looking {
  readonly policy: ReceiverPolicy;
  readonly now: number;
}

/** What time alone has done to it since it was stored is in it. */
export function viewNow(group: Group, { policy, now }: Looking): GroupView {
  return viewOf(settle(group, policy, now), policy);
}

export function countsOf({ firing, unreported, resolved, truncated }: GroupView): AlertCounts {
  return { firing: firing.length, unreported: unreported.length, resolved: resolved.length, truncated };
}

/** A workspace's name begins with its team: see delivery/tenant-destinations.ts. */
export function messageOf({ channel, ts, postedAt, sentTo }: Message): SlackMessage {
  return { team: sentTo.workspace.split('/')[0] ?? '', channel, ts, postedAt: timeOf(postedAt) };
}

/** The most important first. */
export function alertsOf({ firing, unreported, resolved }: GroupView): ShownAlert[] {
  return [
    ...firing.map((alert) => alertOf(alert, 'firing')),
    ...unreported.map((alert) => alertOf(alert, 'unreported')),
    ...resolved.map((alert) => alertOf(alert, 'resolved')),
  ];
}

function alertOf(alert: GroupAlert, status: ShownAlert['status']): ShownAlert {
  const { fingerprint, startsAt, endsAt, labels, annotations, generatorURL } = alert;
  return {
    fingerprint,
    status,
    startsAt: timeOf(startsAt),
    ...(endsAt === undefined ? {} : { endsAt: timeOf(endsAt) }),
    labels: { ...labels },
    annotations: { ...annotations },
    generatorURL,
  };
}

export function timeOf(at: number): string {
  return new Date(at).toISOString();
}
