/**
 * Slack out of reach for an hour that passes in a minute, while thousands of groups fire, change and resolve: how long it
 * takes afterwards until everything is told, against what Slack's limits allow, and whether all of it is true.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Agent } from 'undici';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { freePort } from '../servers/free-port.ts';
import { startRedis } from '../servers/redis.ts';
import { answers, type ServerProcess, serverDirectory, startServerProcess } from '../servers/server-process.ts';
import { waitUntil } from '../servers/wait-until.ts';
import type { PartResult } from './bench-parts.ts';
import { ROOT } from './bench-root.ts';
import { LIMITS, workspaces, writeConfig } from './outage-config.ts';
import { type Drain, drainOf, Judge, type Verdict } from './outage-judge.ts';
import { type GroupStory, storiesFor } from './outage-story.ts';
import { ingestToken, tenantName } from './payloads.ts';
import { metered } from './process-usage.ts';
import { shuffled } from './shuffled.ts';
import type { Row } from './table.ts';

export interface Sizes {
  readonly groups: number;
  /** How long Slack is out of reach. */
  readonly outageMs: number;
}

interface Stage {
  readonly slack: Sandbox;
  readonly redis: Redis;
  readonly origins: readonly string[];
  readonly pids: Readonly<Record<string, number>>;
  readonly output: () => string;
}

const RELAYS = 2;
/** What is told is watched for so long afterwards: nothing may turn stale, and nothing come twice. */
const WATCH_MS = 5_000;

/** `stormAfter`: groups for which a channel's line would be longer are told in a summary. */
export async function measureOutage(
  { groups, outageMs, stormAfter }: Sizes & { readonly stormAfter: string },
  say: (text: string) => void,
): Promise<PartResult> {
  const releasers = new Releasers();
  try {
    const stage = await startStage(releasers, stormAfter);
    const stories = storiesFor(groups, Date.now());
    const judge = new Judge(stage.slack, stories);
    await showBefore(stage, stories);
    say(`Slack is out of reach for ${outageMs / 1_000} s`);
    stage.slack.faults.add({ kind: 'error', error: 'service_unavailable', times: 1_000_000_000 });
    await tell(stage, stories, ({ during }) => during, outageMs);
    const lookedBefore = await looksOf(stage.redis);
    stage.slack.faults.clear();
    const backAt = Date.now();
    say('Slack is back');
    const { result, usage } = await metered(stage.pids, () => comesTrue(judge, say));
    const { verdict, at: trueAt } = result;
    const told = toldBetween(stage.slack, backAt, trueAt);
    const drain = drainOf(stage.slack, told.from, told.to);
    const looks = (await looksOf(stage.redis)) - lookedBefore;
    await pause(WATCH_MS);
    const after = judge.look();
    return resultOf({ groups, stormAfter, told, drain, verdict, after, looks, backAt, usage });
  } finally {
    await releasers.close();
  }
}

async function startStage(releasers: Releasers, stormAfter: string): Promise<Stage> {
  const server = await startRedis();
  releasers.add('Redis', () => server.stop());
  const slack = await startSandbox({ workspaces: workspaces(), limits: LIMITS });
  releasers.add('sandbox', () => slack.close());
  const directory = await serverDirectory('outage');
  releasers.add('configuration', () => rm(directory, { recursive: true, force: true }));
  await writeConfig(directory, { stormAfter });
  const relays: (ServerProcess & { readonly origin: string })[] = [];
  for (let relay = 0; relay < RELAYS; relay++) {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const process_ = await startServerProcess({
      program: process.execPath,
      args: [join(ROOT, 'dist/main.js')],
      directory,
      keepDirectory: true,
      env: {
        PORT: String(port),
        TOCSIN_CONFIG: directory,
        REDIS_URL: server.url,
        SLACK_API_URL: slack.apiUrl,
        LOG_LEVEL: 'warn',
      },
      ready: () => answers(`${origin}/-/ready`),
    });
    releasers.add('relay', () => process_.stop());
    relays.push({ ...process_, origin });
  }
  const redis = new Redis(server.port, '127.0.0.1');
  releasers.add('Redis client', async () => redis.disconnect());
  return {
    slack,
    redis,
    origins: relays.map(({ origin }) => origin),
    pids: { ...Object.fromEntries(relays.map(({ pid }, index) => [`relay${index + 1}`, pid])), redis: server.pid() },
    output: () => relays.map(({ output }) => output().slice(-2_000)).join('\n'),
  };
}

