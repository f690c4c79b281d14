/** How soon a tenant's people answer, and what they do in Slack. */
import type { Row } from './assemble.ts';
import { type AnyPanel, below, figure, graph } from './panels.ts';
import { OF } from './tenant-options.ts';

export function people(): Row {
  return { title: 'What people do', panels: [...responseFigures(), ...deeds()] };
}

const average = (metric: string): string =>
  `sum(increase(${metric}_sum{${OF}}[$__range])) / sum(increase(${metric}_count{${OF}}[$__range]))`;

function responseFigures(): readonly AnyPanel[] {
  return [
    figure({
      title: 'Mean time to acknowledge',
      description:
        'From when people were told until somebody first had it, of the groups acknowledged within the time above.',
      unit: 's',
      width: 6,
      empty: 'nobody acknowledged any',
      expr: average('tocsin_time_to_acknowledge_seconds'),
    }),
    figure({
      title: 'Mean time to resolve',
      description: 'From when people were told until it was over, of the groups that resolved within the time above.',
      unit: 's',
      width: 6,
      empty: 'none resolved',
      expr: average('tocsin_time_to_resolve_seconds'),
    }),
    figure({
      title: 'Acknowledged',
      description: 'Groups that somebody took, within the time above.',
      unit: 'none',
      decimals: 0,
      width: 6,
      expr: `sum(increase(tocsin_time_to_acknowledge_seconds_count{${OF}}[$__range])) or vector(0)`,
    }),
    figure({
      title: 'Response targets missed',
      description: 'Groups that nobody had, or that were not over, in time, within the time above.',
      unit: 'none',
      decimals: 0,
      width: 6,
      thresholds: below(1),
      expr: `sum(increase(tocsin_targets_missed_total{${OF}}[$__range])) or vector(0)`,
    }),
  ];
}

function deeds(): readonly AnyPanel[] {
  return [
    graph({
      title: 'Time to acknowledge, by severity',
      description: 'Half of the groups had somebody within this time.',
      unit: 's',
      queries: [
        {
          expr: `histogram_quantile(0.5, sum by (le, severity) (increase(tocsin_time_to_acknowledge_seconds_bucket{${OF}}[$__range])))`,
          legend: '{{severity}}',
        },
      ],
    }),
    graph({
      title: 'Buttons',
      description:
        'What people pressed in Slack and what came of it. not_permitted: they lack the role, see access.yaml.',
      unit: 'reqps',
      queries: [
        {
          expr: `sum by (operation, outcome) (rate(tocsin_clicks_total{${OF}}[$__rate_interval]))`,
          legend: '{{operation}} {{outcome}}',
        },
      ],
    }),
    graph({
      title: 'Slash commands',
      description: 'What people typed after /tocsin.',
      unit: 'reqps',
      queries: [
        { expr: `sum by (operation) (rate(tocsin_commands_total{${OF}}[$__rate_interval]))`, legend: '{{operation}}' },
      ],
    }),
  ];
}
