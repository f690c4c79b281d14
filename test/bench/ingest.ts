/** Line 3: taking webhooks in, compared with an Express application that only echoes the same bodies. */
import { z } from 'zod';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type Relay, type Stand, startRelay } from './contestants.ts';
import { CORES } from './cores.ts';
import { LoadResult } from './generator-calls.ts';
import { metered } from './process-usage.ts';
import { startWorker } from './worker-calls.ts';

export interface IngestRate {
  readonly perSecond: number;
  /** CPU time a webhook, microseconds, by process. */
  readonly cpuMicros: Readonly<Record<string, number>>;
  readonly foreignCores: number;
}

export interface IngestLatency {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly foreignCores: number;
}

interface Sizes {
  readonly warmup: number;
  readonly webhooks: number;
}

const TENANTS = 40;
const CONCURRENCY = 64;

/** The bare echo, on the core that Tocsin gets else. */
export async function measureEcho(stand: Stand, sizes: Sizes): Promise<IngestRate> {
  const releasers = new Releasers();
  try {
    const echo = await startWorker('echo.js', CORES.measured);
    releasers.add('echo', () => echo.stop());
    const origin = `http://127.0.0.1:${await echo.call('port', z.number())}`;
    return await measureRate(stand, { origin, pids: { echo: echo.pid } }, sizes);
  } finally {
    await releasers.close();
  }
}

/**
 * Tocsin while Slack hangs: the one worker that it is allowed waits for an answer that never comes, so all that the
 * process does is to authenticate, merge, store and answer. Then the same at seven tenths of the rate that was reached.
 */
export async function measureIngest(
  stand: Stand,
  sizes: Sizes & { readonly latencySeconds: number; readonly profileDir?: string },
): Promise<{ readonly rate: IngestRate; readonly latency: IngestLatency }> {
  const releasers = new Releasers();
  try {
    await stand.sink.call('hang', z.undefined(), true);
    const { profileDir } = sizes;
    const relay = await startRelay(releasers, {
      stand,
      tenants: TENANTS,
      onlyIngest: true,
      ...(profileDir === undefined ? {} : { profileDir }),
    });
    const rate = await measureRate(stand, relay, sizes);
    const latency = await measureLatency(stand, relay, {
      from: sizes.warmup + sizes.webhooks,
      perSecond: 0.7 * rate.perSecond,
      seconds: sizes.latencySeconds,
    });
    return { rate, latency };
  } finally {
    // The worker that waits for Slack would hold the relay's end back for a minute.
    await stand.sink.call('hang', z.undefined(), false);
    await stand.sink.call('hangUp', z.undefined());
    await releasers.close();
  }
}

type Target = Pick<Relay, 'origin'> & { readonly pids: Readonly<Record<string, number>> };

async function measureRate(stand: Stand, target: Target, { warmup, webhooks }: Sizes): Promise<IngestRate> {
  await flood(stand, target, { from: 0, to: warmup });
  await prepare(stand, { from: warmup, to: warmup + webhooks });
  const pids = { ...target.pids, generator: stand.generator.pid };
  const { result, usage } = await metered(pids, () => send(stand, target));
  return {
    perSecond: result.sent / ((result.endedAt - result.startedAt) / 1_000),
    cpuMicros: Object.fromEntries(Object.entries(usage.cpuMicros).map(([name, micros]) => [name, micros / webhooks])),
    foreignCores: usage.foreignCores,
  };
}

async function measureLatency(
  stand: Stand,
  relay: Relay,
  { from, perSecond, seconds }: { readonly from: number; readonly perSecond: number; readonly seconds: number },
): Promise<IngestLatency> {
  await prepare(stand, { from, to: from + Math.round(perSecond * seconds) });
  const { result, usage } = await metered({ ...relay.pids, generator: stand.generator.pid }, () =>
    stand.generator.call('paced', LoadResult, { origin: relay.origin, perSecond }),
  );
  if (result.refused > 0) throw new Error(`${result.refused} webhooks were refused:\n${relay.output()}`);
  return { perSecond, ...result.latencyMs, foreignCores: usage.foreignCores };
}

async function prepare(stand: Stand, groups: { readonly from: number; readonly to: number }): Promise<void> {
  await stand.generator.call('prepare', z.number(), { ...groups, tenants: TENANTS, replicas: 1, shuffle: false });
}

async function flood(stand: Stand, target: Target, groups: { from: number; to: number }): Promise<void> {
  await prepare(stand, groups);
  await send(stand, target);
}

async function send(stand: Stand, { origin }: Target): Promise<LoadResult> {
  const load = await stand.generator.call('flood', LoadResult, { origin, concurrency: CONCURRENCY });
  if (load.refused > 0) throw new Error(`${load.refused} of ${load.sent} webhooks were refused`);
  return load;
}
