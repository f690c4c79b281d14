/** Lines 4 to 6: how fast a message follows its webhook, whether copies make messages, and what open groups weigh. */
import { z } from 'zod';
import { Releasers } from '../../src/core/lifecycle.ts';
import { tellRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { GROUPS_PER_TENANT } from './bench-config.ts';
import { type Relay, type Stand, sinkCount, sinkSees, startRelay } from './contestants.ts';
import { LoadResult } from './generator-calls.ts';
import { percentiles } from './percentiles.ts';
import { metered, residentBytes } from './process-usage.ts';

const Times = z.array(z.tuple([z.number(), z.number()]));

export interface Latency {
  readonly perSecond: number;
  readonly messages: number;
  readonly p50: number;
  readonly p99: number;
  readonly foreignCores: number;
}

/**
 * From the sending of a webhook to the moment when the sink begins to read the Slack call: the sink's own time is not
 * in it. Webhooks go out at this rate, whatever comes back.
 */
export async function measureLatency(
  stand: Stand,
  options: { readonly warmup: number; readonly perSecond: number; readonly seconds: number },
): Promise<Latency> {
  const { warmup, perSecond, seconds } = options;
  return await withRelay(stand, { groups: warmup + perSecond * seconds }, async (relay, tenants) => {
    await send(stand, relay, { from: 0, to: warmup, tenants, replicas: 1, shuffle: false });
    await sinkSees(stand, warmup, relay.output);
    await stand.sink.call('forget', z.undefined());
    const to = warmup + perSecond * seconds;
    await stand.generator.call('prepare', z.number(), { from: warmup, to, tenants, replicas: 1, shuffle: false });
    const pids = { ...relay.pids, sink: stand.sink.pid, generator: stand.generator.pid };
    const { result, usage } = await metered(pids, async () => {
      const load = await stand.generator.call('paced', LoadResult, { origin: relay.origin, perSecond });
      await sinkSees(stand, to - warmup, relay.output);
      return load;
    });
    const seenAt = new Map(await stand.sink.call('seenAt', Times));
    const delays = result.sentAt.map(([group, sentAt]) => (seenAt.get(group) ?? Number.POSITIVE_INFINITY) - sentAt);
    return { perSecond, messages: delays.length, ...percentiles(delays), foreignCores: usage.foreignCores };
  });
}

export interface Duplicates {
  readonly replicas: number;
  readonly groups: number;
  readonly webhooks: number;
  /** Calls to Slack beyond one for each group. */
  readonly extra: number;
}

/** Every replica sends every group; which comes when is shuffled over the whole run. */
export async function countDuplicates(
  stand: Stand,
  options: { readonly groups: number; readonly replicas: number },
): Promise<Duplicates> {
  const { groups, replicas } = options;
  return await withRelay(stand, { groups }, async (relay, tenants) => {
    const load = await send(stand, relay, { from: 0, to: groups, tenants, replicas, shuffle: true });
    await sinkSees(stand, groups, relay.output);
    await isQuiet(relay);
    const { calls } = await sinkCount(stand);
    return { replicas, groups, webhooks: load.sent, extra: calls - groups };
  });
}

export interface Memory {
  readonly groups: number;
  readonly tenants: number;
  /** Bytes, resident: before the first group, and with all of them open and shown. */
  readonly before: number;
  readonly resident: number;
  readonly redis: number;
}

export async function measureMemory(stand: Stand, options: { readonly groups: number }): Promise<Memory> {
  const { groups } = options;
  return await withRelay(stand, { groups }, async (relay, tenants) => {
    const before = residentBytes(relay.pids.tocsin);
    // In parts, so that what is measured are groups, not a queue of deliveries.
    for (let from = 0; from < groups; from += 5_000) {
      const to = Math.min(groups, from + 5_000);
      await send(stand, relay, { from, to, tenants, replicas: 1, shuffle: false });
      await sinkSees(stand, to, relay.output);
    }
    await isQuiet(relay);
    const used = /used_memory:(\d+)/.exec(await tellRedis(relay.redisPort, 'INFO memory'));
    return { groups, tenants, before, resident: residentBytes(relay.pids.tocsin), redis: Number(used?.[1]) };
  });
}

async function withRelay<T>(
  stand: Stand,
  { groups }: { readonly groups: number },
  work: (relay: Relay, tenants: number) => Promise<T>,
): Promise<T> {
  const releasers = new Releasers();
  try {
    await stand.sink.call('forget', z.undefined());
    const tenants = Math.ceil(groups / GROUPS_PER_TENANT);
    return await work(await startRelay(releasers, { stand, tenants }), tenants);
  } finally {
    await releasers.close();
  }
}

async function send(
  stand: Stand,
  relay: Relay,
  webhooks: { from: number; to: number; tenants: number; replicas: number; shuffle: boolean },
): Promise<LoadResult> {
  await stand.generator.call('prepare', z.number(), webhooks);
  const load = await stand.generator.call('flood', LoadResult, { origin: relay.origin, concurrency: 64 });
  if (load.refused > 0) throw new Error(`${load.refused} webhooks were refused:\n${relay.output()}`);
  return load;
}

/** Waits until nothing is due any more, by the relay's own metrics, so that every call that could come has come. */
export async function isQuiet({ origin }: Relay): Promise<void> {
  await waitUntil(
    'nothing is due',
    async () => {
      const page = await (await fetch(`${origin}/metrics`)).text();
      const due = [...page.matchAll(/^tocsin_due_groups\{[^}]*\} (\d+)$/gm)];
      return due.length > 0 && due.every(([, count]) => count === '0');
    },
    { timeoutMs: 60_000, everyMs: 200 },
  );
}
