/**
 * Relays that are killed while they work, on a real Redis, with a Slack that takes messages without saying so. Keeps a
 * ledger of what was accepted with 2xx and compares it with what stands in Slack. The same seed kills alike.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { freePort } from '../servers/free-port.ts';
import { startRedis } from '../servers/redis.ts';
import { answers, type ServerProcess, serverDirectory, startServerProcess } from '../servers/server-process.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { textOf } from './slack-channel.ts';
import { webhookOf } from './webhooks.ts';

export interface Schedule {
  readonly seed: number;
  readonly groups: number;
  readonly kills: number;
  /** How many of a hundred posts Slack takes and answers with a reset, or by hanging. */
  readonly ambiguousPercent: number;
}

/** By group: how many messages tell it, and whether the last one says what was accepted last. */
export interface Verdict {
  readonly accepted: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly stale: readonly string[];
  readonly kills: number;
}

const ROOT = new URL('../..', import.meta.url).pathname;
const TOKEN = 'ingest-token-of-the-ledger';
const REPLICAS = 2;

const TOCSIN = `
ingest: { dedupe_window: 1s }
delivery:
  lease: 5s
  sweep_interval: 200ms
  channel_posts_per_second: 10
  channel_burst: 20
  workspace_posts_per_minute: 2000
  workspace_updates_per_minute: 1000
slack: { timeout: 1s }
`;

const CHANNELS = Array.from({ length: 8 }, (_, index) => `C0CHAOS${index}`);

export async function runSchedule(schedule: Schedule): Promise<Verdict> {
  const releasers = new Releasers();
  try {
    const random = randomFrom(schedule.seed);
    const redis = await startRedis();
    releasers.add('Redis', () => redis.stop());
    const slack = await startSandbox({ workspaces: [workspace()] });
    releasers.add('sandbox', () => slack.close());
    const directory = await serverDirectory('crashes');
    releasers.add('configuration', () => rm(directory, { recursive: true }));
    await writeConfig(directory);
    const replicas = await Promise.all(
      Array.from({ length: REPLICAS }, async () => {
        const replica = new Replica({ port: await freePort(), directory, redisUrl: redis.url, slackUrl: slack.apiUrl });
        releasers.add('relay', () => replica.end());
        await replica.start();
        return replica;
      }),
    );
    const ledger = new Map<string, string>();
    const killing = killAtRandom(replicas, { random, kills: schedule.kills });
    await sendAll({ schedule, replicas, slack, random, ledger });
    const kills = await killing;
    await settle(slack);
    return judge(slack, ledger, kills);
  } finally {
    await releasers.close();
  }
}

/** One relay process at a port of its own, which may be killed and started again. */
class Replica {
  readonly #where: {
    readonly port: number;
    readonly directory: string;
    readonly redisUrl: string;
    readonly slackUrl: string;
  };
  #process: ServerProcess | undefined;

  constructor(where: { port: number; directory: string; redisUrl: string; slackUrl: string }) {
    this.#where = where;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#where.port}`;
  }

  async start(): Promise<void> {
    const { port, directory, redisUrl, slackUrl } = this.#where;
    this.#process = await startServerProcess({
      program: process.execPath,
      args: [join(ROOT, 'dist/main.js')],
      directory,
      keepDirectory: true,
      env: { PORT: String(port), TOCSIN_CONFIG: directory, REDIS_URL: redisUrl, SLACK_API_URL: slackUrl },
      ready: () => answers(`${this.url}/-/ready`),
    });
  }

  async crash(): Promise<void> {
    await this.#process?.kill();
    await this.start();
  }

  async end(): Promise<void> {
    await this.#process?.kill();
  }
}

async function killAtRandom(
  replicas: readonly Replica[],
  { random, kills }: { readonly random: () => number; readonly kills: number },
): Promise<number> {
  for (let kill = 0; kill < kills; kill++) {
    await pause(100 + 900 * random());
    await replicas[Math.floor(random() * replicas.length)]?.crash();
  }
  return kills;
}

