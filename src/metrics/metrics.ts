import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { DELIVERY_REASONS } from '../core/errors.ts';
import { createTenantLabels } from './tenant-labels.ts';

/** Outcomes of a webhook request, as `tocsin_webhooks_total` counts them. */
export const WEBHOOK_OUTCOMES = [
  'accepted',
  'duplicate',
  'unauthorized',
  'invalid',
  'too_large',
  'overloaded',
  'store_unavailable',
] as const;
export type WebhookOutcome = (typeof WEBHOOK_OUTCOMES)[number];

/** Why a webhook said nothing new. */
export const DUPLICATE_CAUSES = ['peer_copy', 'retry', 'repeat', 'stale'] as const;
export type DuplicateCause = (typeof DUPLICATE_CAUSES)[number];

/** What of a webhook was cut to our limits. */
export const SHORTENED = ['alerts', 'labels'] as const;

export const OPERATIONS = ['post', 'update', 'reply'] as const;
export type Operation = (typeof OPERATIONS)[number];

/**
 * `sent`: Slack confirmed · `unchanged`: same content, no call · `plain`: sent without the template · `found`: an earlier
 * call had been taken · `failed`.
 */
export const DELIVERY_OUTCOMES = ['sent', 'unchanged', 'plain', 'found', 'failed'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** What looking for a message in doubt came to; `postponed`: Slack could not be asked for now. */
export const DOUBT_OUTCOMES = ['found', 'absent', 'unreadable', 'postponed'] as const;

/** From a fast answer (5 ms) to the objective of 10 s and an outage of minutes. */
const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];
const REQUEST_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type Metrics = ReturnType<typeof createMetrics>;

/** The product's instruments on a registry of their own. `tenant` label values go through `tenantLabel`. */
export function createMetrics(options: { readonly version: string; readonly defaults?: boolean }) {
  const registry = new Registry();
  const make = instrumentsOn(registry);
  if (options.defaults ?? true) collectDefaultMetrics({ register: registry });
  make
    .gauge('tocsin_build_info', 'Always 1; the version is the label.', ['version'])
    .set({ version: options.version }, 1);
  return {
    registry,
    tenantLabel: createTenantLabels(),
    ...ingestMetrics(make),
    ...deliveryMetrics(make),
    ...configMetrics(make),
  };
}

type Instruments = ReturnType<typeof instrumentsOn>;

function instrumentsOn(registry: Registry) {
  const registers = [registry];
  return {
    counter: <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> =>
      new Counter({ name, help, labelNames: [...labelNames], registers }),
    gauge: <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> =>
      new Gauge({ name, help, labelNames: [...labelNames], registers }),
    histogram: <L extends string>(
      name: string,
      help: string,
      { labelNames, buckets }: { readonly labelNames: readonly L[]; readonly buckets: readonly number[] },
    ): Histogram<L> => new Histogram({ name, help, labelNames: [...labelNames], buckets: [...buckets], registers }),
  };
}

function ingestMetrics({ counter }: Instruments) {
  return {
    webhooks: counter('tocsin_webhooks_total', 'Webhook requests by outcome.', ['tenant', 'outcome']),
    shortened: counter('tocsin_shortened_total', 'Webhooks of which something was cut, by what.', ['tenant', 'what']),
    duplicates: counter('tocsin_duplicates_total', 'Webhooks that said nothing new, by cause.', ['tenant', 'cause']),
    alerts: counter('tocsin_alerts_total', 'Alerts received, by status.', ['tenant', 'status']),
  };
}

function deliveryMetrics({ counter, gauge, histogram }: Instruments) {
  return {
    groups: gauge('tocsin_groups', 'Alert groups kept, by state.', ['tenant', 'state']),
    deliveries: counter('tocsin_deliveries_total', 'Slack operations by outcome and reason.', [
      'tenant',
      'receiver',
      'operation',
      'outcome',
      'reason',
    ]),
    deliveryLatency: histogram('tocsin_delivery_latency_seconds', 'From webhook accepted to Slack confirmed.', {
      labelNames: ['tenant'],
      buckets: LATENCY_BUCKETS,
    }),
    dueGroups: gauge('tocsin_due_groups', 'Groups that wait to be looked at now.', ['tenant']),
    oldestDue: gauge('tocsin_oldest_due_seconds', 'How long the longest waiting group has waited.', ['tenant']),
    slackRequests: counter('tocsin_slack_requests_total', 'Calls to Slack by outcome.', ['method', 'outcome']),
    slackRequestSeconds: histogram('tocsin_slack_request_seconds', 'Duration of calls to Slack.', {
      labelNames: ['method'],
      buckets: REQUEST_BUCKETS,
    }),
    slackRateLimited: counter('tocsin_slack_rate_limited_total', 'Calls that Slack answered with 429.', [
      'tenant',
      'method',
    ]),
    doubts: counter('tocsin_doubts_total', 'Messages of which Slack had to be asked whether it took them, by answer.', [
      'tenant',
      'outcome',
    ]),
    holds: counter(
      'tocsin_holds_total',
      'Times that a channel or a workspace was found out of order, and in order again.',
      ['tenant', 'scope', 'reason', 'event'],
    ),
    templateFailures: counter('tocsin_template_failures_total', 'Messages that fell back to the plain one.', [
      'tenant',
      'template',
    ]),
  };
}

