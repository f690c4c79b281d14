/** One relay process at a port of its own, with its own ways to Redis and Slack, struck as the schedule says. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../servers/free-port.ts';
import { answers } from '../servers/server-process.ts';
import { waitUntil } from '../servers/wait-until.ts';
import type { ChaosOptions } from './chaos-options.ts';
import type { CrashPoint } from './crash-points.ts';
import { randomFrom } from './random.ts';
import { RedisProxy } from './redis-proxy.ts';
import { type SlackCalls, SlackProxy } from './slack-proxy.ts';
import type { Strike } from './strikes.ts';

export interface ReplicaOptions extends ChaosOptions {
  readonly number: number;
  /** Of the repository: the built relay lies below. */
  readonly root: string;
  readonly configDir: string;
  readonly redisPort: number;
  readonly slackUrl: string;
}

/** How long a point may stay unseen before the strike comes all the same. */
const PATIENCE_MS = 4_000;
/** How long a stop in good order may take. */
const STOP_MS = 15_000;

interface Armed {
  readonly strike: Strike;
  left: number;
  readonly done: () => void;
}

export class Replica {
  readonly #options: ReplicaOptions;
  readonly #port: number;
  readonly #redis: RedisProxy;
  readonly #slack: SlackProxy;
  #process: ChildProcess | undefined;
  #isOver = false;
  #output = '';
  #armed: Armed | undefined;
  /** Taken at its point, and about to be carried out. */
  #taken: Armed | undefined;

  private constructor(parts: { options: ReplicaOptions; port: number; redis: RedisProxy; slack: SlackProxy }) {
    this.#options = parts.options;
    this.#port = parts.port;
    this.#redis = parts.redis;
    this.#slack = parts.slack;
  }

  static async start(options: ReplicaOptions): Promise<Replica> {
    const links: { replica?: Replica } = {};
    const strikeAt = (point: CrashPoint) => links.replica?.reach(point);
    const strike = () => links.replica?.strikeNow();
    const redis = await RedisProxy.start({ redisPort: options.redisPort, strikeAt, strike });
    const random = randomFrom(options.seed, `calls ${options.number}`);
    const slack = await SlackProxy.start({ ...options, random, strikeAt, strike });
    const replica = new Replica({ options, port: await freePort(), redis, slack });
    links.replica = replica;
    try {
      await replica.#launch();
      await replica.#isReady();
      return replica;
    } catch (error) {
      await replica.end();
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get calls(): SlackCalls {
    return this.#slack.calls;
  }

  /** What its processes wrote, the newest 64 KiB. */
  get output(): string {
    return this.#output;
  }

  /** Strikes, and has the relay run again afterwards; returns the point at which it was struck in the end. */
  async suffer(strike: Strike): Promise<CrashPoint> {
    if (strike.point === 'starting') await this.#stop();
    if (strike.point === 'starting') await this.#launch();
    const isSeen = strike.point !== 'random' && strike.point !== 'starting' && (await this.#waitFor(strike));
    if (strike.point === 'random' || strike.point === 'starting') await pause(strike.afterMs);
    if (strike.action === 'hang') {
      if (!isSeen) this.#redis.hang();
      await pause(strike.afterMs);
      this.#redis.resume();
    } else if (strike.action === 'cut') {
      if (!isSeen) this.#redis.cut();
    } else {
      await this.#kill();
      await this.#launch();
      await this.#isReady();
    }
    return isSeen || strike.point === 'starting' ? strike.point : 'random';
  }

  /** The proxies' question: whether this is where the relay is struck. */
  reach(point: CrashPoint): 'break' | 'hang' | undefined {
    const armed = this.#armed;
    if (armed === undefined || armed.strike.point !== point) return undefined;
    armed.left -= 1;
    if (armed.left > 0) return undefined;
    this.#armed = undefined;
    this.#taken = armed;
    return armed.strike.action === 'hang' ? 'hang' : 'break';
  }

  /** At the point itself, before anything else can happen. */
  strikeNow(): void {
    const taken = this.#taken;
    if (taken === undefined) return;
    this.#taken = undefined;
    if (taken.strike.action === 'kill') this.#process?.kill('SIGKILL');
    else if (taken.strike.action === 'cut') this.#redis.cut();
    else this.#redis.hang();
    taken.done();
  }

  /** Kills it for good: a strike that is under way does not start it again. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#kill();
    await this.#redis.close();
    await this.#slack.close();
  }

  async #waitFor(strike: Strike): Promise<boolean> {
    const seen = new Promise<boolean>((resolve) => {
      this.#armed = { strike, left: strike.nth, done: () => resolve(true) };
    });
    const patience = new AbortController();
    const isSeen = await Promise.race([seen, pause(PATIENCE_MS, false, { signal: patience.signal, ref: false })]);
    patience.abort();
    this.#armed = undefined;
    this.#taken = undefined;
    return isSeen;
  }

  async #launch(): Promise<void> {
    if (this.#isOver) throw new Error('the run is over, no relay is started any more');
    const { root, configDir } = this.#options;
    const child = spawn(process.execPath, [join(root, 'dist/main.js')], {
      cwd: configDir,
      env: {
        PATH: process.env.PATH,
        PORT: String(this.#port),
        TOCSIN_CONFIG: configDir,
        REDIS_URL: this.#redis.url,
        SLACK_API_URL: this.#slack.apiUrl,
        LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-65_536);
      });
    }
    await once(child, 'spawn');
    this.#process = child;
  }

  async #isReady(): Promise<void> {
    const details = () => this.#output;
    await waitUntil('the relay answers', () => answers(`${this.url}/-/healthy`), { timeoutMs: 30_000, details });
  }

  async #stop(): Promise<void> {
    this.#process?.kill('SIGTERM');
    const impatience = setTimeout(() => this.#process?.kill('SIGKILL'), STOP_MS);
    await this.#exited();
    clearTimeout(impatience);
  }

  async #kill(): Promise<void> {
    this.#process?.kill('SIGKILL');
    await this.#exited();
  }

  async #exited(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await once(child, 'exit');
  }
}
