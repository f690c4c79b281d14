/** One tenant: does it hear of its alerts, what does it send, how do its people answer, what is in the way. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { assemble, type Row } from './assemble.ts';
import { objectiveFigures, objectiveGraphs } from './objective-panels.ts';
import { type AnyPanel, below, busiestTen, figure, graph } from './panels.ts';
import { OF, optionalRows, TENANT_FEATURES, type TenantFeature } from './tenant-options.ts';
import { people } from './tenant-people.ts';

/** A tenant with a dashboard of its own, and what it uses: rows for what it does not are left out. */
export interface DashboardTenant {
  readonly id: string;
  readonly name: string;
  readonly uses: ReadonlySet<TenantFeature>;
}

const SCOPE = { selector: `{${OF}}`, of: 'this tenant' };

/** Without `tenant`: for all of them, chosen at the top; rows for what only some of them use are closed at first. */
export function tenantDashboard(docs: string, tenant?: DashboardTenant): Dashboard {
  const uses = tenant?.uses ?? new Set(TENANT_FEATURES);
  return assemble({
    uid: tenant === undefined ? 'tocsin-tenant' : `tocsin-tenant-${tenant.id}`,
    title: tenant === undefined ? 'Tocsin: tenant' : `Tocsin: ${tenant.name}`,
    description: 'Whether the alerts of one tenant reach its people, what they do about them, and what is in the way.',
    variables: [
      tenant === undefined
        ? { name: 'tenant', label: 'Tenant', values: 'label_values(tocsin_groups, tenant)' }
        : { name: 'tenant', label: 'Tenant', constant: tenant.id },
    ],
    rows: [
      { title: 'Does it hear of its alerts?', panels: [...objectiveFigures(SCOPE, 6), ...state()] },
      { title: 'How fast', panels: objectiveGraphs(SCOPE) },
      whatComesIn(),
      whatGoesOut(),
      people(),
      ...optionalRows(uses, { collapsed: tenant === undefined }),
    ],
    docs,
  });
}

function state(): readonly AnyPanel[] {
  return [
    figure({
      title: 'Left alone now',
      description: 'Channels, or the workspace, that take no messages. By reason: "What is in the way".',
      unit: 'none',
      thresholds: below(1),
      expr: `sum(max by (scope, reason) (tocsin_held_places{${OF}})) or vector(0)`,
    }),
    figure({
      title: 'Longest wait',
      description: 'How long the oldest group that is due has waited.',
      unit: 's',
      thresholds: below(120, 10),
      expr: `max(tocsin_oldest_due_seconds{${OF}})`,
    }),
    figure({
      title: 'Open groups',
      description: 'Groups that fire, at all receivers.',
      unit: 'none',
      expr: `max(tocsin_groups{${OF},state="open"})`,
    }),
    figure({
      title: 'Dead letters',
      description: 'Groups that were given up: nobody was told. tocsin dead list shows them.',
      unit: 'none',
      thresholds: below(1),
      expr: `max(tocsin_dead_letters{${OF}})`,
    }),
    figure({
      title: 'Workspace connected',
      description: '1: there is a token to talk to the workspace with. 0: the app was never installed, or was removed.',
      unit: 'none',
      thresholds: [
        { value: null, color: 'red' },
        { value: 1, color: 'green' },
      ],
      expr: `max(tocsin_workspace_connected{${OF}})`,
    }),
    figure({
      title: 'Storm',
      description: '1: more groups come than a channel takes, so they are told in a summary.',
      unit: 'none',
      thresholds: below(1),
      expr: `max(tocsin_storm_mode{${OF}}) or vector(0)`,
    }),
  ];
}

function whatComesIn(): Row {
  return {
    title: 'What comes in',
    panels: [
      graph({
        title: 'Webhooks',
        description:
          'Requests of its Alertmanagers, by what came of them. unauthorized, invalid and too_large are lost.',
        unit: 'reqps',
        stacked: true,
        queries: [
          { expr: `sum by (outcome) (rate(tocsin_webhooks_total{${OF}}[$__rate_interval]))`, legend: '{{outcome}}' },
        ],
      }),
      graph({
        title: 'Alerts',
        description: 'Alerts that fired and that resolved, copies left out.',
        unit: 'reqps',
        queries: [
          { expr: `sum by (status) (rate(tocsin_alerts_total{${OF}}[$__rate_interval]))`, legend: '{{status}}' },
        ],
      }),
      graph({
        title: 'Share of what a tenant may have under way',
        description: 'At 1 its own webhooks or deliveries wait for each other. Others are not held up.',
        unit: 'percentunit',
        thresholds: below(1, 0.8),
        queries: [{ expr: `max by (quota) (tocsin_quota_used_ratio{${OF}}) or vector(0)`, legend: '{{quota}}' }],
      }),
    ],
  };
}

function whatGoesOut(): Row {
  return { title: 'What goes out, and what is in the way', panels: [...sent(), ...inTheWay()] };
}

function sent(): readonly AnyPanel[] {
  return [
    graph({
      title: 'Told, by receiver',
      description: 'Messages, updates and replies that Slack confirmed, by receiver: the ten that talk most.',
      unit: 'reqps',
      stacked: true,
      queries: [
        {
          expr: busiestTen('receiver', `tocsin_deliveries_total{${OF},outcome=~"sent|plain|found"}`),
          legend: '{{receiver}}',
        },
      ],
    }),
    graph({
      title: 'Failed, by receiver and reason',
      description: 'Calls to Slack that failed, the ten worst pairs. docs/operations.md has an entry for each reason.',
      unit: 'reqps',
      stacked: true,
      queries: [
        {
          expr: busiestTen('receiver, reason', `tocsin_deliveries_total{${OF},outcome="failed"}`),
          legend: '{{receiver}} {{reason}}',
        },
      ],
    }),
    graph({
      title: 'Templates that fail',
      description: 'Messages that fell back to the plain one, by template, the ten worst.',
      unit: 'reqps',
      queries: [
        {
          expr: busiestTen('template', `tocsin_template_failures_total{${OF}}`),
          legend: '{{template}}',
        },
      ],
    }),
  ];
}

function inTheWay(): readonly AnyPanel[] {
  return [
    graph({
      title: 'What is in the way',
      description: 'Channels, or the workspace, that are left alone because they take no messages.',
      unit: 'short',
      stacked: true,
      queries: [
        {
          expr: `max by (scope, reason) (tocsin_held_places{${OF}}) or vector(0)`,
          legend: '{{scope}} {{reason}}',
        },
      ],
    }),
    graph({
      title: "Slack's limits",
      description: "Calls that waited in line to keep Slack's pace, and answers 429 to those that did not.",
      unit: 'reqps',
      queries: [
        {
          expr: `sum by (method) (rate(tocsin_pacing_waits_total{${OF}}[$__rate_interval]))`,
          legend: '{{method}} waited',
        },
        {
          expr: `sum by (method) (rate(tocsin_slack_rate_limited_total{${OF}}[$__rate_interval]))`,
          legend: '{{method}} refused',
        },
      ],
    }),
    graph({
      title: 'Told in a summary',
      description: 'Groups that had no message of their own: in a storm, or because they began and ended in an outage.',
      unit: 'reqps',
      queries: [{ expr: `sum by (why) (rate(tocsin_folded_total{${OF}}[$__rate_interval]))`, legend: '{{why}}' }],
    }),
  ];
}
