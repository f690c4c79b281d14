import { once } from 'node:events';
import type { Cluster, Redis } from 'ioredis';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import { createRedisErrors, type RedisErrors } from './redis-errors.ts';

/** How long a graceful end may take before the connection is cut, milliseconds. */
const CLOSE_MS = 1_000;

/** One client, watched: what its trouble is, and how its failures are told. */
export interface RedisConnection {
  readonly client: Redis | Cluster;
  readonly errors: RedisErrors;
  /** Settles once the first attempt to connect has ended, well or badly; never rejects. */
  readonly opened: Promise<void>;
  /** Why there is no connection, if there is none. */
  problem(): string | undefined;
  close(): Promise<void>;
}

/** Watches a client from its creation on. Logs each loss and each return of the connection once. */
export function watchConnection(options: {
  readonly client: Redis | Cluster;
  readonly secrets: readonly Secret[];
  readonly logger: Logger;
}): RedisConnection {
  const { client, logger } = options;
  let lastError: string | undefined;
  let told: 'nothing' | 'lost' | 'ready' = 'nothing';
  let closing = false;
  const problem = (): string | undefined =>
    client.status === 'ready' ? undefined : `no connection to Redis (${lastError ?? client.status})`;
  const errors = createRedisErrors(options.secrets, problem);

  const noteError = (error: unknown): void => {
    lastError = errors.describe(error);
  };
  client.on('error', noteError);
  client.on('node error', noteError);
  client.on('ready', () => {
    lastError = undefined;
    if (told !== 'ready') logger.info({}, 'connected to Redis');
    told = 'ready';
  });
  client.on('close', () => {
    if (told !== 'lost' && !closing) logger.warn({ error: lastError ?? 'closed' }, 'lost the connection to Redis');
    told = 'lost';
  });
  return {
    client,
    errors,
    opened: firstAttempt(client),
    problem,
    async close() {
      closing = true;
      await endGracefully(client);
    },
  };
}

/** The first of ready, error and close. An error must come before the close that follows it, so that it is known. */
function firstAttempt(client: Redis | Cluster): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['ready', 'error', 'close', 'end']) client.once(event, () => resolve());
  });
}

/** Lets calls under way be answered, then ends; cuts what does not end in time. */
async function endGracefully(client: Redis | Cluster): Promise<void> {
  if (client.status === 'end') return;
  const signal = AbortSignal.timeout(CLOSE_MS);
  const ended = once(client, 'end', { signal }).then(
    () => undefined,
    () => client.disconnect(),
  );
  if (client.status === 'ready') client.quit().catch(() => client.disconnect());
  else client.disconnect();
  await ended;
}
