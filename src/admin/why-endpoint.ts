/** Explains an alert, or a webhook, without taking it in. */

import type { Notification } from '../core/alert.ts';
import type { AlertExplained, WhyAnswer, WhyBody } from '../core/api/why.ts';
import type { Clock } from '../core/clock.ts';
import { fingerprint } from '../core/ids.ts';
import { dedupeKeyOf } from '../groups/dedupe-key.ts';
import type { History } from '../groups/history.ts';
import type { Store } from '../groups/store.ts';
import { stateOf } from '../groups/view.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { badRequest, type Handlers } from './endpoint-handler.ts';
import { explainAlert } from './explain-alert.ts';
import { timeOf } from './group-json.ts';
import { readGroupId } from './read-query.ts';

export interface WhyParts {
  /** As ingest reads it; in one line what is wrong with what is none. */
  readonly readWebhook: (
    payload: unknown,
    now: number,
  ) => { readonly notification: Notification } | { readonly reason: string };
  readonly store: Pick<Store, 'read'>;
  readonly history: Pick<History, 'seenFrom'>;
  readonly dedupeMs: number;
  readonly clock: Clock;
}

/** Alerts of a webhook that are explained: ours; those of a group mostly go one way. */
const MOST_ALERTS = 50;

export function whyEndpoint(parts: WhyParts): Pick<Handlers, 'explainAlert'> {
  return {
    explainAlert: async ({ tenant, body }) => {
      const at = body.at === undefined ? parts.clock.now() : Date.parse(body.at);
      const read = 'labels' in body ? { notification: madeOf(body.labels, at) } : parts.readWebhook(body.payload, at);
      if ('reason' in read) return badRequest(`payload is no webhook of Alertmanager's: ${read.reason}`);
      return { body: await explain(parts, { tenant, body, at, notification: read.notification }) };
    },
  };
}

interface Asked {
  readonly tenant: Tenant;
  readonly body: WhyBody;
  readonly at: number;
  readonly notification: Notification;
}

async function explain(parts: WhyParts, { tenant, body, at, notification }: Asked): Promise<WhyAnswer> {
  const isReal = 'payload' in body;
  const alerts = notification.alerts
    .slice(0, MOST_ALERTS)
    .map((alert) => explainAlert(tenant, { alert, notification, isReal, at }));
  const notShown = notification.alerts.length + notification.droppedAlerts - alerts.length;
  if (!isReal) return { at: timeOf(at), alerts, notShown };
  const firstFrom = await parts.history.seenFrom(tenant.id, dedupeKeyOf(notification));
  return {
    ...{ at: timeOf(at), notShown },
    alerts: await withGroups(parts, tenant, alerts),
    dedupe: {
      verdict: firstFrom === undefined ? 'news' : 'copy',
      ...(firstFrom === undefined ? {} : { firstFrom }),
      windowSeconds: parts.dedupeMs / 1_000,
    },
  };
}

/** With the state of those groups that there are. A webhook's alerts at one receiver are one group. */
async function withGroups(
  { store }: WhyParts,
  tenant: Tenant,
  alerts: readonly AlertExplained[],
): Promise<AlertExplained[]> {
  const ids = new Set(
    alerts.flatMap(({ receivers }) => receivers.flatMap(({ group }) => readGroupId(group?.id) ?? [])),
  );
  const read = await Promise.all(Array.from(ids, async (id) => [id, await store.read(tenant.id, id)] as const));
  const states = new Map<string, 'open' | 'resolved'>(
    read.flatMap(([id, stored]) => (stored === undefined ? [] : [[id, stateOf(stored.group)] as const])),
  );
  return alerts.map((alert) => ({
    ...alert,
    receivers: alert.receivers.map(({ group, ...receiver }) => {
      const state = states.get(group?.id ?? '');
      return group === undefined
        ? receiver
        : { ...receiver, group: { id: group.id, ...(state === undefined ? {} : { state }) } };
    }),
  }));
}

/** A webhook that could have brought an alert with these labels. */
function madeOf(labels: Readonly<Record<string, string>>, at: number): Notification {
  return {
    ...{ upstreamReceiver: '', groupKey: '', groupLabels: {}, externalURL: '', truncatedAlerts: 0, droppedAlerts: 0 },
    alerts: [
      { fingerprint: fingerprint('0'), status: 'firing', startsAt: at, labels, annotations: {}, generatorURL: '' },
    ],
    receivedAt: at,
  };
}
