/** One seed: relays, Redis and Slack are started, struck while groups live their lives, and judged once all is quiet. */
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { serverDirectory } from '../servers/server-process.ts';
import { tellStories } from './alertmanagers.ts';
import { workspaces, writeConfig } from './chaos-config.ts';
import type { ChaosOptions } from './chaos-options.ts';
import type { CrashPoint } from './crash-points.ts';
import { storiesFor } from './group-story.ts';
import { isAtRest, judge, type Verdict } from './judge.ts';
import { randomFrom } from './random.ts';
import { Replica } from './replica.ts';
import type { SlackCalls } from './slack-proxy.ts';
import { strikesFor } from './strikes.ts';

export interface ChaosResult extends Verdict {
  readonly options: ChaosOptions;
  /** Groups of which something was answered with 2xx. */
  readonly accepted: number;
  readonly kills: ReadonlyMap<CrashPoint, number>;
  readonly cuts: number;
  readonly hangs: number;
  readonly redisKills: number;
  readonly calls: SlackCalls;
  readonly seconds: number;
  /** What the relays wrote last, for whoever looks into a fault. */
  readonly outputs: readonly string[];
}

export interface Progress {
  readonly told: number;
  readonly kills: number;
}

const REPLICAS = 2;
/** Longer than a lease, the longest back-off that faults in a row lead to, and a search take together. */
const REST_MS = 180_000;

type RunOptions = ChaosOptions & { readonly root: string; readonly signal?: AbortSignal };

/** Rejects with the signal's reason when it is aborted; whatever was started is stopped then, too. */
export async function runChaos(
  options: RunOptions,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<ChaosResult> {
  const releasers = new Releasers();
  try {
    const result = play(options, releasers, onProgress);
    return await (options.signal === undefined ? result : Promise.race([result, interruption(options.signal)]));
  } finally {
    await releasers.close();
  }
}

function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function play(
  options: RunOptions,
  releasers: Releasers,
  onProgress: (progress: Progress) => void,
): Promise<ChaosResult> {
  const startedAt = performance.now();
  const redis = await startRedis();
  releasers.add('Redis', () => redis.stop());
  const slack = await startSandbox({ workspaces: workspaces(), recordRequests: 0 });
  releasers.add('sandbox', () => slack.close());
  const configDir = await serverDirectory('chaos');
  releasers.add('configuration', () => rm(configDir, { recursive: true }));
  await writeConfig(configDir);
  const parts = { ...options, configDir, redisPort: redis.port, slackUrl: slack.url };
  const replicas = await Promise.all(
    Array.from({ length: REPLICAS }, async (_, number) => {
      const replica = await Replica.start({ ...parts, number });
      releasers.add('relay', () => replica.end());
      return replica;
    }),
  );
  const struck = new Struck(options, onProgress);
  const [ledger] = await Promise.all([
    tellStories({
      stories: storiesFor(options, Date.now()),
      urls: urlsOf(replicas),
      random: randomFrom(options.seed, 'stories told'),
      mayGo: (share) => struck.hasCaughtUp(share),
      sent: (share) => struck.noteTold(share),
    }),
    ...replicas.map((replica, number) => strikeAll(replica, number, { options, struck })),
    killRedis(redis, { options, struck }),
  ]);
  const client = new Redis(redis.port, '127.0.0.1');
  releasers.add('Redis client', async () => client.disconnect());
  const isQuiet = await comesToRest(client);
  const verdict = await judge({ ledger, slack, redis: client });
  return {
    ...verdict,
    ...(isQuiet ? {} : { astray: [...verdict.astray, 'something is still due'] }),
    options,
    accepted: ledger.size,
    ...struck.counts,
    calls: sumOf(replicas.map(({ calls }) => calls)),
    seconds: (performance.now() - startedAt) / 1_000,
    outputs: replicas.map(({ output }) => output),
  };
}

/** How far stories and strikes have come: neither runs away from the other, so that there is always work to interrupt. */
class Struck {
  readonly counts = { kills: new Map<CrashPoint, number>(), cuts: 0, hangs: 0, redisKills: 0 };
  readonly #kills: number;
  readonly #onProgress: (progress: Progress) => void;
  #killed = 0;
  #told = 0;

  constructor({ kills }: ChaosOptions, onProgress: (progress: Progress) => void) {
    this.#kills = kills;
    this.#onProgress = onProgress;
  }

  noteTold(share: number): void {
    this.#told = share;
    this.#onProgress({ told: share, kills: this.#killed });
  }

  noteStrike(action: 'kill' | 'cut' | 'hang', point: CrashPoint): void {
    if (action === 'cut') this.counts.cuts += 1;
    else if (action === 'hang') this.counts.hangs += 1;
    else {
      this.#killed += 1;
      this.counts.kills.set(point, (this.counts.kills.get(point) ?? 0) + 1);
      this.#onProgress({ told: this.#told, kills: this.#killed });
    }
  }

  /** Until so many kills have come that this much may be told. */
  async hasCaughtUp(share: number): Promise<void> {
    const isDue = () => this.#killed >= this.#kills || share * this.#kills <= this.#killed + REPLICAS;
    while (!isDue()) await pause(10);
  }

  /** Until so much is told that this kill may come. */
  async isTold(share: number): Promise<void> {
    while (this.#told < Math.min(share, 0.99)) await pause(10);
  }
}

interface Run {
  readonly options: RunOptions;
  readonly struck: Struck;
}

async function strikeAll(replica: Replica, number: number, { options, struck }: Run): Promise<void> {
  const strikes = strikesFor(number, REPLICAS, options);
  const kills = strikes.filter(({ action }) => action === 'kill').length;
  let killed = 0;
  for (const strike of strikes) {
    // By kills as the stories are, or both could wait for each other.
    await struck.isTold((killed - 1) / kills);
    const point = await replica.suffer(strike);
    struck.noteStrike(strike.action, point);
    if (strike.action === 'kill') killed += 1;
  }
}

/** Redis itself: killed, away for a moment, and started again with what it had on disk. */
async function killRedis(redis: RedisServer, { options, struck }: Run): Promise<void> {
  const random = randomFrom(options.seed, 'Redis');
  for (let kill = 1; kill <= options.redisKills; kill++) {
    await struck.isTold((kill - random.next()) / options.redisKills);
    await redis.kill();
    await pause(random.between(0, 500));
    options.signal?.throwIfAborted();
    await redis.restart();
    struck.counts.redisKills += 1;
  }
}

async function comesToRest(client: Redis): Promise<boolean> {
  const deadline = performance.now() + REST_MS;
  while (performance.now() < deadline) {
    if (await isAtRest(client)) return true;
    await pause(200);
  }
  return false;
}

function urlsOf(replicas: readonly Replica[]): readonly [string, ...string[]] {
  const [first, ...others] = replicas.map(({ url }) => url);
  if (first === undefined) throw new Error('there are no relays');
  return [first, ...others];
}

function sumOf(all: readonly SlackCalls[]): SlackCalls {
  const sum = (name: keyof SlackCalls): number => all.reduce((total, calls) => total + calls[name], 0);
  return { answered: sum('answered'), carriedOutInSilence: sum('carriedOutInSilence'), dropped: sum('dropped') };
}
