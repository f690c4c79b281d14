/** Writes docs/metrics.md: what every metric is called, has as labels and means, from the registry itself. */
import { createMetrics } from '../../src/metrics/metrics.ts';

interface Part {
  readonly title: string;
  /** What to look at, and what it tells. */
  readonly words: string;
  readonly names: RegExp;
}

const PARTS: readonly Part[] = [
  {
    title: 'The objective',
    words: `**99.9 % of accepted changes are shown in Slack within 10 s**, per tenant and overall. What was not:

\`\`\`promql
sum by (tenant) (rate(tocsin_changes_total{outcome="late"}[1h])) / sum by (tenant) (rate(tocsin_changes_total[1h]))
\`\`\`

Each change is judged once, by the process that accepted it: when Slack shows it, or when 10 s have passed. So what waits
for ever counts as late after 10 s, whichever process was to deliver it, and so does what the store lost; a change that is
still on its way counts as nothing: the ratio is right with one change an hour too. A group that is told in a summary is shown
when it goes into it.
Not judged: news that time intervals mute, and what was accepted in the last 10 s of a process's life.

The histogram has how long it took. Asked for OpenMetrics it has an exemplar for each bucket, the newest delivery with its
\`delivery_id\` (group, version, step: as in the log and in the metadata of Slack's message) and, with [tracing](tracing.md), its
\`trace_id\`. Ten seconds is one of its boundaries: \`le="10"\`; Prometheus 3 writes \`le="10.0"\`, so match \`le=~"10(\\\\.0)?"\`.`,
    names: /^tocsin_(?:changes_total|delivery_latency_seconds)$/,
  },
  {
    title: 'Webhooks in',
    words: `Look here when alerts do not arrive at all. Anything but \`accepted\` and \`duplicate\` wants a look:
[the runbook](operations.md#what-became-of-a-webhook) has each outcome.`,
    names: /^tocsin_(?:webhooks|duplicates|shortened|alerts)_total$/,
  },
  {
    title: 'Groups and messages',
    words: `Look here when alerts arrive and messages do not: does \`tocsin_oldest_due_seconds\` grow (nobody delivers), do
deliveries fail ([why](operations.md#why-a-delivery-failed)), do people get the plain message?`,
    names: /^tocsin_(?:groups|deliveries_total|due_groups|oldest_due_seconds|doubts_total|template_failures_total)$/,
  },
  {
    title: 'What stands in the way',
    words: `Slack's limits, storms and what is out of order: [what is left alone](operations.md#what-is-left-alone),
[storms and outages](operations.md#storms-and-outages). While \`tocsin_pacing_waits_total\` grows for a tenant, its channels or its
workspace take no more.`,
    names: /^tocsin_(?:pacing_|storm_mode|held_places|holds_total|folded_total|quota_used_ratio|workspace_connected)/,
  },
  {
    title: 'Dead letters',
    words: '[What was given up](operations.md#dead-letters): nobody was told of it.',
    names: /^tocsin_dead_letters/,
  },
  {
    title: 'Slack',
    words: 'How Slack serves us, over all tenants. 429s are told by tenant, because they are of its workspace.',
    names: /^tocsin_(?:slack_|installations_|token_renewals_)/,
  },
  {
    title: 'What people do',
    words: `Acknowledgements are the count of \`tocsin_time_to_acknowledge_seconds\` (the first of each group), and
\`tocsin_clicks_total{operation="acknowledge",outcome="done"}\` (all presses).`,
    names: /^tocsin_(?:clicks|commands|silences|escalations|pings|targets_missed|time_to_)/,
  },
  {
    title: 'Alertmanagers',
    words: 'The [truth check](truth-check.md), and silences. By reason: [the runbook](operations.md#alertmanagers).',
    names: /^tocsin_(?:alertmanager_|truth_)/,
  },
  {
    title: 'Watchdogs',
    words: `[Heartbeats](watchdogs.md) that must always be heard. The same from every process that takes webhooks: take the
maximum.`,
    names: /^tocsin_(?:watchdog|canary)_/,
  },
  {
    title: 'The console and its API',
    words: `Who comes to [the console](console.md) and to [the admin API](admin-api.md), and whether they are served. How sign-ins
with a provider end: [the table](console.md#signing-in-with-a-provider).`,
    names: /^tocsin_(?:api_|console_)/,
  },
  {
    title: 'Webhooks out',
    words: '[Other systems](webhooks-out.md) that tenants have told.',
    names: /^tocsin_webhooks?_out_/,
  },
  {
    title: 'Store and process',
    words: `Redis as this process sees it, and the process itself. Node's own are on the page too, by prom-client's names; the ones
to look at are \`nodejs_eventloop_lag_p99_seconds\` (above 0.1 the process has more to do than one core does: use
[workers](operations.md#more-than-one-process)), \`process_cpu_seconds_total\`, \`process_resident_memory_bytes\` and
\`nodejs_gc_duration_seconds\`.`,
    names: /^tocsin_(?:redis_|store_|config_|worker|build_info|series_left)/,
  },
];

