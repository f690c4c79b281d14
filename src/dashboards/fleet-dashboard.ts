/** All tenants at a glance: do alerts reach people, how fast, and if not, whose and why. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { assemble, type Row } from './assemble.ts';
import { canaryRow } from './canary-row.ts';
import { objectiveFigures, objectiveGraphs } from './objective-panels.ts';
import { type AnyPanel, below, busiestTen, figure, graph, greatestTen, macro, table } from './panels.ts';

const ALL = { selector: '', of: 'all tenants' };

export function fleetDashboard(docs: string): Dashboard {
  return assemble({
    uid: 'tocsin-fleet',
    title: 'Tocsin: fleet',
    description: 'Do the alerts of all tenants reach people in Slack, and how fast? Click a tenant to see why not.',
    variables: [],
    rows: [atAGlance(), howFast(), canaryRow(), whoseAndWhy(), inAndOut(), whatHoldsItUp()],
    docs,
  });
}

function atAGlance(): Row {
  return {
    title: 'Do alerts reach people?',
    panels: [
      ...objectiveFigures(ALL, 4),
      figure({
        title: 'Tenants out of order',
        description: 'Tenants of which a channel or the whole workspace takes no messages at this moment.',
        unit: 'none',
        thresholds: below(1),
        expr: 'count(sum by (tenant) (tocsin_held_places) > 0) or vector(0)',
      }),
      figure({
        title: 'Alerts on Tocsin',
        description: 'Rules that fire now. The table below names them.',
        unit: 'none',
        thresholds: below(1),
        expr: 'count(ALERTS{service="tocsin",alertstate="firing"}) or vector(0)',
      }),
    ],
  };
}

function howFast(): Row {
  return { title: 'How fast', panels: objectiveGraphs(ALL) };
}

function whoseAndWhy(): Row {
  return { title: 'Whose, and why', panels: [tenants(), alerts()] };
}

function tenants(): AnyPanel {
  return table({
    title: 'Tenants',
    description:
      'The worst first, within the time above. Late: share of changes shown later than 10 s or never; empty without changes. A click opens the tenant.',
    unit: 'short',
    width: 16,
    label: 'tenant',
    link: {
      title: 'Open',
      url: `/d/tocsin-tenant?var-tenant=${macro('__data.fields.tenant')}&${macro('__url_time_range')}`,
    },
    columns: [
      {
        title: 'late',
        unit: 'percentunit',
        thresholds: below(0.01, 0.001),
        expr: 'sum by (tenant) (increase(tocsin_changes_total{outcome="late"}[$__range])) / (sum by (tenant) (increase(tocsin_changes_total[$__range])) > 0)',
      },
      { title: 'changes', unit: 'short', expr: 'sum by (tenant) (increase(tocsin_changes_total[$__range]))' },
      { title: 'open groups', unit: 'short', expr: 'max by (tenant) (tocsin_groups{state="open"})' },
      {
        title: 'waits for',
        unit: 's',
        thresholds: below(120, 10),
        expr: 'max by (tenant) (tocsin_oldest_due_seconds)',
      },
      {
        title: 'dead letters',
        unit: 'short',
        thresholds: below(1),
        expr: 'max by (tenant) (tocsin_dead_letters)',
      },
    ],
  });
}

function alerts(): AnyPanel {
  return table({
    title: 'Alerts that fire now',
    description: 'A hundred at most. What to do about each: the link "What to do" above.',
    unit: 'short',
    width: 8,
    label: 'alertname',
    empty: 'none',
    columns: [
      {
        title: 'number',
        unit: 'short',
        expr: 'topk(100, count by (alertname, severity, tenant) (ALERTS{service="tocsin",alertstate="firing"}))',
      },
    ],
  });
}

function inAndOut(): Row {
  return {
    title: 'What comes in, what goes out',
    panels: [
      graph({
        title: 'Webhooks',
        description:
          'Requests of Alertmanagers by what came of them. Only accepted and duplicate are well; unauthorized, invalid and too_large are lost.',
        unit: 'reqps',
        stacked: true,
        queries: [{ expr: 'sum by (outcome) (rate(tocsin_webhooks_total[$__rate_interval]))', legend: '{{outcome}}' }],
      }),
      graph({
        title: 'What Slack was told',
        description:
          'Messages posted and brought up to date, replies in threads. Far fewer than webhooks: many changes make one update.',
        unit: 'reqps',
        stacked: true,
        queries: [
          {
            expr: 'sum by (operation) (rate(tocsin_deliveries_total{outcome=~"sent|plain|found"}[$__rate_interval]))',
            legend: '{{operation}}',
          },
        ],
      }),
      graph({
        title: 'Alerts taken in',
        description: 'Alerts that fired and that resolved, copies left out.',
        unit: 'reqps',
        queries: [{ expr: 'sum by (status) (rate(tocsin_alerts_total[$__rate_interval]))', legend: '{{status}}' }],
      }),
    ],
  };
}

function whatHoldsItUp(): Row {
  return { title: 'What holds it up', panels: [...pace(), ...trouble()] };
}

function pace(): readonly AnyPanel[] {
  return [
    graph({
      title: 'Failures by reason',
      description: 'Calls to Slack that failed. Each reason has an entry in the runbook, docs/operations.md.',
      unit: 'reqps',
      stacked: true,
      queries: [
        {
          expr: 'sum by (reason) (rate(tocsin_deliveries_total{outcome="failed"}[$__rate_interval]))',
          legend: '{{reason}}',
        },
      ],
    }),
    graph({
      title: 'Limited by Slack',
      description: 'Answers 429, for the ten tenants that got most. A burst is normal; for half an hour it is not.',
      unit: 'reqps',
      queries: [
        {
          expr: busiestTen('tenant', 'tocsin_slack_rate_limited_total'),
          legend: '{{tenant}}',
        },
      ],
    }),
    graph({
      title: 'Longest wait',
      description:
        'How long the oldest due group of a tenant has waited, for the ten that waited longest. Above two minutes an alert fires.',
      unit: 's',
      thresholds: below(120),
      queries: [{ expr: greatestTen('tenant', 'tocsin_oldest_due_seconds'), legend: '{{tenant}}' }],
    }),
  ];
}

function trouble(): readonly AnyPanel[] {
  return [
    graph({
      title: 'Backlog',
      description:
        'Groups that are due, of all tenants. Those that wait for their turn because of a pace or a hold are not among them.',
      unit: 'short',
      queries: [{ expr: 'sum(max by (tenant) (tocsin_due_groups))', legend: 'due' }],
    }),
    graph({
      title: 'Channels and workspaces left alone',
      description: 'Places that take no messages, by reason. They are tried again by one call now and then.',
      unit: 'short',
      stacked: true,
      empty: 'none',
      queries: [
        {
          expr: 'sum by (reason) (max by (tenant, scope, reason) (tocsin_held_places)) or vector(0)',
          legend: '{{reason}}',
        },
      ],
    }),
    graph({
      title: 'Storms, and dead letters',
      description:
        'Tenants that are told in summaries now, because more groups come than their channels take; groups that were given up.',
      unit: 'short',
      queries: [
        { expr: 'sum(max by (tenant) (tocsin_storm_mode)) or vector(0)', legend: 'tenants in a storm' },
        { expr: 'sum(max by (tenant) (tocsin_dead_letters))', legend: 'dead letters' },
      ],
    }),
  ];
}
