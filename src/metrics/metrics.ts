import { collectDefaultMetrics, Registry } from 'prom-client';
import type { MetricsSnapshot } from '../core/fleet.ts';
import { alertmanagerMetrics } from './alertmanager-metrics.ts';
import { apiMetrics } from './api-metrics.ts';
import { deliveryMetrics } from './delivery-metrics.ts';
import { type Instruments, instrumentsOn } from './instruments.ts';
import { responseMetrics } from './response-metrics.ts';
import { SeriesBudget } from './series-budget.ts';
import { storeMetrics } from './store-metrics.ts';
import { takeSnapshotsOf } from './take-snapshots.ts';
import { createTenantLabels } from './tenant-labels.ts';
import { watchdogMetrics } from './watchdog-metrics.ts';
import { webhookMetrics } from './webhook-metrics.ts';

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

/**
 * What became of accepted news of a group. `in_time`: shown within the 10 s of the objective · `late`: not shown when they
 * had passed.
 */
export const CHANGE_OUTCOMES = ['in_time', 'late'] as const;
export type ChangeOutcome = (typeof CHANGE_OUTCOMES)[number];

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

/** The name by which the supervisor adds its count. */
export const WORKER_RESTARTS = 'tocsin_worker_restarts_total';

/** Series of tenants on one page unless configuration says otherwise: about 7 MB, taken and written in some 60 ms. */
export const MAX_SERIES = 80_000;

export type Metrics = ReturnType<typeof createMetrics>;

/** The product's instruments on a registry of their own. `tenant` label values go through `tenantLabel`. */
export function createMetrics(options: {
  readonly version: string;
  readonly defaults?: boolean;
  readonly maxSeries?: number;
}) {
  const registry = new Registry();
  const budget = new SeriesBudget(options.maxSeries ?? MAX_SERIES);
  const make = instrumentsOn(registry, budget);
  if (options.defaults ?? true) collectDefaultMetrics({ register: registry });
  make
    .gauge('tocsin_build_info', 'Always 1; the label tells the version.', { labelNames: ['version'], joinedBy: 'max' })
    .set({ version: options.version }, 1);
  const metrics = {
    registry,
    budget,
    tenantLabel: createTenantLabels(),
    ...webhookMetrics(make),
    ...deliveryMetrics(make),
    ...responseMetrics(make),
    ...alertmanagerMetrics(make),
    ...storeMetrics(make),
    ...configMetrics(make),
    ...watchdogMetrics(make),
    ...installationMetrics(make),
    ...apiMetrics(make),
    ...workerMetrics(make),
  };
  metrics.workers.set(1);
  const takeSnapshot = takeSnapshotsOf(registry);
  const refreshers: (() => void)[] = [() => metrics.seriesLeft.set(budget.left)];
  return {
    ...metrics,
    /** Called before each snapshot: for gauges of what is so at that moment. */
    onSnapshot: (refresh: () => void) => void refreshers.push(refresh),
    /** All figures of this process as of now. */
    async snapshot(): Promise<MetricsSnapshot> {
      for (const refresh of refreshers) refresh();
      return await takeSnapshot();
    },
  };
}

function installationMetrics({ counter, gauge }: Instruments) {
  return {
    installations: counter(
      'tocsin_installations_total',
      'What became of installations of the Slack app: installed, app_uninstalled or tokens_revoked. After the last two nothing of the tenant is delivered until the app is installed anew.',
      ['tenant', 'event'],
    ),
    tokenRenewals: counter(
      'tocsin_token_renewals_total',
      'Renewals of Slack tokens that end, by outcome: renewed; failed, Slack could not be asked, it is tried again; refused, the app must be installed anew before the token ends.',
      ['tenant', 'outcome'],
    ),
    refusedRequests: counter(
      'tocsin_slack_refused_total',
      'Requests in the name of Slack that were refused, by why: timestamp, signature, replayed, too_large (over 1 MiB), too_slow (the body took over 3 s), overloaded (bodies of 16 MiB in all were being read), broken_off. A few of timestamp are a clock that is off; many of signature are somebody who tries, or a wrong signing secret.',
      ['why'],
    ),
    wrongWorkspace: gauge(
      'tocsin_slack_wrong_workspace',
      '1 for a tenant whose slack.team_id is not the workspace of its bot token, as Slack says: it gets no clicks of the workspace that it names. Correct slack.team_id or the token.',
      { labelNames: ['tenant'], joinedBy: 'max' },
    ),
    workspaceConnected: gauge(
      'tocsin_workspace_connected',
      "1 while there is a token for the tenant's Slack workspace, 0 when the app was never installed there, was removed, or its token cannot be opened.",
      { labelNames: ['tenant'], joinedBy: 'min' },
    ),
  };
}

function configMetrics({ gauge }: Instruments) {
  return {
    configReloadSuccess: gauge(
      'tocsin_config_reload_success',
      '1 when the newest configuration was taken over, 0 when it is invalid and the old one stays. The log and `tocsin check-config` say why.',
      { joinedBy: 'min' },
    ),
    configReloadTimestamp: gauge(
      'tocsin_config_reload_timestamp_seconds',
      'When configuration was last taken over, Unix time.',
      { joinedBy: 'min' },
    ),
  };
}

function workerMetrics({ counter, gauge }: Instruments) {
  return {
    workers: gauge(
      'tocsin_workers',
      'Worker processes that share the port and answered this scrape; 1 without WORKERS.',
      { joinedBy: 'sum' },
    ),
    /** Counted by the supervisor alone, see join-snapshots.ts. */
    workerRestarts: counter(
      WORKER_RESTARTS,
      'Workers that ended by themselves and were started anew. The log tells the exit code.',
    ),
    seriesLeft: gauge(
      'tocsin_series_left',
      'How many more series of tenants may begin before new receivers, templates and severities, and then new tenants, share the label value `other`: `metrics.max_series`. Nothing is lost of sums.',
      { joinedBy: 'min' },
    ),
  };
}
