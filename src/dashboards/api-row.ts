/** Who comes to the console and its API. */
import type { Row } from './assemble.ts';
import { OF } from './internals-rows.ts';
import { below, graph } from './panels.ts';

export function consoleAndApi(): Row {
  return {
    title: 'The console and its API',
    panels: [
      graph({
        title: 'Requests to the API',
        description:
          'By what came of them. Many of unauthorized: somebody guesses, or a script has an old token. failed: an answer of 500 or more.',
        unit: 'reqps',
        stacked: true,
        queries: [
          {
            expr: `sum by (outcome) (rate(tocsin_api_requests_total{${OF}}[$__rate_interval]))`,
            legend: '{{outcome}}',
          },
        ],
      }),
      graph({
        title: 'Duration of requests to the API, slowest hundredth',
        description: 'Streams are left out. Reports, exports and silences of slow Alertmanagers take longest.',
        unit: 's',
        thresholds: below(5, 1),
        queries: [
          {
            expr: `histogram_quantile(0.99, sum by (le) (rate(tocsin_api_request_seconds_bucket{${OF}}[$__rate_interval])))`,
            legend: 'slowest hundredth',
          },
        ],
      }),
      graph({
        title: 'Sign-ins',
        description: 'Sign-ins to the console within the time between two points, with a token and with the provider.',
        unit: 'short',
        queries: [
          {
            expr: `sum by (way, outcome) (increase(tocsin_console_sign_ins_total{${OF}}[$__rate_interval]))`,
            legend: '{{way}} {{outcome}}',
          },
        ],
      }),
    ],
  };
}
