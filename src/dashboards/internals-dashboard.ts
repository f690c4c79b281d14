/** The insides of the processes: for whoever knows that something is slow, and asks what. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { consoleAndApi } from './api-row.ts';
import { assemble, type Row } from './assemble.ts';
import { delivery, OF, slack } from './internals-rows.ts';
import { type AnyPanel, below, figure, graph } from './panels.ts';

export function internalsDashboard(docs: string): Dashboard {
  return assemble({
    uid: 'tocsin-internals',
    title: 'Tocsin: delivery internals',
    description: 'Processes, Redis, Slack and the way in between: what is slow, and what waits for what.',
    variables: [
      { name: 'instance', label: 'Process', values: 'label_values(up{job="tocsin"}, instance)', multi: true },
    ],
    rows: [processes(), redis(), slack(), delivery(), consoleAndApi()],
    docs,
  });
}

function processes(): Row {
  return { title: 'Processes', panels: [...processFigures(), ...load(), ...size()] };
}

function processFigures(): readonly AnyPanel[] {
  return [
    figure({
      title: 'Answer',
      description: 'Processes that Prometheus reaches.',
      unit: 'none',
      expr: `sum(up{${OF}})`,
    }),
    figure({
      title: 'Workers',
      description: 'Worker processes that share the ports and answer now.',
      unit: 'none',
      expr: `sum(tocsin_workers{${OF}})`,
    }),
    figure({
      title: 'Workers started anew',
      description: 'Workers that ended by themselves, within the time above.',
      unit: 'none',
      decimals: 0,
      thresholds: below(3, 1),
      expr: `sum(increase(tocsin_worker_restarts_total{${OF}}[$__range]))`,
    }),
    figure({
      title: 'Running since',
      description: 'The one that was started last.',
      unit: 'dateTimeFromNow',
      expr: `max(process_start_time_seconds{${OF}}) * 1000`,
    }),
    figure({
      title: 'Configuration taken over',
      description: 'When the newest configuration came into force, at the process where that was longest ago.',
      unit: 'dateTimeFromNow',
      expr: `min(tocsin_config_reload_timestamp_seconds{${OF}}) * 1000`,
    }),
    figure({
      title: 'Configuration refused',
      description: 'Processes whose newest configuration was invalid, so that the old one stays.',
      unit: 'none',
      thresholds: below(1),
      expr: `count(tocsin_config_reload_success{${OF}} == 0) or vector(0)`,
    }),
  ];
}

function load(): readonly AnyPanel[] {
  return [
    graph({
      title: 'CPU',
      description: 'Cores that each process uses. A process without workers can use little more than one.',
      unit: 'short',
      queries: [{ expr: `rate(process_cpu_seconds_total{${OF}}[$__rate_interval])`, legend: '{{instance}}' }],
    }),
    graph({
      title: 'Held up',
      description: 'Lag of the event loop, one turn in a hundred. Above half a second an alert fires.',
      unit: 's',
      thresholds: below(0.5, 0.1),
      queries: [{ expr: `nodejs_eventloop_lag_p99_seconds{${OF}}`, legend: '{{instance}}' }],
    }),
    graph({
      title: 'Memory',
      description: 'Resident, and of that the heap that is in use. A line that only climbs is a leak.',
      unit: 'bytes',
      queries: [
        { expr: `process_resident_memory_bytes{${OF}}`, legend: '{{instance}} resident' },
        { expr: `nodejs_heap_size_used_bytes{${OF}}`, legend: '{{instance}} heap' },
      ],
    }),
  ];
}

function size(): readonly AnyPanel[] {
  return [
    graph({
      title: 'Garbage collection',
      description: 'Share of the time that each process spends on it, by kind.',
      unit: 'percentunit',
      queries: [
        {
          expr: `sum by (instance, kind) (rate(nodejs_gc_duration_seconds_sum{${OF}}[$__rate_interval]))`,
          legend: '{{instance}} {{kind}}',
        },
      ],
    }),
    graph({
      title: 'Open files',
      description: 'Connections and files that each has open. The limit is process_max_fds.',
      unit: 'short',
      queries: [{ expr: `process_open_fds{${OF}}`, legend: '{{instance}}' }],
    }),
    graph({
      title: 'Series left',
      description:
        'How many more series of tenants may begin. At zero new receivers, then new tenants, share the label value other.',
      unit: 'short',
      queries: [{ expr: `tocsin_series_left{${OF}}`, legend: '{{instance}}' }],
    }),
  ];
}

function redis(): Row {
  return {
    title: 'Redis',
    panels: [
      graph({
        title: 'Would store now',
        description:
          '1: a webhook would be stored at this moment. 0: it is answered 503. Warnings are settings that may lose what was stored. /-/ready says which.',
        unit: 'short',
        queries: [
          { expr: `tocsin_store_ready{${OF}}`, legend: '{{instance}}' },
          { expr: `tocsin_store_warnings{${OF}}`, legend: '{{instance}} warnings' },
        ],
      }),
      graph({
        title: 'Duration of calls to Redis, slowest hundredth',
        description:
          'As seen from Tocsin, by what is asked. accept stores a webhook: above half a second an alert fires.',
        unit: 's',
        thresholds: below(0.5, 0.1),
        queries: [
          {
            expr: `histogram_quantile(0.99, sum by (le, operation) (rate(tocsin_redis_request_seconds_bucket{${OF}}[$__rate_interval])))`,
            legend: '{{operation}}',
          },
        ],
      }),
      graph({
        title: 'Calls to Redis, and those that failed',
        description: 'Calls to Redis by what is asked, all processes together.',
        unit: 'reqps',
        queries: [
          {
            expr: `sum by (operation) (rate(tocsin_redis_request_seconds_count{${OF}}[$__rate_interval]))`,
            legend: '{{operation}}',
          },
          {
            expr: `sum by (operation) (rate(tocsin_redis_failures_total{${OF}}[$__rate_interval]))`,
            legend: '{{operation}} failed',
          },
        ],
      }),
    ],
  };
}
