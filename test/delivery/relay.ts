/** A relay on the embedded store whose Slack does what a test says. */

import type { Alert, Notification } from '../../src/core/alert.ts';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import type { GroupView } from '../../src/core/group-view.ts';
import { channelId, isTenantId, messageTs, receiverName, type TenantId } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import type { InDoubt, ReceiverPolicy } from '../../src/core/policy.ts';
import { NO_QUOTAS } from '../../src/core/quotas.ts';
import { acceptAndDeliver } from '../../src/delivery/accept-and-deliver.ts';
import { deliverGroup } from '../../src/delivery/deliver-group.ts';
import type { Destination } from '../../src/delivery/destination.ts';
import { Dispatcher } from '../../src/delivery/dispatcher.ts';
import type { GateOptions, Paces } from '../../src/delivery/gate.ts';
import type { HeldPlace } from '../../src/delivery/job.ts';
import { OutageWatch } from '../../src/delivery/outage-watch.ts';
import { PlacesInLine } from '../../src/delivery/places-in-line.ts';
import { QuotaWatch } from '../../src/delivery/quota-watch.ts';
import { releaseClaim } from '../../src/delivery/release-claim.ts';
import type { PostRequest, Sender, SendResult, UpdateRequest } from '../../src/delivery/sender.ts';
import { Standing } from '../../src/delivery/standing.ts';
import { createAcceptor } from '../../src/groups/acceptor.ts';
import { GroupCache } from '../../src/groups/group-cache.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import type { Renderer } from '../../src/render/renderer.ts';
import { createMemoryGate } from '../../src/store/memory-gate.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { firing, policy, report } from '../groups/builders.ts';
import { speaking } from '../slack/languages.ts';

function tenantOf(id: string): TenantId {
  if (!isTenantId(id)) throw new Error(id);
  return id;
}

const PLAIN = { content: { blocks: [], text: 'plain' }, hash: 'plain', template: 'default' };

/** Says which alerts fire, so that a test can read what was sent. */
const listing: Renderer = {
  render: ({ part, view }) => {
    const text = `${part}: ${view.firing.map((alert) => alert.fingerprint).join(' ')}`;
    return { content: { blocks: [], text }, hash: text, template: 'default' };
  },
  templateFor: () => 'default',
  renderDigest: ({ part = 'message', digest: { groups, overAt, until } }) => {
    const namesOf = (state: GroupView['state']) =>
      groups.filter((view) => view.state === state).map((view) => Object.keys(view.group.alerts).join('+'));
    const said = part === 'thread' ? 'listed' : 'summary';
    const over = overAt === undefined ? '' : ' over';
    const text = `${said}${over}: ${namesOf('open').join(' ')} / ${namesOf('resolved').join(' ')}`;
    return { content: { blocks: [], text }, hash: `${text} until ${until}`, template: 'digest' };
  },
  renderPlain: () => PLAIN,
  renderPlainDigest: () => PLAIN,
  renderNotes: (notes) => {
    const text = `told: ${notes.map(({ id }) => id).join(' ')}`;
    return { content: { blocks: [], text }, hash: text };
  },
  renderNotice: ({ kind }) => ({ content: { blocks: [], text: `notice: ${kind}` } }),
  phrase: (key) => key,
  language: speaking,
};

const OPEN_PACE = { perSecond: 10_000, burst: 10_000 };

export interface Setting {
  readonly find?: Sender['find'];
  readonly send?: (request: PostRequest | UpdateRequest) => Promise<SendResult | undefined>;
  readonly concurrency?: number;
  readonly tenantConcurrency?: number;
  readonly weightOf?: (tenantId: TenantId) => number;
  readonly leaseMs?: number;
  readonly readyMs?: number;
  readonly sweepMs?: number;
  readonly inDoubt?: InDoubt;
  readonly hasReceiver?: boolean;
  readonly destination?: Partial<Destination>;
  readonly paces?: Partial<Paces>;
  readonly gate?: Partial<GateOptions>;
  readonly rules?: Partial<ReceiverPolicy>;
  readonly clock?: Clock;
}

