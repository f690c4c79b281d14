/** The parts of the benchmark, each with its bars: from figures to lines of the table. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Releasers } from '../../src/core/lifecycle.ts';
import { serverDirectory } from '../servers/server-process.ts';
import { writeConfig } from './bench-config.ts';
import type { BenchOptions, Part } from './bench-options.ts';
import { ROOT } from './bench-root.ts';
import { measureClicks } from './clicks.ts';
import type { Stand } from './contestants.ts';
import { CORES } from './cores.ts';
import { measureBaseline, measureRelay, type Throughput } from './end-to-end.ts';
import { type IngestRate, measureEcho, measureIngest } from './ingest.ts';
import { measureNeighbours } from './neighbour.ts';
import { measureOutage } from './outage.ts';
import { TEAMS } from './payloads.ts';
import { medianBy } from './percentiles.ts';
import { openGroups, workers } from './scaling-parts.ts';
import { measureScrapes } from './scrape.ts';
import { countDuplicates, measureLatency, measureMemory } from './steady-load.ts';
import type { Row } from './table.ts';
import { startWorker } from './worker-calls.ts';

/** What a part came to: lines for the table, and everything that was measured. */
export interface PartResult {
  readonly rows: readonly Row[];
  readonly figures: unknown;
}

type RunPart = (stand: Stand, options: BenchOptions, say: (text: string) => void) => Promise<PartResult>;

export const RUN_PART: Readonly<Record<Part, RunPart>> = {
  'end-to-end': endToEnd,
  ingest,
  latency,
  neighbour,
  clicks,
  outage: (_stand, { sizes }, say) => measureOutage({ ...sizes.outage, stormAfter: '1h' }, say),
  'outage-folded': (_stand, { sizes }, say) => measureOutage({ ...sizes.outage, stormAfter: '24s' }, say),
  duplicates,
  memory,
  workers,
  'open-groups': openGroups,
  scrape: (stand, { sizes }, say) => measureScrapes(stand, sizes.scrape, say),
  micro,
};

const ours = ({ cpuMicros }: Throughput): number => (cpuMicros.tocsin ?? 0) + (cpuMicros.redis ?? 0);
const theirs = ({ cpuMicros }: Throughput): number => cpuMicros.alertmanager ?? 0;
const profiles = ({ profile }: BenchOptions) => (profile ? { profileDir: join(ROOT, '.tmp/profiles') } : {});
const whole = (value: number | undefined): string => (value ?? 0).toFixed(0);

async function endToEnd(stand: Stand, options: BenchOptions, say: (text: string) => void): Promise<PartResult> {
  const { rounds, longWarmup: warmup, baselineGroups, relayGroups } = options.sizes;
  const baselines: Throughput[] = [];
  const relays: Throughput[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`round ${round} of ${rounds}: Alertmanager's own Slack notifier`);
    baselines.push(await measureBaseline(stand, { warmup, groups: baselineGroups }));
    say(`round ${round} of ${rounds}: Tocsin`);
    relays.push(await measureRelay(stand, { warmup, groups: relayGroups, ...profiles(options) }));
  }
  const [cheapRelay, cheapBaseline] = [medianBy(relays, ours), medianBy(baselines, theirs)];
  const [fastRelay, fastBaseline] = [relays, baselines].map((runs) => medianBy(runs, (run) => run.perSecond).perSecond);
  const cpuRatio = ours(cheapRelay) / theirs(cheapBaseline);
  const rateRatio = (fastRelay ?? 0) / (fastBaseline ?? 1);
  const { tocsin, redis } = cheapRelay.cpuMicros;
  return {
    figures: { baselines, relays },
    rows: [
      {
        part: 'end-to-end',
        what: "CPU a notification, to Alertmanager's own Slack notifier",
        figures: `${whole(tocsin)} µs + Redis ${whole(redis)} µs : ${whole(theirs(cheapBaseline))} µs`,
        value: cpuRatio,
        shown: `${cpuRatio.toFixed(2)} ×`,
        bar: { atMost: 0.45 },
      },
      {
        part: 'end-to-end',
        what: 'notifications a second, one core to its two',
        figures: `${whole(fastRelay)}/s : ${whole(fastBaseline)}/s`,
        value: rateRatio,
        shown: `${rateRatio.toFixed(2)} ×`,
        bar: { atLeast: 1.3 },
      },
    ],
  };
}

