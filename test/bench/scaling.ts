/** Whether more worker processes bring more, and whether a notification costs more where many groups are open. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { Releasers } from '../../src/core/lifecycle.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { GROUPS_PER_TENANT } from './bench-config.ts';
import { type Relay, type Stand, sinkSees, startRelay } from './contestants.ts';
import { pin } from './cores.ts';
import { canHold, hold } from './cpu-share.ts';
import { LoadResult } from './generator-calls.ts';
import { metered } from './process-usage.ts';

export interface Scaled {
  readonly workers: number;
  readonly perSecond: number;
  /** CPU time of relay and Redis a notification, microseconds. */
  readonly cpuMicros: number;
  readonly foreignCores: number;
}

/**
 * The part of a core that each worker may use, so that the most of them, with Redis, generator and sink, leave the
 * machine something to spare; undefined where they have cores enough, or where nothing can be held.
 */
export function shareOf(mostWorkers: number): number | undefined {
  const cores = availableParallelism();
  return cores >= mostWorkers + 2 || !canHold() ? undefined : cores / 2 / mostWorkers;
}

/** Redis, generator and sink need cores of their own, or more workers only take theirs away. */
export const canScaleTo = (workers: number): boolean => availableParallelism() >= workers + 2;

/**
 * From the first webhook to the last message, with so many workers on one port, on all cores of the machine. Each of
 * them is warmed up by as many groups.
 */
export async function measureWorkers(
  stand: Stand,
  options: {
    readonly workers: number;
    /** The part of a core that each may use. */
    readonly share: number | undefined;
    readonly warmup: number;
    readonly groups: number;
  },
): Promise<Scaled> {
  const { workers, share, groups } = options;
  const warmup = options.warmup * workers;
  const releasers = new Releasers();
  try {
    await stand.sink.call('forget', z.undefined());
    const tenants = Math.ceil((warmup + groups) / GROUPS_PER_TENANT);
    const relay = await startRelay(releasers, { stand, tenants, workers });
    await allServe(relay, workers);
    const pids = onAllCores(relay);
    const children = childrenOf(relay.pids.tocsin);
    await send(stand, relay, { from: 0, to: warmup, tenants, workers });
    const webhooks = { from: warmup, to: warmup + groups, tenants, workers };
    await prepare(stand, webhooks);
    if (share !== undefined) {
      for (const pid of Object.values(workers === 1 ? { tocsin: relay.pids.tocsin } : children)) {
        const held = hold(pid, share);
        releasers.add('share of a core', async () => held.release());
      }
    }
    const all = { ...pids, sink: stand.sink.pid, generator: stand.generator.pid };
    const { result, usage } = await metered(all, () => sendPrepared(stand, relay, webhooks));
    const micros = Object.keys(pids).reduce((sum, name) => sum + (usage.cpuMicros[name] ?? 0), 0);
    const seconds = (result.endedAt - result.startedAt) / 1_000;
    return {
      workers,
      perSecond: groups / seconds,
      cpuMicros: micros / groups,
      foreignCores: usage.foreignCores,
    };
  } finally {
    await releasers.close();
  }
}

export interface CostAt {
  readonly openGroups: number;
  readonly cpuMicros: number;
  readonly redisMicros: number;
  readonly foreignCores: number;
}

/** CPU time a notification of a new group, in one relay, while few groups are open and when many are. */
export async function measureOpenGroups(
  stand: Stand,
  options: {
    readonly few: number;
    readonly many: number;
    readonly groups: number;
    readonly say: (text: string) => void;
  },
): Promise<readonly CostAt[]> {
  const { few, many, groups, say } = options;
  const releasers = new Releasers();
  try {
    await stand.sink.call('forget', z.undefined());
    const tenants = Math.ceil((many + 2 * groups) / GROUPS_PER_TENANT);
    const relay = await startRelay(releasers, { stand, tenants });
    const costs: CostAt[] = [];
    let open = 0;
    for (const openGroups of [few, many]) {
      for (; open < openGroups; open = Math.min(openGroups, open + 5_000)) {
        await send(stand, relay, { from: open, to: Math.min(openGroups, open + 5_000), tenants });
      }
      say(`${openGroups} are open`);
      await prepare(stand, { from: open, to: open + groups, tenants });
      open += groups;
      const { usage } = await metered(relay.pids, () => sendPrepared(stand, relay, { to: open }));
      const { tocsin = 0, redis = 0 } = usage.cpuMicros;
      const { foreignCores } = usage;
      costs.push({ openGroups, cpuMicros: (tocsin + redis) / groups, redisMicros: redis / groups, foreignCores });
    }
    return costs;
  } finally {
    await releasers.close();
  }
}

export async function allServe({ origin }: Relay, workers: number): Promise<void> {
  // A thousand tenants take a worker several seconds to read.
  const patience = { timeoutMs: 90_000, everyMs: 200 };
  await waitUntil(
    'all workers serve',
    async () => {
      const page = await (await fetch(`${origin}/metrics`)).text();
      return page.includes(`\ntocsin_workers ${workers}\n`);
    },
    patience,
  );
}

/** Lets the relay's workers and its Redis use the whole machine; their process ids. */
export function onAllCores({ pids }: Relay): Readonly<Record<string, number>> {
  const all = { ...pids, ...childrenOf(pids.tocsin) };
  for (const pid of Object.values(all)) pin(pid, `0-${availableParallelism() - 1}`);
  return all;
}

function childrenOf(pid: number): Readonly<Record<string, number>> {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return Object.fromEntries(children.map((child, index) => [`worker${index + 1}`, Number(child)]));
}

interface Webhooks {
  readonly from: number;
  readonly to: number;
  readonly tenants: number;
  readonly workers?: number;
}

async function prepare(stand: Stand, webhooks: Webhooks): Promise<void> {
  await stand.generator.call('prepare', z.number(), { ...webhooks, replicas: 1, shuffle: false });
}

/** Sends webhooks of new groups as fast as they are answered, and waits until all are told. */
export async function send(stand: Stand, relay: Relay, webhooks: Webhooks): Promise<void> {
  await prepare(stand, webhooks);
  await sendPrepared(stand, relay, webhooks);
}

/** So many webhooks are under way for each worker: what comes together is written, stored and answered together. */
const CONCURRENCY = 64;

async function sendPrepared(stand: Stand, relay: Relay, { to: groups, workers = 1 }: { to: number; workers?: number }) {
  const concurrency = CONCURRENCY * workers;
  const load = await stand.generator.call('flood', LoadResult, { origin: relay.origin, concurrency });
  if (load.refused > 0) throw new Error(`${load.refused} webhooks were refused:\n${relay.output()}`);
  const { lastAt } = await sinkSees(stand, groups, relay.output);
  return { startedAt: load.startedAt, endedAt: lastAt };
}
