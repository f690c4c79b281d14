/** The relay's own alert, and how long it takes. */
import type { Row } from './assemble.ts';
import { below, graph, OBJECTIVE_SECONDS } from './panels.ts';

export function canaryRow(): Row {
  return {
    title: 'The canary',
    panels: [
      graph({
        title: 'How long the canary takes',
        description:
          "The relay's own alert, from accepted to shown; the slowest tenth. It flies when no tenant has alerts, too. Nothing here: none is configured, docs/canary.md.",
        unit: 's',
        width: 16,
        thresholds: below(OBJECTIVE_SECONDS),
        queries: [
          {
            expr: 'histogram_quantile(0.9, sum by (le, status) (rate(tocsin_canary_latency_seconds_bucket[$__rate_interval])))',
            legend: '{{status}}',
          },
        ],
      }),
      graph({
        title: 'What became of the canary',
        description: 'Runs within the time between two points, by outcome. Anything but ok is worth a look.',
        unit: 'short',
        width: 8,
        stacked: true,
        queries: [
          { expr: 'sum by (outcome) (increase(tocsin_canary_runs_total[$__rate_interval]))', legend: '{{outcome}}' },
        ],
      }),
    ],
  };
}
