/** Lines 1 and 2: the same groups to the same sink, by Alertmanager's own Slack notifier and by Tocsin. */
import { z } from 'zod';
import { Releasers } from '../../src/core/lifecycle.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { GROUPS_PER_TENANT } from './bench-config.ts';
import {
  type Baseline,
  type Relay,
  type Stand,
  sinkCount,
  sinkSees,
  startBaseline,
  startRelay,
} from './contestants.ts';
import { LoadResult } from './generator-calls.ts';
import { metered, type Usage } from './process-usage.ts';
import { monotonicMs } from './worker-calls.ts';

export interface Throughput {
  readonly notifications: number;
  readonly perSecond: number;
  /** CPU time a notification, microseconds, by process. */
  readonly cpuMicros: Readonly<Record<string, number>>;
  /** Cores that the contestant's own process used while it worked. */
  readonly coresUsed: number;
  readonly foreignCores: number;
}

/** So many groups are given at once, each in a request of its own, and so many may wait: always work, never a queue that times out. */
const BATCH = 25;
const BACKLOG = 250;

/** Alertmanager alone, from the first alert that it is given to the last message that arrives. */
export async function measureBaseline(stand: Stand, options: { warmup: number; groups: number }): Promise<Throughput> {
  const releasers = new Releasers();
  try {
    await stand.sink.call('forget', z.undefined());
    const baseline = await startBaseline(releasers, stand);
    await feed(stand, baseline, { from: 0, to: options.warmup });
    const to = options.warmup + options.groups;
    const startedAt = monotonicMs();
    const pids = { ...baseline.pids, sink: stand.sink.pid, generator: stand.generator.pid };
    const { result, usage } = await metered(pids, () => feed(stand, baseline, { from: options.warmup, to }));
    return throughputOf(options.groups, { startedAt, endedAt: result, usage, contestant: 'alertmanager' });
  } finally {
    await releasers.close();
  }
}

/** Gives Alertmanager these groups; resolves with when the last message arrived. */
async function feed(stand: Stand, { origin }: Baseline, { from, to }: { from: number; to: number }): Promise<number> {
  for (let next = from; next < to; next += BATCH) {
    await waitUntil('Alertmanager keeps up', async () => next - (await sinkCount(stand)).groups < BACKLOG, {
      everyMs: 2,
    });
    const batch = { origin, from: next, to: Math.min(to, next + BATCH), tenants: 1 };
    await stand.generator.call('postAlerts', z.undefined(), batch);
  }
  return (await sinkSees(stand, to)).lastAt;
}

/** Tocsin on one core with Redis beside it, from the first webhook that is sent to the last message that arrives. */
export async function measureRelay(
  stand: Stand,
  options: { readonly warmup: number; readonly groups: number; readonly profileDir?: string },
): Promise<Throughput> {
  const releasers = new Releasers();
  try {
    await stand.sink.call('forget', z.undefined());
    const to = options.warmup + options.groups;
    const tenants = Math.ceil(to / GROUPS_PER_TENANT);
    const relay = await startRelay(releasers, { ...options, stand, tenants });
    await flood(stand, relay, { from: 0, to: options.warmup, tenants });
    await stand.generator.call('prepare', z.number(), {
      from: options.warmup,
      to,
      tenants,
      replicas: 1,
      shuffle: false,
    });
    const pids = { ...relay.pids, sink: stand.sink.pid, generator: stand.generator.pid };
    const { result, usage } = await metered(pids, () => send(stand, relay, to));
    return throughputOf(options.groups, { ...result, usage, contestant: 'tocsin' });
  } finally {
    await releasers.close();
  }
}

async function flood(stand: Stand, relay: Relay, groups: { from: number; to: number; tenants: number }) {
  await stand.generator.call('prepare', z.number(), { ...groups, replicas: 1, shuffle: false });
  return await send(stand, relay, groups.to);
}

async function send(stand: Stand, relay: Relay, groups: number): Promise<{ startedAt: number; endedAt: number }> {
  const load = await stand.generator.call('flood', LoadResult, { origin: relay.origin, concurrency: 64 });
  if (load.refused > 0) throw new Error(`${load.refused} webhooks were refused:\n${relay.output()}`);
  const { lastAt } = await sinkSees(stand, groups, relay.output);
  return { startedAt: load.startedAt, endedAt: lastAt };
}

function throughputOf(
  notifications: number,
  measured: { startedAt: number; endedAt: number; usage: Usage; contestant: string },
): Throughput {
  const { startedAt, endedAt, usage, contestant } = measured;
  return {
    notifications,
    perSecond: notifications / ((endedAt - startedAt) / 1_000),
    cpuMicros: Object.fromEntries(
      Object.entries(usage.cpuMicros).map(([name, micros]) => [name, micros / notifications]),
    ),
    coresUsed: (usage.cpuMicros[contestant] ?? 0) / 1_000_000 / usage.seconds,
    foreignCores: usage.foreignCores,
  };
}
