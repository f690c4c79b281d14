import cluster from 'node:cluster';
import type { Fault } from '../core/fault.ts';
import type { Fleet, MetricsSnapshot } from '../core/fleet.ts';
import { withoutZeros } from '../metrics/join-snapshots.ts';
import { openChannel } from './channel.ts';

/** What a supervisor asks of its worker. */
export interface WorkerDuties {
  reload(): Promise<readonly Fault[]>;
  metrics(): Promise<MetricsSnapshot>;
}

/** What a worker tells its supervisor when it listens. */
export interface Started {
  readonly port: number;
  /** How long its stop takes at most, about, milliseconds. */
  readonly closeMs: number;
}

/** This process as one of several workers. */
export interface Worker {
  /** Counts on: a worker that takes another's place has a new number. */
  readonly number: number;
  readonly fleet: Fleet;
  /** Tells the supervisor that this worker serves, and serves its questions from then on. */
  started(report: Started, duties: WorkerDuties): Promise<void>;
}

/** A reload reads and builds all tenants, in all workers one after the other at the worst. */
export const RELOAD_MS = 60_000;
/** Scrapes of Prometheus give up after ten seconds. */
export const GATHER_MS = 5_000;

/** This process as a worker; undefined when nobody supervises it. */
export function asWorker(): Worker | undefined {
  const { worker } = cluster;
  if (worker === undefined || !cluster.isWorker) return undefined;
  let duties: WorkerDuties | undefined;
  const channel = openChannel(
    {
      send: (message) => void worker.send(message as object),
      onMessage: (listener) => void worker.on('message', listener),
      onEnd: (listener) => void worker.on('disconnect', listener),
    },
    {
      ping: async () => undefined,
      reload: async () => duties?.reload(),
      metrics: async () => withoutZeros((await duties?.metrics()) ?? []),
    },
  );
  return {
    number: worker.id,
    fleet: {
      reload: async () => (await channel.call('reload', undefined, RELOAD_MS)) as readonly Fault[],
      otherMetrics: async (own) => {
        const noted = own.then((snapshot) => channel.call('note', withoutZeros(snapshot), GATHER_MS));
        const [others] = await Promise.all([channel.call('metrics', undefined, GATHER_MS), noted]);
        return others as MetricsSnapshot;
      },
    },
    async started(report, theirs) {
      duties = theirs;
      await channel.call('started', report, GATHER_MS);
    },
  };
}