export function build({ send, concurrency = 8, tenantConcurrency = 4, ...setting }: Setting = {}) {
  const { find = async () => ({ ok: true, messages: [] }), inDoubt = 'post_again' } = setting;
  const { paces, gate: gateOptions, clock = systemClock } = setting;
  const rules = { ...policy, ...setting.rules };
  const { leaseMs = 5_000, readyMs = leaseMs, sweepMs = 50, hasReceiver = true, weightOf = () => 1 } = setting;
  const store = createMemoryStore({ clock });
  const cache = new GroupCache();
  const sent: { tenant: TenantId; text: string; ts?: string }[] = [];
  let posted = 0;
  const answer = async (request: PostRequest | UpdateRequest): Promise<SendResult> => {
    const scripted = await send?.(request);
    if (scripted !== undefined) return scripted;
    const isUpdate = 'ts' in request;
    if (!isUpdate) posted += 1;
    const ts = isUpdate ? request.ts : messageTs(`${posted}`);
    sent.push({ tenant: request.tenantId, text: request.content.text, ...(isUpdate ? { ts } : {}) });
    return { ok: true, channel: channelId('C1'), ts };
  };
  const sender: Sender = {
    post: answer,
    update: answer,
    find: async (request) => find(request),
    openDirect: async ({ person }) => ({ ok: true, channel: channelId(person.replace('U', 'D')) }),
    linkTo: async ({ ts }) => `https://acme.slack.com/archives/C1/p${ts}`,
  };
  const destination: Destination = {
    workspace: 'T1',
    channel: channelId('C1'),
    fallbackChannel: undefined,
    template: 'default',
    colorBar: true,
    canSilence: true,
    locale: 'en',
    timeZone: 'UTC',
    policy: rules,
    quotas: NO_QUOTAS,
    inDoubt,
    renderer: listing,
    mentionsFor: () => [],
    mutedUntil: () => undefined,
    ...setting.destination,
  };
  const metrics = createMetrics({ version: 'test', defaults: false });
  const gate = createMemoryGate({
    paces: { channelPosts: OPEN_PACE, workspacePosts: OPEN_PACE, workspaceUpdates: OPEN_PACE, ...paces },
    retestMs: 1_000,
    maxHoldMs: 300_000,
    outageNoteMs: 300_000,
    clock,
    ...gateOptions,
  });
  const parts = {
    store,
    cache,
    sender,
    gate,
    folds: store.folds,
    postIntervalMs: 1_000 / (paces?.channelPosts ?? OPEN_PACE).perSecond,
    outages: new OutageWatch(),
    places: new PlacesInLine(),
    held: new Standing<HeldPlace>(),
    quotas: new QuotaWatch(store, clock),
    storms: new Standing<{ readonly tenant: string }>(),
    metrics,
    logger: silentLogger,
    clock,
    leaseMs,
    deadLettersKeptMs: rules.deadLettersKeptMs,
    stopping: new AbortController().signal,
    destinations: () => (hasReceiver ? destination : undefined),
  };
  const tenants = new Set<TenantId>();
  const successor = () =>
    new Dispatcher({
      store,
      logger: silentLogger,
      clock,
      tenantIds: () => [...tenants],
      deliver: (claim, now) => deliverGroup(parts, claim, now),
      release: (claim) => releaseClaim(parts, claim),
      concurrency,
      tenantConcurrency,
      weightOf,
      leaseMs,
      readyMs,
      known: (tenantId, groupId) => cache.get(tenantId, groupId),
      sweepMs,
    });
  const dispatcher = successor();
  const accept = createAcceptor({ store, cache });
  const acceptNow = acceptAndDeliver(accept, dispatcher);
  const arriveAs = async (tenant: TenantId, notification: Notification, how = accept) => {
    tenants.add(tenant);
    const byReceiver = new Map([[receiverName('ops'), notification.alerts]]);
    return how({ tenantId: tenant, notification, byReceiver, dedupeMs: 1_000 });
  };
  const arrive = async (
    tenant: TenantId,
    groupKey: string,
    alerts: readonly (string | Alert)[],
    how = accept,
    at = clock.now(),
  ) => {
    const all = alerts.map((alert) => (typeof alert === 'string' ? firing(alert) : alert));
    return arriveAs(tenant, report(all, at, { groupKey }), how);
  };
  return { store, gate, dispatcher, successor, arrive, arriveAs, acceptNow, sent, metrics };
}

export const acme = tenantOf('acme');
export const globex = tenantOf('globex');
