/** How Slack is called, and the way from a webhook to such a call. */
import type { Row } from './assemble.ts';
import { type AnyPanel, below, busiestTen, graph, greatestTen, OBJECTIVE_SECONDS } from './panels.ts';

/** The processes that were chosen at the top. */
export const OF = 'job="tocsin",instance=~"$instance"';

export function slack(): Row {
  return { title: 'Slack', panels: [...calls(), ...limits()] };
}

function calls(): readonly AnyPanel[] {
  return [
    graph({
      title: 'Calls by method',
      description: 'Calls to Slack, all tenants together.',
      unit: 'reqps',
      stacked: true,
      queries: [
        { expr: `sum by (method) (rate(tocsin_slack_requests_total{${OF}}[$__rate_interval]))`, legend: '{{method}}' },
      ],
    }),
    graph({
      title: 'Calls that failed',
      description: 'By reason: the runbook has an entry for each.',
      unit: 'reqps',
      stacked: true,
      queries: [
        {
          expr: `sum by (outcome) (rate(tocsin_slack_requests_total{${OF},outcome!="ok"}[$__rate_interval]))`,
          legend: '{{outcome}}',
        },
      ],
    }),
    graph({
      title: 'Duration of calls to Slack, slowest hundredth',
      description: 'How long Slack takes to answer, by method. slack.timeout ends a call.',
      unit: 's',
      thresholds: below(OBJECTIVE_SECONDS, 2),
      queries: [
        {
          expr: `histogram_quantile(0.99, sum by (le, method) (rate(tocsin_slack_request_seconds_bucket{${OF}}[$__rate_interval])))`,
          legend: '{{method}}',
        },
      ],
    }),
  ];
}

function limits(): readonly AnyPanel[] {
  return [
    graph({
      title: 'Limited by Slack',
      description: 'Answers 429, by method: calls that our own pace did not keep back.',
      unit: 'reqps',
      queries: [
        {
          expr: `sum by (method) (rate(tocsin_slack_rate_limited_total{${OF}}[$__rate_interval]))`,
          legend: '{{method}}',
        },
      ],
    }),
    graph({
      title: 'Waiting in line, slowest tenth',
      description: "How long calls that had to keep Slack's pace were told to wait, by method.",
      unit: 's',
      thresholds: below(OBJECTIVE_SECONDS),
      queries: [
        {
          expr: `histogram_quantile(0.9, sum by (le, method) (rate(tocsin_pacing_wait_seconds_bucket{${OF}}[$__rate_interval])))`,
          legend: '{{method}}',
        },
      ],
    }),
    graph({
      title: 'Refused in the name of Slack',
      description: 'Requests that were not signed as they must be, too old, or came twice.',
      unit: 'reqps',
      queries: [
        { expr: `sum by (why) (rate(tocsin_slack_refused_total{${OF}}[$__rate_interval]))`, legend: '{{why}}' },
      ],
    }),
  ];
}

export function delivery(): Row {
  return { title: 'Delivery', panels: [...steps(), ...troubles()] };
}

function steps(): readonly AnyPanel[] {
  return [
    graph({
      title: 'Steps by outcome',
      description:
        'sent: Slack confirmed; unchanged: nothing to call for; found: an earlier call had been taken; plain: without the template.',
      unit: 'reqps',
      stacked: true,
      queries: [
        {
          expr: `sum by (outcome) (rate(tocsin_deliveries_total{${OF}}[$__rate_interval]))`,
          legend: '{{outcome}}',
        },
      ],
    }),
    graph({
      title: 'In doubt',
      description:
        'Messages of which Slack had to be asked whether it took them. unreadable: nobody may look, an alert fires.',
      unit: 'reqps',
      queries: [
        { expr: `sum by (outcome) (rate(tocsin_doubts_total{${OF}}[$__rate_interval]))`, legend: '{{outcome}}' },
      ],
    }),
    graph({
      title: 'Copies and repeats',
      description: 'Webhooks that said nothing new. Many retry mean that answers are slow or lost.',
      unit: 'reqps',
      stacked: true,
      queries: [
        { expr: `sum by (cause) (rate(tocsin_duplicates_total{${OF}}[$__rate_interval]))`, legend: '{{cause}}' },
      ],
    }),
  ];
}

function troubles(): readonly AnyPanel[] {
  return [
    graph({
      title: 'Who uses most of their share',
      description:
        'Of the webhooks and deliveries that a tenant may have under way at once, for the ten that used most. At 1 the rest waits.',
      unit: 'percentunit',
      thresholds: below(1, 0.8),
      empty: 'nobody uses any',
      queries: [
        {
          expr: `${greatestTen('tenant, quota', `tocsin_quota_used_ratio{${OF}}`)} or vector(0)`,
          legend: '{{tenant}} {{quota}}',
        },
      ],
    }),
    graph({
      title: 'Templates that fail',
      description: 'Messages that fell back to the plain one, by tenant and template, the ten worst.',
      unit: 'reqps',
      queries: [
        {
          expr: busiestTen('tenant, template', `tocsin_template_failures_total{${OF}}`),
          legend: '{{tenant}} {{template}}',
        },
      ],
    }),
    graph({
      title: 'Duration of calls to Alertmanagers, slowest hundredth',
      description: "How long tenants' Alertmanagers take to answer the truth check and silences.",
      unit: 's',
      thresholds: below(OBJECTIVE_SECONDS, 2),
      queries: [
        {
          expr: `histogram_quantile(0.99, sum by (le) (rate(tocsin_alertmanager_request_seconds_bucket{${OF}}[$__rate_interval])))`,
          legend: 'all',
        },
      ],
    }),
  ];
}
