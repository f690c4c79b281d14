/**
 * Starts workers that share one port, starts anew what ends, and passes on what the process is told. Of work it does
 * one thing, adding up what the workers counted: it has no store, and a webhook never comes by it.
 *
 * The first worker is started alone: when that fails, the reason has been said once, and the supervisor ends as it did.
 */
import cluster, { type Worker as ClusterWorker } from 'node:cluster';
import { once } from 'node:events';
import type { Clock } from '../core/clock.ts';
import type { Fault } from '../core/fault.ts';
import type { MetricsSnapshot } from '../core/fleet.ts';
import type { Logger } from '../core/logger.ts';
import { type Channel, openChannel } from './channel.ts';
import { FleetMetrics } from './fleet-metrics.ts';
import { RestartPause } from './restart-pause.ts';
import { watch } from './watchdog.ts';
import { RELOAD_MS, type Started } from './worker.ts';

/** A worker that is busy for longer is left out of a scrape: its last figures stand in. */
const SNAPSHOT_MS = 1_000;
/** What a worker may take beyond its own stop's bounds before it is killed. */
const GRACE_MS = 5_000;

/** Told of a worker, by its own object, once it serves. */
const SERVING = 'serving';

interface Member {
  readonly worker: ClusterWorker;
  readonly channel: Channel;
  readonly startedAt: number;
  /** Absent until it serves. */
  report?: Started;
}

export class Supervisor {
  readonly #count: number;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #members = new Map<number, Member>();
  readonly #metrics = new FleetMetrics();
  readonly #pause = new RestartPause();
  readonly #restarts = new Set<NodeJS.Timeout>();
  #isUp = false;
  #isStopping = false;
  #isClean = true;

  constructor(options: { readonly count: number; readonly logger: Logger; readonly clock: Clock }) {
    this.#count = options.count;
    this.#logger = options.logger;
    this.#clock = options.clock;
  }

  /** Resolves when the first worker serves and the others are on their way; with its exit code when it ended instead. */
  async start(): Promise<number | undefined> {
    const first = this.#fork();
    const ended = once(first, 'exit').then(([code]) => Number(code ?? 1));
    const served = once(first, SERVING).then(() => undefined);
    const code = await Promise.race([ended, served]);
    if (code !== undefined) return code;
    this.#isUp = true;
    for (let count = 1; count < this.#count; count++) this.#fork();
    return undefined;
  }

  /** Reloads every worker; the faults of the first that found some. */
  async reload(): Promise<readonly Fault[]> {
    const results = await Promise.all(
      this.#serving().map(
        async ({ channel }) => (await channel.call('reload', undefined, RELOAD_MS)) as readonly Fault[],
      ),
    );
    return results.find((faults) => faults.length > 0) ?? [];
  }

  /** Stops all workers, and kills those that do not end in time. Resolves with whether all ended well. */
  async stop(): Promise<boolean> {
    this.#isStopping = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    await Promise.all([...this.#members.values()].map((member) => this.#stopOne(member)));
    return this.#isClean;
  }

  async #stopOne({ worker, report }: Member): Promise<void> {
    const ended = once(worker, 'exit');
    worker.process.kill('SIGTERM');
    const timer = setTimeout(() => worker.process.kill('SIGKILL'), (report?.closeMs ?? 0) + GRACE_MS);
    await ended;
    clearTimeout(timer);
  }

  #serving(): readonly Member[] {
    return [...this.#members.values()].filter(({ report }) => report !== undefined);
  }

  #fork(): ClusterWorker {
    const worker = cluster.fork();
    const end = {
      send: (message: unknown) => void (worker.isConnected() && worker.send(message as object)),
      onMessage: (listener: (message: unknown) => void) => void worker.on('message', listener),
      onEnd: (listener: () => void) => void worker.on('disconnect', listener),
    };
    const channel = openChannel(end, {
      started: async (report) => this.#noteStarted(worker, report as Started),
      reload: () => this.reload(),
      note: async (own) => this.#metrics.note(worker.id, own as MetricsSnapshot),
      metrics: () => this.#metricsFor(worker),
    });
    this.#members.set(worker.id, { worker, channel, startedAt: this.#clock.now() });
    worker.once('exit', (code, signal) => this.#noteEnded(worker, { code, signal }));
    return worker;
  }

  #noteStarted(worker: ClusterWorker, report: Started): void {
    const member = this.#members.get(worker.id);
    if (member !== undefined) {
      member.report = report;
      const stopWatching = watch({
        ask: (timeoutMs) => member.channel.call('ping', undefined, timeoutMs),
        onHang: () => this.#killHanging(worker),
      });
      worker.once('exit', stopWatching);
    }
    worker.emit(SERVING);
  }

  #killHanging(worker: ClusterWorker): void {
    this.#logger.error({ worker: worker.id }, 'a worker does not answer any more, it is killed');
    worker.process.kill('SIGKILL');
  }

  #noteEnded(worker: ClusterWorker, { code, signal }: { code: number | null; signal: string | null }): void {
    const member = this.#members.get(worker.id);
    this.#members.delete(worker.id);
    this.#metrics.ended(worker.id);
    if (this.#isStopping && member?.report !== undefined && code !== 0) this.#isClean = false;
    if (this.#isStopping || !this.#isUp) return;
    const pauseMs = this.#pause.after(this.#clock.now() - (member?.startedAt ?? 0));
    this.#logger.error(
      { worker: worker.id, code, signal, pauseMs },
      'a worker ended by itself, another one is started',
    );
    this.#forkIn(pauseMs);
  }

  #forkIn(pauseMs: number): void {
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.#metrics.restarted();
      this.#fork();
    }, pauseMs);
    this.#restarts.add(timer);
  }

  async #metricsFor(asker: ClusterWorker): Promise<MetricsSnapshot> {
    const others = this.#serving().filter(({ worker }) => worker !== asker);
    const told = await Promise.all(
      others.map(async (member) => [member.worker.id, await this.#snapshotOf(member)] as const),
    );
    return await this.#metrics.withOwn(new Map(told));
  }

  async #snapshotOf({ worker, channel }: Member): Promise<MetricsSnapshot> {
    try {
      const snapshot = (await channel.call('metrics', undefined, SNAPSHOT_MS)) as MetricsSnapshot;
      this.#metrics.note(worker.id, snapshot);
      return snapshot;
    } catch (error) {
      this.#logger.warn({ worker: worker.id, error }, 'a worker does not tell its metrics, its last ones stand in');
      return this.#metrics.lastOf(worker.id);
    }
  }
}