/** Fires every group, then changes every third. What one relay does not take goes to the next, as Alertmanager retries. */
async function sendAll(parts: {
  readonly schedule: Schedule;
  readonly replicas: readonly Replica[];
  readonly slack: Sandbox;
  readonly random: () => number;
  readonly ledger: Map<string, string>;
}): Promise<void> {
  const { schedule, slack, random } = parts;
  const names = Array.from({ length: schedule.groups }, (_, index) => `group${String(index).padStart(5, '0')}x`);
  for (const [index, name] of names.entries()) {
    if (random() * 100 < schedule.ambiguousPercent) {
      slack.faults.add({ method: 'chat.postMessage', kind: random() < 0.7 ? 'reset_after' : 'hang_after', times: 1 });
    }
    await send(parts, { name, channel: index % CHANNELS.length, instances: ['db-1'] });
    await pause(20);
  }
  for (const [index, name] of names.entries()) {
    if (index % 3 === 0) await send(parts, { name, channel: index % CHANNELS.length, instances: ['db-1', 'db-2'] });
  }
}

async function send(
  { replicas, random, ledger }: Pick<Parameters<typeof sendAll>[0], 'replicas' | 'random' | 'ledger'>,
  {
    name,
    channel,
    instances,
  }: { readonly name: string; readonly channel: number; readonly instances: readonly string[] },
): Promise<void> {
  const labels = { channel: String(channel) };
  const body = JSON.stringify(
    webhookOf(
      instances.map((instance) => ({ instance, labels })),
      { alertname: name },
    ),
  );
  const first = Math.floor(random() * replicas.length);
  for (let attempt = 0; attempt < 100; attempt++) {
    const replica = replicas[(first + attempt) % replicas.length];
    const isTaken = await fetch(`${replica?.url}/v1/tenants/chaos/alertmanager`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body,
    }).then(
      (response) => response.ok,
      () => false,
    );
    if (isTaken) {
      ledger.set(name, instances.at(-1) ?? '');
      return;
    }
    await pause(50);
  }
  throw new Error(`${name} was not accepted by anybody`);
}

/** Until nothing has been said for longer than a lease, a pause after a failure, and a search take together. */
async function settle(slack: Sandbox): Promise<void> {
  let last = { count: -1, at: Date.now() };
  await waitUntil(
    'Slack is quiet',
    () => {
      const count = allMessages(slack).reduce((sum, { revision }) => sum + revision + 1, 0);
      if (count !== last.count) last = { count, at: Date.now() };
      return Date.now() - last.at > 9_000;
    },
    { timeoutMs: 120_000, everyMs: 100 },
  );
}

const allMessages = (slack: Sandbox) => CHANNELS.flatMap((channel) => slack.messages('T0CHAOS', channel));

function judge(slack: Sandbox, ledger: ReadonlyMap<string, string>, kills: number): Verdict {
  const texts = allMessages(slack)
    .filter(({ threadTs }) => threadTs === undefined)
    .map(textOf);
  const told = new Map([...ledger.keys()].map((name) => [name, texts.filter((text) => text.includes(name))]));
  const having = (test: (messages: readonly string[], name: string) => boolean) =>
    [...told].filter(([name, messages]) => test(messages, name)).map(([name]) => name);
  return {
    accepted: ledger.size,
    lost: having((messages) => messages.length === 0),
    doubled: having((messages) => messages.length > 1),
    stale: having((messages, name) => !messages.some((text) => text.includes(ledger.get(name) ?? name))),
    kills,
  };
}

function workspace() {
  return {
    teamId: 'T0CHAOS',
    tokens: [{ token: 'xoxb-chaos' }],
    channels: CHANNELS.map((id) => ({ id, name: id.toLowerCase() })),
  };
}

async function writeConfig(directory: string): Promise<void> {
  const tenant = join(directory, 'tenants/chaos');
  await mkdir(tenant, { recursive: true });
  const routes = CHANNELS.map((id, index) => ({ matchers: [`channel="${index}"`], receiver: id.toLowerCase() }));
  const files = {
    'tenant.yaml': {
      name: 'Chaos',
      ingest: { tokens: [{ token: TOKEN }] },
      slack: { team_id: 'T0CHAOS', bot_token: 'xoxb-chaos' },
    },
    'routing.yaml': { route: { receiver: CHANNELS[0]?.toLowerCase(), routes } },
    'receivers.yaml': { receivers: CHANNELS.map((id) => ({ name: id.toLowerCase(), slack: { channel: id } })) },
  };
  await writeFile(join(directory, 'tocsin.yaml'), TOCSIN);
  // JSON is YAML.
  for (const [file, content] of Object.entries(files)) await writeFile(join(tenant, file), JSON.stringify(content));
}

/** The same numbers in [0, 1) for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
