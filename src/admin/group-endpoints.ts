/** Alert groups: lists, and one with everything that is known of it. */
import type { GroupDetails } from '../core/api/groups.ts';
import type { Clock } from '../core/clock.ts';
import type { Group } from '../core/group.ts';
import type { TenantId } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { Destination, Destinations } from '../delivery/destination.ts';
import type { History } from '../groups/history.ts';
import type { Store, Stored } from '../groups/store.ts';
import type { TenantSet } from '../tenants/tenant.ts';
import { visibleTo } from './caller.ts';
import { decisionOf } from './decision.ts';
import { type Handlers, problem } from './endpoint-handler.ts';
import { eventJson } from './event-json.ts';
import type { FleetIndex } from './fleet-index.ts';
import { alertsOf, timeOf, viewNow } from './group-json.ts';
import { indexed, searchFor } from './indexed-group.ts';
import { readHistory } from './read-history.ts';
import { readGroupId } from './read-query.ts';

export interface GroupEndpointParts {
  readonly tenants: () => TenantSet;
  readonly fleet: FleetIndex;
  readonly store: Pick<Store, 'read'>;
  readonly history: History;
  readonly destinations: Destinations;
  readonly policyOf: (tenantId: TenantId, receiver: string) => ReceiverPolicy;
  readonly clock: Clock;
}

type GroupHandlers = Pick<Handlers, 'listGroups' | 'showGroup'>;

export const noGroup = problem(
  404,
  'No such group',
  'the tenant has no group of this id; it may be over and forgotten',
);

/** Events of one group that are shown: ours. */
const HISTORY_SHOWN = 500;

export function groupEndpoints(parts: GroupEndpointParts): GroupHandlers {
  const { tenants, fleet, clock } = parts;
  return {
    listGroups: async ({ caller, query }) => {
      const { tenant, after = '', limit, ...search } = query;
      const asked = visibleTo(caller, tenants().all()).filter(({ id }) => tenant === undefined || id === tenant);
      const indexes = await fleet.of(asked);
      const isWanted = searchFor(search, clock.now());
      const found = indexes.flatMap(({ groups }) => [...groups.values()].filter(isWanted));
      const rest = found.filter(({ order }) => order > after).sort((a, b) => (a.order < b.order ? -1 : 1));
      const shown = rest.slice(0, limit);
      const next = rest.length > shown.length ? { next: shown.at(-1)?.order ?? '' } : {};
      const isPartial = indexes.some((index) => index.isPartial);
      return { body: { groups: shown.map(({ summary }) => summary), total: found.length, isPartial, ...next } };
    },
    showGroup: async ({ tenant, params }) => {
      const id = readGroupId(params.groupId);
      const stored = id === undefined ? undefined : await parts.store.read(tenant.id, id);
      return stored === undefined ? noGroup : { body: await detailsOf(parts, tenant.id, stored) };
    },
  };
}

async function detailsOf(
  parts: GroupEndpointParts,
  tenantId: TenantId,
  { group, version }: Stored,
): Promise<GroupDetails> {
  const { history, destinations, policyOf, clock } = parts;
  const now = clock.now();
  const looking = { policy: policyOf(tenantId, group.receiver), now };
  const destination = destinations(tenantId, group.receiver);
  const [wakeUpAt, told] = await Promise.all([
    history.lookAt(tenantId, group.id),
    readHistory(history, {
      ...{ tenantId, order: 'newest_first', limit: HISTORY_SHOWN },
      wanted: ({ event }) => event.group === group.id,
    }),
  ]);
  const { upstreamReceiver, groupKey, peers } = group;
  return {
    ...indexed(tenantId, group, looking).summary,
    ...{ upstreamReceiver, groupKey, peers: [...peers], version },
    alerts: alertsOf(viewNow(group, looking)),
    silences: silencesOf(group),
    ...(destination === undefined ? {} : { drawn: drawnFor(destination, group, now) }),
    decision: destination === undefined ? { steps: [], why: 'waits' } : decisionOf(group, destination, now),
    ...(wakeUpAt === undefined ? {} : { wakeUpAt: timeOf(wakeUpAt) }),
    history: told.events.map(eventJson),
    isHistoryWhole: told.next === undefined && told.events.at(-1)?.event.kind === 'received',
    document: { ...group },
  };
}

function silencesOf({ silences = [] }: Group): GroupDetails['silences'] {
  return silences.map(({ id, alertmanager, by, createdBy, comment, startsAt, endsAt }) => ({
    ...{ id, alertmanager, comment },
    by: by ?? createdBy,
    startsAt: timeOf(startsAt),
    endsAt: timeOf(endsAt),
  }));
}

/** As the worker would draw it now, without calling anybody. */
function drawnFor(destination: Destination, group: Group, now: number): NonNullable<GroupDetails['drawn']> {
  const { renderer, policy, template: named, locale, timeZone, colorBar, canSilence } = destination;
  const { content, template, failure } = renderer.render({
    ...{ part: 'message', template: named, colorBar, canSilence },
    view: viewNow(group, { policy, now }),
    audience: { locale, timeZone, mentions: [] },
  });
  const { text, blocks, attachments } = content;
  return {
    content: { text, blocks: [...blocks], ...(attachments === undefined ? {} : { attachments: [...attachments] }) },
    ...{ template, locale },
    ...(failure === undefined ? {} : { failure }),
  };
}
