/** What a tenant's other systems are told of an event, as JSON. Pure. docs/webhooks-out.md describes it. */
import { hash } from 'node:crypto';
import type { Group } from '../core/group.ts';
import type { TenantId } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { WebhookKind } from '../core/webhook-kinds.ts';
import type { EventKind, GroupEvent, PlacedEvent } from '../groups/event.ts';
import { viewOf } from '../groups/view.ts';

/** Events of which each is told by itself. What opens or resolves a group tells so besides, in `became`. */
const KINDS: Readonly<Partial<Record<EventKind, WebhookKind>>> = {
  acknowledged: 'acknowledged',
  unacknowledged: 'unacknowledged',
  assigned: 'assigned',
  commented: 'commented',
  silenced: 'silenced',
  // It ends at another time.
  silence_moved: 'silenced',
  unsilenced: 'unsilenced',
  escalated: 'escalated',
  // The acknowledgement ran out: `person` has it no more.
  lapsed: 'unacknowledged',
};

const BECAME: Readonly<Record<string, WebhookKind>> = { open: 'opened', resolved: 'resolved' };

/** What the event is to other systems; nothing for what is the relay's own business. */
export function webhookKindOf({ kind, detail }: GroupEvent): WebhookKind | undefined {
  const became = detail?.became;
  return typeof became === 'string' && Object.hasOwn(BECAME, became) ? BECAME[became] : KINDS[kind];
}

/** The same for every try, so that whoever gets it twice can tell. Without dots, which the signature is made with. */
export function webhookIdOf(tenantId: TenantId, { place, event }: PlacedEvent): string {
  return `msg_${hash('sha256', `${tenantId}\0${place}\0${event.group}`).slice(0, 32)}`;
}

export interface WebhookSubject {
  readonly tenantId: TenantId;
  readonly kind: WebhookKind;
  readonly event: GroupEvent;
  /** The group as it is when this is sent; absent when it is not kept any more. */
  readonly group: Group | undefined;
  readonly policy: ReceiverPolicy;
  readonly sendsLabels: boolean;
}

/** Facts of the event that are told along, by their names in it. */
const TOLD_DETAILS = ['by', 'to', 'from', 'text', 'person', 'step', 'silence'] as const;

export function webhookPayload({ tenantId, kind, event, group, policy, sendsLabels }: WebhookSubject): string {
  const told = TOLD_DETAILS.flatMap((name) => {
    const value = event.detail?.[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const until = event.detail?.until;
  return JSON.stringify({
    type: `group.${kind}`,
    timestamp: new Date(event.at).toISOString(),
    data: {
      tenant: tenantId,
      group: event.group,
      receiver: event.receiver,
      ...Object.fromEntries(told),
      ...(typeof until === 'number' ? { until: new Date(until).toISOString() } : {}),
      now: group === undefined ? { state: 'closed' } : presentState(group, policy),
      ...(sendsLabels && group !== undefined ? { labels: group.groupLabels } : {}),
    },
  });
}

function presentState(group: Group, policy: ReceiverPolicy): object {
  const { state, severity, firing, unreported, resolved } = viewOf(group, policy);
  const { acknowledged } = group;
  return {
    state,
    severity,
    firing: firing.length,
    unreported: unreported.length,
    resolved: resolved.length,
    ...(acknowledged === undefined ? {} : { acknowledged_by: acknowledged.by }),
  };
}
