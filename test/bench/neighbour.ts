/** Line 7: how long the groups of quiet tenants take to Slack, alone and while another tenant has a storm. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Releasers } from '../../src/core/lifecycle.ts';
import type { PartResult } from './bench-parts.ts';
import { type Relay, type Stand, sinkSees, startRelay } from './contestants.ts';
import { CORES } from './cores.ts';
import { LoadResult } from './generator-calls.ts';
import { percentiles } from './percentiles.ts';
import { metered } from './process-usage.ts';
import { startWorker, type Worker } from './worker-calls.ts';

const Times = z.array(z.tuple([z.number(), z.number()]));

/** Several, so that a percentile of one group a second means something within a minute. */
const QUIET_TENANTS = 20;
/** The noisy one is the first; what the relay is warmed up with belongs to others again. */
const WARM_TENANTS = 6;
const TENANTS = 1 + QUIET_TENANTS + WARM_TENANTS;
/** Numbers of groups, so that nobody's are another's. */
const QUIET_FROM = 100_000;
const WARM_FROM = 200_000;

export interface Neighbour {
  readonly storm: string;
  readonly quiet: { readonly p50: number; readonly p99: number };
  readonly stormy: { readonly p50: number; readonly p99: number };
  readonly messages: number;
  /** Of the storm, in the order in which the webhooks were sent, milliseconds. */
  readonly delays: readonly number[];
  /** Cores that the relay used in the storm. */
  readonly coresUsed: number;
  readonly foreignCores: number;
}

interface Sizes {
  readonly warmup: number;
  /** Of the noisy tenant. */
  readonly groups: number;
  /** How long the quiet tenants are watched, once alone and once in the storm. */
  readonly seconds: number;
}

/** Both storms: at the rate that fills the watch, and all at once. */
export async function measureNeighbours(stand: Stand, sizes: Sizes, say: (text: string) => void): Promise<PartResult> {
  const steady = Math.round(sizes.groups / sizes.seconds);
  const results: Neighbour[] = [];
  for (const perSecond of [steady, undefined]) {
    const storm = perSecond === undefined ? 'all at once' : `${perSecond} a second`;
    say(`${sizes.groups} groups of one tenant, ${storm}; ${QUIET_TENANTS} others with one a second each`);
    results.push({ storm, ...(await measureNeighbour(stand, { ...sizes, perSecond })) });
  }
  const rows = results.map(({ storm, quiet, stormy, messages, coresUsed }) => {
    const ratio = stormy.p99 / quiet.p99;
    const ms = (value: number): string => value.toFixed(1);
    return {
      part: 'neighbour',
      what: `webhook to Slack call of quiet tenants, p99, while another sends ${sizes.groups} groups ${storm}`,
      figures: `${ms(stormy.p99)} ms : ${ms(quiet.p99)} ms quiet; p50 ${ms(stormy.p50)} : ${ms(quiet.p50)} ms; ${messages} messages; ${coresUsed.toFixed(2)} cores`,
      value: ratio,
      shown: `${ratio.toFixed(2)} ×`,
      bar: { atMost: 2 },
    };
  });
  return { rows, figures: results };
}

async function measureNeighbour(
  stand: Stand,
  { warmup, groups, seconds, perSecond }: Sizes & { readonly perSecond: number | undefined },
): Promise<Omit<Neighbour, 'storm'>> {
  const releasers = new Releasers();
  try {
    await stand.sink.call('forget', z.undefined());
    const relay = await startRelay(releasers, { stand, tenants: TENANTS });
    const noisy = await startWorker('generator.js', CORES.others);
    releasers.add('generator of the noisy tenant', () => noisy.stop());
    const watch = (from: number) => watchQuiet(stand, relay, { from, seconds });
    await prepare(stand.generator, {
      from: WARM_FROM,
      count: warmup,
      firstTenant: 1 + QUIET_TENANTS,
      tenants: WARM_TENANTS,
    });
    await stand.generator.call('flood', LoadResult, { origin: relay.origin, concurrency: 64 });
    await sinkSees(stand, warmup, relay.output);
    const pids = { ...relay.pids, sink: stand.sink.pid, generator: stand.generator.pid, noisy: noisy.pid };
    const quiet = await watch(QUIET_FROM);
    await prepare(noisy, { from: 0, count: groups, firstTenant: 0, tenants: 1 });
    const { result: stormy, usage } = await metered(pids, async () => {
      const load = { origin: relay.origin, ...(perSecond === undefined ? { concurrency: 64 } : { perSecond }) };
      const storm = noisy.call(perSecond === undefined ? 'flood' : 'paced', LoadResult, load);
      const delays = await watch(QUIET_FROM + seconds * QUIET_TENANTS);
      const { refused } = await storm;
      if (refused > 0) throw new Error(`${refused} webhooks were refused:\n${relay.output()}`);
      return delays;
    });
    return {
      quiet: percentiles(quiet),
      stormy: percentiles(stormy),
      delays: stormy.map((delay) => Number(delay.toFixed(1))),
      messages: seconds * QUIET_TENANTS,
      coresUsed: (usage.cpuMicros.tocsin ?? 0) / (usage.seconds * 1_000_000),
      foreignCores: usage.foreignCores,
    };
  } finally {
    await releasers.close();
  }
}

/** How long each of the quiet tenants' groups took, milliseconds. */
async function watchQuiet(
  stand: Stand,
  relay: Relay,
  { from, seconds }: { readonly from: number; readonly seconds: number },
): Promise<readonly number[]> {
  const count = seconds * QUIET_TENANTS;
  await prepare(stand.generator, { from, count, firstTenant: 1, tenants: QUIET_TENANTS });
  const load = await stand.generator.call('paced', LoadResult, { origin: relay.origin, perSecond: QUIET_TENANTS });
  // The last ones may still be under way; what has not come after this is as good as lost.
  await pause(2_000);
  const seenAt = new Map(await stand.sink.call('seenAt', Times));
  return load.sentAt.map(([group, sentAt]) => (seenAt.get(group) ?? Number.POSITIVE_INFINITY) - sentAt);
}

async function prepare(
  generator: Worker,
  {
    from,
    count,
    ...tenants
  }: { readonly from: number; readonly count: number; readonly firstTenant: number; readonly tenants: number },
): Promise<void> {
  await generator.call('prepare', z.number(), { from, to: from + count, ...tenants, replicas: 1, shuffle: false });
}
