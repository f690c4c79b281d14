import { LATENCY_BUCKETS } from './buckets.ts';
import type { Instruments } from './instruments.ts';

/** What comes in, how soon people see it, and what goes out to other systems. */
export function webhookMetrics({ counter, gauge, traceable }: Instruments) {
  return {
    webhooks: counter(
      'tocsin_webhooks_total',
      'Webhook requests by outcome. Only accepted and duplicate were stored; store_unavailable and overloaded are sent again by Alertmanager; of the others the alerts are lost. tenant="unknown": refused, for no tenant that exists.',
      ['tenant', 'outcome'],
    ),
    duplicates: counter(
      'tocsin_duplicates_total',
      'Webhooks that said nothing new, by cause. Many peer_copy are normal in a cluster; many retry mean that our answers are slow or lost.',
      ['tenant', 'cause'],
    ),
    shortened: counter(
      'tocsin_shortened_total',
      'Webhooks of which something was cut: alerts beyond ingest.max_alerts, or long or many labels.',
      ['tenant', 'what'],
    ),
    alerts: counter(
      'tocsin_alerts_total',
      'Alerts taken in, by status; copies and those beyond ingest.max_alerts left out.',
      ['tenant', 'status'],
    ),
    changes: counter(
      'tocsin_changes_total',
      'Accepted news of groups, each judged once: in_time, Slack showed it within 10 s; late, it did not, whether it is shown later or never. late by all is what the objective allows one in a thousand of. Muted news is not judged.',
      ['tenant', 'outcome'],
    ),
    deliveryLatency: traceable(
      'tocsin_delivery_latency_seconds',
      "From the webhook accepted to Slack's confirmation, of posts and updates. Includes pacing, muting and outages; what was never shown is not in it but in tocsin_changes_total.",
      { labelNames: ['tenant'], buckets: LATENCY_BUCKETS },
    ),
    quotaUsed: gauge(
      'tocsin_quota_used_ratio',
      'How much of its share the tenant uses at this moment, where it uses any: webhooks of ingest.tenant_concurrency, above 1 they wait; deliveries of delivery.tenant_concurrency, at 1 the rest waits; messages of messages_per_hour and groups of open_groups, at 1 what begins is told in summaries.',
      { labelNames: ['tenant', 'quota'], joinedBy: 'max' },
    ),
    webhooksOut: counter(
      'tocsin_webhooks_out_total',
      "Tries of webhooks to tenants' other systems, by outcome: sent, failed, parked for good, or lost because the history went before it was told.",
      ['tenant', 'destination', 'outcome', 'reason'],
    ),
    webhookLag: gauge(
      'tocsin_webhook_out_lag_seconds',
      'How long the oldest webhook of a destination has been waiting.',
      { labelNames: ['tenant', 'destination'], joinedBy: 'max' },
    ),
  };
}