/** A page that has every metric once. Throws when one has no part, or two. */
export async function writeMetricsDocument(): Promise<string> {
  const { registry } = createMetrics({ version: '0.0.0', defaults: false });
  const rows = new Map<Part, string[]>(PARTS.map((part) => [part, []]));
  for (const metric of registry.getMetricsAsArray()) {
    const parts = PARTS.filter(({ names }) => names.test(metric.name));
    const [part] = parts;
    if (part === undefined || parts.length > 1) throw new Error(`${metric.name} belongs to ${parts.length} parts`);
    rows.get(part)?.push(await rowOf(registry, metric.name));
  }
  return `${INTRODUCTION}\n${PARTS.map((part) => sectionOf(part, rows.get(part) ?? [])).join('\n')}`;
}

async function rowOf(registry: ReturnType<typeof createMetrics>['registry'], name: string): Promise<string> {
  const metric = registry.getSingleMetric(name);
  const { type, help } = (await metric?.get()) ?? { type: '', help: '' };
  const labels = metric !== undefined && 'labelNames' in metric ? (metric.labelNames as readonly string[]) : [];
  return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(' ')} | ${help} |`;
}

function sectionOf({ title, words }: Part, rows: readonly string[]): string {
  const table = ['| metric | type | labels | meaning |', '|---|---|---|---|', ...rows].join('\n');
  return `## ${title}\n\n${words}\n\n${table}\n`;
}

const INTRODUCTION = `# Metrics

\`GET /metrics\` has them: Prometheus's text format, or OpenMetrics for who asks for it, as Prometheus does (and keeps
exemplars with \`--enable-feature=exemplar-storage\`). This page is generated from the registry; a
test compares it with a running process.

All names start with \`tocsin_\`, units are base units. The values of each label are in the
[glossary](glossary.md#labels-of-the-metrics). Several processes are told apart by Prometheus's \`instance\`: add up counters; of
gauges that say "the same from every process" or "take the maximum" take the maximum. [Workers](operations.md#more-than-one-process)
of one process are one page, joined so already; of the lag of their event loops it tells the worst worker's.

**How many there are.** Every bounded series starts at zero, so that a first failure is an increase; of times to acknowledge and
to resolve, and of targets missed, those of critical, error and warning. Tenants, receivers and templates are as many as you
configure, so \`metrics.max_series\` in \`tocsin.yaml\` bounds what they make: 80 000 by default, a page
of about 7 MB. With more than about 400 receivers their series begin with their first event instead of at zero, and with more than
400 tenants most of tenants' too: an alert on \`increase()\` then needs \`or\` the new series itself. A little earlier, where all
that fills three quarters of the page, the times to acknowledge and resolve begin with the first answer. 75 series are kept for each
tenant as such; when the rest is used, new receivers, destinations, templates and severities share the value \`other\`, when all is
used, new tenants too. What had its series keeps it, and sums stay right. \`tocsin_series_left\` says how much is left; 1 000 tenants at most have a value of their own.
Each worker has this room for itself: where more receivers have news than fit, workers that met different ones first make a page
that is larger by what they do not share. [How long a scrape takes](performance.md#what-was-measured) with 1 000 tenants: keep
\`scrape_timeout\` at its ten seconds, a scrape gives way to webhooks.
`;
