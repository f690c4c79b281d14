/** What a process that delivers is made of: claims, sends, tells other systems. */
import type { Outbox } from '../actions/outbox.ts';
import type { ProcessConfig } from '../config/process-config.ts';
import type { Clock } from '../core/clock.ts';
import type { TenantId } from '../core/ids.ts';
import type { Releasers } from '../core/lifecycle.ts';
import { type Logger, withFields } from '../core/logger.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { Tracer } from '../core/tracing.ts';
import type { ChangeWatch } from '../delivery/change-watch.ts';
import { deliverGroup } from '../delivery/deliver-group.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Destinations } from '../delivery/destination.ts';
import { Dispatcher } from '../delivery/dispatcher.ts';
import type { Gate } from '../delivery/gate.ts';
import type { HeldPlace } from '../delivery/job.ts';
import { OutageWatch } from '../delivery/outage-watch.ts';
import { PlacesInLine } from '../delivery/places-in-line.ts';
import { QuotaWatch } from '../delivery/quota-watch.ts';
import { releaseClaim } from '../delivery/release-claim.ts';
import type { Sender } from '../delivery/sender.ts';
import { Standing } from '../delivery/standing.ts';
import { startWeeklyReports } from '../delivery/weekly-reports.ts';
import type { Folds } from '../groups/folds.ts';
import type { GroupCache } from '../groups/group-cache.ts';
import type { Claim, Store } from '../groups/store.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { TenantSet } from '../tenants/tenant.ts';
import { TIER_WEIGHTS } from '../tenants/tenant-file.ts';
import { startWebhooks } from '../webhooks/create-webhooks.ts';

export interface DeliveryParts {
  readonly config: ProcessConfig;
  /** As configured now. */
  readonly tenants: () => TenantSet;
  readonly policyOf: (tenantId: TenantId, receiver: string) => ReceiverPolicy;
  readonly store: Store;
  readonly cache: GroupCache;
  readonly folds: Folds;
  readonly outbox: Outbox;
  readonly gate: Gate;
  readonly sender: Sender;
  readonly destinations: Destinations;
  readonly changes: ChangeWatch;
  readonly tracer: Tracer | undefined;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Whether this process is to deliver; else the dispatcher stands still. */
  readonly delivers: boolean;
  /** How long the stop that is under way may still take, milliseconds. */
  readonly stopInMs: () => number;
}

export function startDelivery(made: DeliveryParts, releasers: Releasers): Dispatcher {
  const { config, tenants, policyOf, outbox, delivers, stopInMs, tracer, ...shared } = made;
  const { delivery } = config;
  const { store, cache, logger, clock } = shared;
  const stopping = new AbortController();
  const parts = {
    ...shared,
    stopping: stopping.signal,
    postIntervalMs: 1_000 / delivery.gate.paces.channelPosts.perSecond,
    outages: new OutageWatch(),
    places: new PlacesInLine(),
    held: new Standing<HeldPlace>(),
    storms: new Standing<{ readonly tenant: string }>(),
    quotas: new QuotaWatch(store, clock),
    leaseMs: delivery.leaseMs,
    deadLettersKeptMs: delivery.deadLettersKeptMs,
  };
  const uses = new Map<TenantId, number>();
  showStanding(parts, uses);
  const dispatcher = new Dispatcher({
    store,
    logger,
    clock,
    tenantIds: () => Array.from(tenants().all(), ({ id }) => id),
    deliver: (claim, now) => deliverTraced({ tracer, parts }, claim, now),
    release: (claim) => releaseClaim(parts, claim),
    concurrency: delivery.concurrency,
    tenantConcurrency: delivery.tenantConcurrency,
    weightOf: (tenantId) => TIER_WEIGHTS[tenants().get(tenantId)?.tier ?? 'free'],
    onUse: (tenantId, ratio) => (ratio > 0 ? uses.set(tenantId, ratio) : uses.delete(tenantId)),
    leaseMs: delivery.leaseMs,
    readyMs: delivery.readyMs,
    known: (tenantId, groupId) => cache.get(tenantId, groupId),
    sweepMs: delivery.sweepMs,
  });
  if (!delivers) return dispatcher;
  dispatcher.start();
  store.watchDue((announced) => {
    for (const tenantId of announced) if (tenants().get(tenantId) !== undefined) dispatcher.wake(tenantId);
  });
  releasers.add('dispatcher', async () => {
    const unfinished = await dispatcher.stop(stopInMs());
    stopping.abort();
    if (unfinished > 0) logger.warn({ unfinished }, 'deliveries were cut off, they are taken up when their leases end');
  });
  const reports = startWeeklyReports({ ...parts, tenants });
  releasers.add('weekly reports', () => reports.stop());
  const webhooks = startWebhooks({ ...parts, ...config.webhooks, outbox, policyOf, tenants });
  releasers.add('webhooks', () => webhooks.close(stopInMs()));
  return dispatcher;
}

/** What brought the news is the parent; what time alone brings begins a trace of its own. */
function deliverTraced(
  { tracer, parts }: { readonly tracer: Tracer | undefined; readonly parts: Delivery },
  claim: Claim,
  now: number,
): Promise<number | undefined> {
  if (tracer === undefined) return deliverGroup(parts, claim, now);
  const { id, receiver, trace, pendingSince } = claim.group;
  const attributes = { 'tocsin.tenant': claim.tenantId, 'tocsin.receiver': receiver, 'tocsin.group': id };
  const parent = pendingSince === undefined ? undefined : trace;
  return tracer.span({ name: 'deliver', kind: 'consumer', parent, attributes }, (span) =>
    deliverGroup({ ...parts, span, logger: withFields(parts.logger, { trace: span.traceId }) }, claim, now),
  );
}

/** What is so at the moment of a scrape, of tenants that share a label whatever is worst. */
function showStanding(
  { metrics, held, storms, quotas, clock }: Pick<Delivery, 'metrics' | 'held' | 'storms' | 'quotas' | 'clock'>,
  uses: ReadonlyMap<TenantId, number>,
): void {
  let shown: readonly { readonly tenant: string; readonly quota: string }[] = [];
  metrics.onSnapshot(() => {
    metrics.heldPlaces.reset();
    for (const labels of held.at(clock.now())) metrics.heldPlaces.inc({ ...labels });
    metrics.stormMode.reset();
    for (const labels of storms.at(clock.now())) metrics.stormMode.set(labels, 1);
    for (const labels of shown) metrics.quotaUsed.remove(labels);
    const deliveries = Array.from(uses, ([tenantId, ratio]) => ({ tenantId, quota: 'deliveries', ratio }));
    const used = [...deliveries, ...quotas.used()].sort((one, other) => one.ratio - other.ratio);
    shown = used.map(({ tenantId, quota }) => ({ tenant: metrics.tenantLabel(tenantId), quota }));
    for (const [index, labels] of shown.entries()) metrics.quotaUsed.set(labels, used[index]?.ratio ?? 0);
  });
}
