import { collectDefaultMetrics, Registry } from 'prom-client';
import { installationMetrics } from './installation-metrics.ts';
import { type Instruments, instrumentsOn } from './instruments.ts';
import { responseMetrics } from './response-metrics.ts';
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

export const OPERATIONS = ['post', 'update', 'reply', 'tell'] as const;
export type Operation = (typeof OPERATIONS)[number];

/**
 * `sent`: Slack confirmed · `unchanged`: same content, no call · `plain`: sent without the template · `found`: an earlier
 * call had been taken · `failed`.
 */
export const DELIVERY_OUTCOMES = ['sent', 'unchanged', 'plain', 'found', 'failed'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** What looking for a message in doubt came to; `postponed`: Slack could not be asked for now. */
export const DOUBT_OUTCOMES = ['found', 'absent', 'unreadable', 'postponed'] as const;

/**
 * How a dead letter ended. `told`: there was news, and it went out · `replayed`, `dropped`: by a person · `expired`: kept
 * for long enough.
 */
export const DEAD_LETTER_ENDS = ['told', 'replayed', 'dropped', 'expired'] as const;

export const INSTALLATION_EVENTS = ['installed', 'app_uninstalled', 'tokens_revoked'] as const;
/** `refused`: Slack's last word · `failed`: it could not be asked, and is asked again. */
export const RENEWAL_OUTCOMES = ['renewed', 'refused', 'failed'] as const;

/** From a fast answer (5 ms) to the objective of 10 s and an outage of minutes. */
const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];
const REQUEST_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The name by which the supervisor adds its count. */
export const WORKER_RESTARTS = 'tocsin_worker_restarts_total';

export type Metrics = ReturnType<typeof createMetrics>;

/** The product's instruments on a registry of their own. `tenant` label values go through `tenantLabel`. */
export function createMetrics(options: { readonly version: string; readonly defaults?: boolean }) {
  const registry = new Registry();
  const make = instrumentsOn(registry);
  if (options.defaults ?? true) collectDefaultMetrics({ register: registry });
  make
    .gauge('tocsin_build_info', 'Always 1; the version is the label.', { labelNames: ['version'], joinedBy: 'max' })
    .set({ version: options.version }, 1);
  const workers = workerMetrics(make);
  workers.workers.set(1);
  return {
    registry,
    tenantLabel: createTenantLabels(),
    ...ingestMetrics(make),
    ...deliveryMetrics(make),
    ...webhookMetrics(make),
    ...deadLetterMetrics(make),
    ...responseMetrics(make),
    ...silenceMetrics(make),
    ...alertmanagerMetrics(make),
    ...configMetrics(make),
    ...installationMetrics(make),
    ...workers,
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
    groups: gauge('tocsin_groups', 'Alert groups kept, by state.', {
      labelNames: ['tenant', 'state'],
      joinedBy: 'max',
    }),
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
    dueGroups: gauge('tocsin_due_groups', 'Groups that wait to be looked at now.', {
      labelNames: ['tenant'],
      joinedBy: 'max',
    }),
    oldestDue: gauge('tocsin_oldest_due_seconds', 'How long the longest waiting group has waited.', {
      labelNames: ['tenant'],
      joinedBy: 'max',
    }),
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
    folded: counter('tocsin_folded_total', 'Groups that went into a summary, by why.', ['tenant', 'why']),
    holds: counter(
      'tocsin_holds_total',
      'Times that a channel or a workspace was found out of order, and in order again.',
      ['tenant', 'scope', 'reason', 'event'],
    ),
    clicks: counter('tocsin_clicks_total', 'Buttons that people pressed in Slack, by what came of it.', [
      'tenant',
      'operation',
      'outcome',
    ]),
    commands: counter('tocsin_commands_total', 'Slash commands that people typed in Slack.', ['tenant', 'operation']),
    templateFailures: counter('tocsin_template_failures_total', 'Messages that fell back to the plain one.', [
      'tenant',
      'template',
    ]),
  };
}

function silenceMetrics({ counter }: Instruments) {
  return {
    silences: counter('tocsin_silences_total', 'What people did about silences in Slack, by what came of it.', [
      'tenant',
      'operation',
      'outcome',
    ]),
  };
}

function webhookMetrics({ counter, gauge }: Instruments) {
  return {
    webhooksOut: counter('tocsin_webhooks_out_total', "Webhooks to tenants' other systems, by what came of each try.", [
      'tenant',
      'destination',
      'outcome',
      'reason',
    ]),
    webhookLag: gauge('tocsin_webhook_out_lag_seconds', 'How long the oldest webhook that waits has been waiting.', {
      labelNames: ['tenant', 'destination'],
      joinedBy: 'max',
    }),
  };
}

function deadLetterMetrics({ counter, gauge }: Instruments) {
  return {
    deadLettersKept: gauge('tocsin_dead_letters', 'Groups that were given up.', {
      labelNames: ['tenant'],
      joinedBy: 'max',
    }),
    deadLetters: counter('tocsin_dead_letters_total', 'Times that a group was given up, by reason.', [
      'tenant',
      'reason',
    ]),
    deadLettersEnded: counter('tocsin_dead_letters_ended_total', 'Dead letters that are none any more, by outcome.', [
      'tenant',
      'outcome',
    ]),
  };
}

function alertmanagerMetrics({ counter, histogram }: Instruments) {
  return {
    alertmanagerRequests: counter(
      'tocsin_alertmanager_requests_total',
      "Calls to a tenant's Alertmanagers, by outcome.",
      ['tenant', 'outcome'],
    ),
    alertmanagerRequestSeconds: histogram(
      'tocsin_alertmanager_request_seconds',
      "Duration of calls to tenants' Alertmanagers.",
      { labelNames: [], buckets: REQUEST_BUCKETS },
    ),
    truthFindings: counter('tocsin_truth_findings_total', 'What asking Alertmanager changed about alerts, by kind.', [
      'tenant',
      'kind',
    ]),
    truthChecks: counter('tocsin_truth_checks_total', "Rounds of asking a tenant's Alertmanagers, by outcome.", [
      'tenant',
      'outcome',
    ]),
  };
}

function configMetrics({ gauge }: Instruments) {
  return {
    configReloadSuccess: gauge('tocsin_config_reload_success', 'Whether the newest configuration was taken over.', {
      joinedBy: 'min',
    }),
    configReloadTimestamp: gauge(
      'tocsin_config_reload_timestamp_seconds',
      'When configuration was last taken over, Unix time.',
      { joinedBy: 'min' },
    ),
  };
}

function workerMetrics({ counter, gauge }: Instruments) {
  return {
    workers: gauge('tocsin_workers', 'Worker processes that share the port and answer now.', { joinedBy: 'sum' }),
    /** Counted by the supervisor alone, see join-snapshots.ts. */
    workerRestarts: counter(WORKER_RESTARTS, 'Workers that ended by themselves and were started anew.'),
  };
}
