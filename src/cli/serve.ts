import { type Relay, startRelay } from '../app.ts';
import { readEnvironment } from '../config/environment.ts';
import { createLogger } from '../config/pino-logger.ts';
import { TocsinError } from '../core/errors.ts';
import { formatFault } from '../core/fault.ts';
import type { Logger } from '../core/logger.ts';
import { untilStopped } from './until-stopped.ts';

/**
 * Runs the relay from the process's environment until it is told to stop (SIGTERM, SIGINT); SIGHUP reloads the tenants.
 * Resolves with the exit code: 0 after a clean stop, 1 when stopping failed, 2 when it could not start.
 */
export async function serve(env: NodeJS.ProcessEnv): Promise<number> {
  const { value: environment, faults } = await readEnvironment(env);
  if (environment === undefined) {
    for (const fault of faults) console.error(formatFault(fault));
    return 2;
  }
  const logger = createLogger({ level: environment.logLevel });
  let relay: Relay;
  try {
    relay = await startRelay({ environment, env, logger });
  } catch (error) {
    if (!(error instanceof TocsinError)) throw error;
    console.error(error.message);
    return 2;
  }
  return runUntilStopped(relay, logger);
}

async function runUntilStopped(relay: Relay, logger: Logger): Promise<number> {
  const reload = (): void => {
    relay.reload().catch((error: unknown) => logger.error({ error }, 'the reload failed, the old configuration stays'));
  };
  process.on('SIGHUP', reload);
  const signal = await untilStopped();
  logger.info({ signal }, 'stopping');
  process.off('SIGHUP', reload);
  try {
    await relay.close();
  } catch (error) {
    logger.error({ error }, 'the stop was not clean');
    return 1;
  }
  logger.info({}, 'stopped');
  return 0;
}
