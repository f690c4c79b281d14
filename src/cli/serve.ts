import cluster from 'node:cluster';
import { type Relay, startRelay } from '../app.ts';
import { readEnvironment } from '../config/environment.ts';
import { createLogger } from '../config/pino-logger.ts';
import { systemClock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import { type Fault, formatFault } from '../core/fault.ts';
import type { Logger } from '../core/logger.ts';
import { Supervisor } from '../workers/supervisor.ts';
import { asWorker } from '../workers/worker.ts';
import { untilStopped } from './until-stopped.ts';

type Asked = ReturnType<typeof untilStopped>;

/** What runs until it is told to stop. */
interface Service {
  reload(): Promise<readonly Fault[]>;
  /** Whether all ended well. */
  close(): Promise<boolean>;
}

/**
 * Runs the relay from the process's environment until it is told to stop (SIGTERM, SIGINT); SIGHUP reloads the tenants.
 * With several workers this process only supervises: it starts itself once more for each of them.
 * Resolves with the exit code: 0 after a clean stop, 1 when stopping failed, 2 when it could not start.
 */
export async function serve(env: NodeJS.ProcessEnv): Promise<number> {
  const code = await run(env);
  // Its channel to the supervisor would keep a worker alive.
  if (cluster.isWorker) cluster.worker?.disconnect();
  return code;
}

async function run(env: NodeJS.ProcessEnv): Promise<number> {
  const { value: environment, faults } = await readEnvironment(env);
  if (environment === undefined) {
    for (const fault of faults) console.error(formatFault(fault));
    return 2;
  }
  const { logLevel: level, workers } = environment;
  // From now on: a signal during the start is obeyed once there is something to stop.
  const asked = untilStopped();
  if (workers > 1 && cluster.isPrimary) return supervise(workers, createLogger({ level }), asked);
  const worker = asWorker();
  const logger = createLogger({ level, ...(worker === undefined ? {} : { worker: worker.number }) });
  let relay: Relay;
  try {
    relay = await startRelay({ environment, env, logger, ...(worker === undefined ? {} : { fleet: worker.fleet }) });
  } catch (error) {
    if (!(error instanceof TocsinError)) throw error;
    console.error(error.message);
    return 2;
  }
  const code = runUntilStopped({ reload: relay.reload, close: () => relay.close().then(() => true) }, logger, asked);
  await worker?.started({ port: relay.port, closeMs: relay.closeMs }, relay);
  return code;
}

async function supervise(count: number, logger: Logger, asked: Asked): Promise<number> {
  const supervisor = new Supervisor({ count, logger, clock: systemClock });
  const code = await supervisor.start();
  if (code !== undefined) return code;
  logger.info({ workers: count }, 'workers are supervised');
  return runUntilStopped({ reload: () => supervisor.reload(), close: () => supervisor.stop() }, logger, asked);
}

async function runUntilStopped(service: Service, logger: Logger, asked: Asked): Promise<number> {
  const reload = (): void => {
    service
      .reload()
      .catch((error: unknown) => logger.error({ error }, 'the reload failed, the old configuration stays'));
  };
  process.on('SIGHUP', reload);
  const signal = await asked;
  logger.info({ signal }, 'stopping');
  process.off('SIGHUP', reload);
  let isClean = false;
  try {
    isClean = await service.close();
    if (!isClean) logger.error({}, 'the stop was not clean');
  } catch (error) {
    logger.error({ error }, 'the stop was not clean');
  }
  if (isClean) logger.info({}, 'stopped');
  return isClean ? 0 : 1;
}