function configMetrics({ gauge }: Instruments) {
  return {
    configReloadSuccess: gauge('tocsin_config_reload_success', 'Whether the newest configuration was taken over.'),
    configReloadTimestamp: gauge(
      'tocsin_config_reload_timestamp_seconds',
      'When configuration was last taken over, Unix time.',
    ),
  };
}

/** A tenant as its series need it. */
export interface MeasuredTenant {
  readonly id: string;
  readonly receivers: readonly { readonly name: string; readonly template: string | undefined }[];
}

/** What a receiver that names no template draws with, as long as no label asks for another. */
const TEMPLATES_BY_SEVERITY = ['critical', 'warning', 'info', 'default'] as const;

/** Each receiver has 3 operations x 22 outcomes and reasons; beyond this many receivers the page would grow too large. */
const MAX_RECEIVERS_FROM_ZERO = 500;

/**
 * Creates bounded series at zero, so that a first failure is an increase and not a new series. With more than 500
 * receivers in all, the series of single receivers begin with their first event.
 */
export function startAtZero(metrics: Metrics, tenants: readonly MeasuredTenant[]): void {
  const receiverCount = tenants.reduce((sum, { receivers }) => sum + receivers.length, 0);
  for (const { id, receivers } of tenants) {
    const tenant = metrics.tenantLabel(id);
    startTenantAtZero(metrics, tenant);
    for (const { name, template } of receivers) {
      startFailuresAtZero(metrics, tenant, template);
      if (receiverCount <= MAX_RECEIVERS_FROM_ZERO) startDeliveriesAtZero(metrics, tenant, name);
    }
  }
}

function startFailuresAtZero(metrics: Metrics, tenant: string, template: string | undefined): void {
  const templates = template === undefined ? TEMPLATES_BY_SEVERITY : [template];
  for (const each of templates) metrics.templateFailures.inc({ tenant, template: each }, 0);
}

function startTenantAtZero(metrics: Metrics, tenant: string): void {
  for (const outcome of WEBHOOK_OUTCOMES) metrics.webhooks.inc({ tenant, outcome }, 0);
  for (const cause of DUPLICATE_CAUSES) metrics.duplicates.inc({ tenant, cause }, 0);
  for (const outcome of DOUBT_OUTCOMES) metrics.doubts.inc({ tenant, outcome }, 0);
  startHoldsAtZero(metrics, tenant);
  for (const status of ['firing', 'resolved']) metrics.alerts.inc({ tenant, status }, 0);
  for (const what of SHORTENED) metrics.shortened.inc({ tenant, what }, 0);
  for (const method of ['chat.postMessage', 'chat.update']) metrics.slackRateLimited.inc({ tenant, method }, 0);
}

/** Which reasons make a channel's hold and which a workspace's is the delivery's to say: all are few. */
function startHoldsAtZero(metrics: Metrics, tenant: string): void {
  for (const [reason, { verdict }] of Object.entries(DELIVERY_REASONS)) {
    if (verdict === 'plain' || verdict === 'repost') continue;
    const scope = verdict === 'channel' ? 'channel' : 'workspace';
    for (const event of ['begun', 'ended']) metrics.holds.inc({ tenant, scope, reason, event }, 0);
  }
}

function startDeliveriesAtZero(metrics: Metrics, tenant: string, receiver: string): void {
  for (const operation of OPERATIONS) {
    for (const outcome of ['sent', 'unchanged', 'plain', 'found']) {
      metrics.deliveries.inc({ tenant, receiver, operation, outcome, reason: '' }, 0);
    }
    for (const reason of Object.keys(DELIVERY_REASONS)) {
      metrics.deliveries.inc({ tenant, receiver, operation, outcome: 'failed', reason }, 0);
    }
  }
}