/** What stands in Slack when the outage begins. */
async function showBefore(stage: Stage, stories: readonly GroupStory[]): Promise<void> {
  const shown = stories.filter(({ before }) => before !== undefined);
  await tell(stage, shown, ({ before }) => (before === undefined ? [] : [before]), 1_000);
  const count = () => stage.slack.requestLog.of('chat.postMessage').filter(({ ok }) => ok).length;
  await waitUntil('all that was before is shown', () => count() >= shown.length, {
    timeoutMs: 60_000,
    everyMs: 200,
    details: stage.output,
  });
  // Nothing of it is under way any more.
  await pause(3_000);
}

/** Sends each group's webhooks in order, all of them spread over the time. Resolves when all are taken. */
async function tell(
  { origins, output }: Stage,
  stories: readonly GroupStory[],
  bodiesOf: (story: GroupStory) => readonly string[],
  forMs: number,
): Promise<void> {
  const agent = new Agent({ connections: 32 });
  const startedAt = Date.now();
  const order = shuffled(stories);
  await Promise.all(
    order.map(async (story, place) => {
      const bodies = bodiesOf(story);
      for (const [number, body] of bodies.entries()) {
        const share = (number + (place + 1) / order.length) / bodies.length;
        await pause(Math.max(0, startedAt + share * forMs - Date.now()));
        const tenant = tenantName(story.tenant);
        const { statusCode, body: answer } = await agent.request({
          origin: origins[(place + number) % origins.length] ?? '',
          path: `/v1/tenants/${tenant}/alertmanager`,
          method: 'POST',
          headers: { authorization: `Bearer ${ingestToken(tenant)}`, 'content-type': 'application/json' },
          body,
        });
        await answer.dump();
        if (statusCode !== 200) throw new Error(`a webhook was answered with ${statusCode}:\n${output()}`);
      }
    }),
  );
  await agent.close();
}

/** When nothing more comes for so long, what is missing by then does not come. */
const PATIENCE_MS = 15_000;

/** Until Slack shows what is true, or no group's part of it gets better any more. */
async function comesTrue(judge: Judge, say: (text: string) => void): Promise<{ verdict: Verdict; at: number }> {
  let best = Number.POSITIVE_INFINITY;
  let at = Date.now();
  for (;;) {
    const lookedAt = Date.now();
    const verdict = judge.look();
    const left = verdict.lost.length + verdict.stale.length;
    if (left < best) [best, at] = [left, lookedAt];
    if (left === 0 || Date.now() - at > PATIENCE_MS) return { verdict, at };
    if (Math.floor(lookedAt / 1_000) % 10 === 0) {
      say(`${verdict.lost.length} groups wait, ${verdict.stale.length} are out of date`);
    }
    await pause(1_000);
  }
}

/** From the first call that Slack took again to the last one before all was true. */
function toldBetween(slack: Sandbox, backAt: number, trueAt: number): { readonly from: number; readonly to: number } {
  const taken = slack.requestLog
    .all()
    .filter(({ at, ok, method }) => at >= backAt && at <= trueAt && ok && method.startsWith('chat.'));
  return { from: taken[0]?.at ?? backAt, to: taken.at(-1)?.at ?? Number.POSITIVE_INFINITY };
}

/** How often a group's delivery was begun and ended: each ends with one HDEL. */
async function looksOf(redis: Redis): Promise<number> {
  const found = /cmdstat_hdel:calls=(\d+)/.exec(await redis.info('commandstats'));
  return Number(found?.[1] ?? 0);
}

function resultOf(facts: {
  readonly groups: number;
  readonly stormAfter: string;
  readonly told: { readonly from: number; readonly to: number };
  readonly drain: Drain;
  readonly verdict: Verdict;
  readonly after: Verdict;
  readonly looks: number;
  readonly backAt: number;
  readonly usage: { readonly cpuMicros: Readonly<Record<string, number>>; readonly foreignCores: number };
}): PartResult {
  const { groups, stormAfter, told, drain, after, looks, backAt } = facts;
  const tookMs = told.to - told.from;
  const value = tookMs / drain.idealMs;
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  const what = `after an outage, ${groups} groups, storm_after ${stormAfter}`;
  const count = (name: keyof Verdict): Row => ({
    part: 'outage',
    what: `${what}: ${name}`,
    figures: after[name].slice(0, 3).join(' '),
    value: after[name].length,
    shown: `${after[name].length}`,
    bar: { atMost: 0 },
  });
  return {
    figures: facts,
    rows: [
      {
        part: 'outage',
        what: `${what}: time until all is told, to what the limits allow`,
        figures: `${seconds(tookMs)} : ${seconds(drain.idealMs)}; ${drain.posts} posts, ${drain.updates} updates (${drain.again} again), ${drain.refused} refused; begun after ${seconds(told.from - backAt)}; ${(looks / drain.calls).toFixed(1)} looks a call`,
        value,
        shown: `${value.toFixed(2)} ×`,
        bar: { atMost: 1.1 },
      },
      count('lost'),
      count('doubled'),
      count('stale'),
    ],
  };
}
