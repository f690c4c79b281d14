/** Rows about what only some tenants have set up. */
import type { Row } from './assemble.ts';
import { below, graph } from './panels.ts';

export const TENANT_FEATURES = ['escalation', 'alertmanagers', 'webhooks', 'installation'] as const;
/** What not every tenant has set up. */
export type TenantFeature = (typeof TENANT_FEATURES)[number];

/** The tenant that was chosen at the top. */
export const OF = 'tenant="$tenant"';

export function optionalRows(
  uses: ReadonlySet<TenantFeature>,
  { collapsed }: { readonly collapsed: boolean },
): readonly Row[] {
  const rows = { escalation, alertmanagers, webhooks, installation } satisfies Record<TenantFeature, () => Row>;
  return Object.entries(rows)
    .filter(([feature]) => [...uses].some((each) => each === feature))
    .map(([, row]) => ({ ...row(), collapsed }));
}

function escalation(): Row {
  return {
    title: 'Escalation and response targets',
    panels: [
      graph({
        title: 'Steps taken',
        description: 'Steps of escalations: unanswered, because nobody took the group, or pressed by somebody.',
        unit: 'reqps',
        queries: [
          { expr: `sum by (why) (rate(tocsin_escalations_total{${OF}}[$__rate_interval]))`, legend: '{{why}}' },
        ],
      }),
      graph({
        title: 'Calls elsewhere',
        description:
          'Posts to other channels and to people that escalations asked for. One that failed fires an alert.',
        unit: 'reqps',
        queries: [
          {
            expr: `sum by (to, outcome) (rate(tocsin_pings_total{${OF}}[$__rate_interval]))`,
            legend: '{{to}} {{outcome}}',
          },
        ],
      }),
      graph({
        title: 'Targets missed',
        description: 'Groups that nobody had, or that were not over, in time, within the time above, by severity.',
        unit: 'short',
        queries: [
          {
            expr: `sum by (severity, target) (increase(tocsin_targets_missed_total{${OF}}[$__range])) or vector(0)`,
            legend: '{{severity}} {{target}}',
          },
        ],
      }),
    ],
  };
}

function alertmanagers(): Row {
  return {
    title: 'Its Alertmanagers',
    panels: [
      graph({
        title: 'Calls',
        description: 'Calls to its Alertmanagers: ok, or the reason, which has an entry in docs/operations.md.',
        unit: 'reqps',
        stacked: true,
        queries: [
          {
            expr: `sum by (outcome) (rate(tocsin_alertmanager_requests_total{${OF}}[$__rate_interval]))`,
            legend: '{{outcome}}',
          },
        ],
      }),
      graph({
        title: 'Truth checks, and what they found',
        description: 'Rounds of asking, by outcome; and what became known that webhooks had not said.',
        unit: 'reqps',
        queries: [
          {
            expr: `sum by (outcome) (rate(tocsin_truth_checks_total{${OF}}[$__rate_interval]))`,
            legend: 'round {{outcome}}',
          },
          {
            expr: `sum by (kind) (rate(tocsin_truth_findings_total{${OF}}[$__rate_interval]))`,
            legend: 'found {{kind}}',
          },
        ],
      }),
      graph({
        title: 'Silences from Slack',
        description: 'What people did about silences, and what came of it.',
        unit: 'reqps',
        queries: [
          {
            expr: `sum by (operation, outcome) (rate(tocsin_silences_total{${OF}}[$__rate_interval]))`,
            legend: '{{operation}} {{outcome}}',
          },
        ],
      }),
    ],
  };
}

function webhooks(): Row {
  return {
    title: 'Other systems that it tells',
    panels: [
      graph({
        title: 'Tries',
        description: 'Webhooks to its other systems. parked: given up; lost: the history reached no further.',
        unit: 'reqps',
        width: 12,
        empty: 'no other systems',
        queries: [
          {
            expr: `sum by (destination, outcome, reason) (rate(tocsin_webhooks_out_total{${OF}}[$__rate_interval]))`,
            legend: '{{destination}} {{outcome}} {{reason}}',
          },
        ],
      }),
      graph({
        title: 'Behind',
        description: 'How long the oldest webhook of a destination has been waiting. Above ten minutes an alert fires.',
        unit: 's',
        width: 12,
        thresholds: below(600, 60),
        empty: 'no other systems',
        queries: [{ expr: `max by (destination) (tocsin_webhook_out_lag_seconds{${OF}})`, legend: '{{destination}}' }],
      }),
    ],
  };
}

function installation(): Row {
  return {
    title: 'Installation of the app',
    panels: [
      graph({
        title: 'Installed, and removed',
        description: 'What became of the installation in its workspace, within the time above.',
        unit: 'short',
        width: 12,
        queries: [
          { expr: `sum by (event) (increase(tocsin_installations_total{${OF}}[$__range]))`, legend: '{{event}}' },
        ],
      }),
      graph({
        title: 'Renewals of its token',
        description: 'failed: tried again; refused: the app must be installed anew before the token ends.',
        unit: 'short',
        width: 12,
        queries: [
          { expr: `sum by (outcome) (increase(tocsin_token_renewals_total{${OF}}[$__range]))`, legend: '{{outcome}}' },
        ],
      }),
    ],
  };
}