async function ingest(stand: Stand, options: BenchOptions, say: (text: string) => void): Promise<PartResult> {
  const { rounds, warmup, webhooks, latencySeconds } = options.sizes;
  const echoes: IngestRate[] = [];
  const relays: Awaited<ReturnType<typeof measureIngest>>[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`round ${round} of ${rounds}: Express echo`);
    echoes.push(await measureEcho(stand, { warmup, webhooks }));
    say(`round ${round} of ${rounds}: Tocsin's ingest`);
    const seconds = Math.min(latencySeconds, 8);
    relays.push(await measureIngest(stand, { warmup, webhooks, latencySeconds: seconds, ...profiles(options) }));
  }
  const echo = medianBy(echoes, (run) => run.perSecond);
  const { rate } = medianBy(relays, (run) => run.rate.perSecond);
  const { latency: delay } = medianBy(relays, (run) => run.latency.p99);
  const ratio = rate.perSecond / echo.perSecond;
  const { tocsin, redis } = rate.cpuMicros;
  return {
    figures: { echoes, relays },
    rows: [
      {
        part: 'ingest',
        what: 'webhooks a second, to a bare Express echo',
        figures: `${whole(rate.perSecond)}/s (${whole(tocsin)} µs + Redis ${whole(redis)} µs) : ${whole(echo.perSecond)}/s (${whole(echo.cpuMicros.echo)} µs)`,
        value: ratio,
        shown: `${ratio.toFixed(2)} ×`,
        bar: { atLeast: 0.8 },
      },
      {
        part: 'ingest',
        what: '2xx at 70 % of that rate, p99',
        figures: `${whole(delay.perSecond)}/s, p50 ${delay.p50.toFixed(1)} ms`,
        value: delay.p99,
        shown: `${delay.p99.toFixed(1)} ms`,
        bar: { atMost: 100 },
      },
    ],
  };
}

async function latency(stand: Stand, { sizes }: BenchOptions, say: (text: string) => void): Promise<PartResult> {
  say(`200 groups a second for ${sizes.latencySeconds} s`);
  const result = await measureLatency(stand, { warmup: sizes.warmup, perSecond: 200, seconds: sizes.latencySeconds });
  const row = (name: 'p50' | 'p99', atMost: number): Row => ({
    part: 'latency',
    what: `webhook to Slack call at 200 groups a second, ${name}`,
    figures: `${result.messages} messages`,
    value: result[name],
    shown: `${result[name].toFixed(1)} ms`,
    bar: { atMost },
  });
  return { figures: result, rows: [row('p50', 5), row('p99', 40)] };
}

async function neighbour(stand: Stand, { sizes }: BenchOptions, say: (text: string) => void): Promise<PartResult> {
  const { warmup, neighbourGroups: groups, neighbourSeconds: seconds } = sizes;
  return await measureNeighbours(stand, { warmup: Math.min(warmup, 1_500), groups, seconds }, say);
}

async function clicks(stand: Stand, { sizes }: BenchOptions, say: (text: string) => void): Promise<PartResult> {
  return await measureClicks(stand, { perSecond: 200, webhooksPerSecond: 300, seconds: sizes.clickSeconds }, say);
}

async function duplicates(stand: Stand, { sizes }: BenchOptions, say: (text: string) => void): Promise<PartResult> {
  const results = [];
  for (const replicas of [2, 3]) {
    say(`${sizes.duplicateGroups} groups from ${replicas} replicas`);
    results.push(await countDuplicates(stand, { groups: sizes.duplicateGroups, replicas }));
  }
  const rows = results.map(({ replicas, groups, webhooks, extra }) => ({
    part: 'duplicates',
    what: `extra messages from ${replicas} replicas`,
    figures: `${groups} groups, ${webhooks} webhooks`,
    value: extra,
    shown: `${extra}`,
    bar: { atMost: 0 },
  }));
  return { figures: results, rows };
}

async function memory(stand: Stand, { sizes }: BenchOptions, say: (text: string) => void): Promise<PartResult> {
  say(`${sizes.openGroups} open groups`);
  const result = await measureMemory(stand, { groups: sizes.openGroups });
  const mebi = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MiB`;
  const row: Row = {
    part: 'memory',
    what: `resident memory with ${result.groups} open groups`,
    figures: `${result.tenants} tenants; ${mebi(result.before)} before; Redis ${mebi(result.redis)}`,
    value: result.resident,
    shown: mebi(result.resident),
  };
  return { figures: result, rows: [row] };
}

/** Rows that tell a median of time instead of CPU, and what one drawing may take of it. */
const MEDIAN = 'median';
const MAX_RENDER_MICROS = 100;

async function micro(_stand: Stand, { sizes }: BenchOptions, say: (text: string) => void): Promise<PartResult> {
  say('steps by themselves');
  const releasers = new Releasers();
  try {
    const configDir = await serverDirectory('config');
    releasers.add('configuration', () => rm(configDir, { recursive: true, force: true }));
    await writeConfig(configDir, { tenants: 1, teams: TEAMS, onlyIngest: false });
    const worker = await startWorker('micro.js', CORES.measured);
    releasers.add('micro', () => worker.stop());
    const request = { configDir, iterations: sizes.iterations };
    const micros = await worker.call('run', z.record(z.string(), z.number()), request);
    const rows = Object.entries(micros).map(([what, value]) => ({
      part: 'micro',
      what,
      figures: `${what.endsWith(MEDIAN) ? 'time' : 'CPU'} for a group of 3 alerts`,
      value,
      shown: `${value.toFixed(1)} µs`,
      ...(what.endsWith(MEDIAN) ? { bar: { atMost: MAX_RENDER_MICROS } } : {}),
    }));
    return { figures: micros, rows };
  } finally {
    await releasers.close();
  }
}
