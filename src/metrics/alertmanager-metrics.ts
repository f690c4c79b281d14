import { REQUEST_BUCKETS } from './buckets.ts';
import type { Instruments } from './instruments.ts';

/** What is asked of the tenants' Alertmanagers, and what people do in them from Slack. */
export function alertmanagerMetrics({ counter, histogram }: Instruments) {
  return {
    silences: counter(
      'tocsin_silences_total',
      'What people did about silences in Slack, by operation (create, move_end, end) and outcome: done; refused, too long, too broad or over already; not_permitted; failed.',
      ['tenant', 'operation', 'outcome'],
    ),
    alertmanagerRequests: counter(
      'tocsin_alertmanager_requests_total',
      "Calls to a tenant's Alertmanagers, by outcome: ok, or the reason.",
      ['tenant', 'outcome'],
    ),
    alertmanagerRequestSeconds: histogram(
      'tocsin_alertmanager_request_seconds',
      "Duration of calls to tenants' Alertmanagers.",
      { labelNames: [], buckets: REQUEST_BUCKETS },
    ),
    truthFindings: counter(
      'tocsin_truth_findings_total',
      'What the truth check found out about alerts, by kind: hidden, it is silenced, inhibited or muted there; reported, it fires again without a webhook; refired, anew; resolved.',
      ['tenant', 'kind'],
    ),
    truthChecks: counter(
      'tocsin_truth_checks_total',
      "Rounds of asking a tenant's Alertmanagers: ok; partial, not all answered or a silence could not be changed; failed, none did.",
      ['tenant', 'outcome'],
    ),
  };
}
