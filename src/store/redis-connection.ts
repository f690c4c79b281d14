import { once } from 'node:events';
import { Cluster, type Redis } from 'ioredis';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import { createAnswerInTime } from './answer-in-time.ts';
import { CallsTogether, type CallTogether } from './calls-together.ts';
import { createRedisErrors, type RedisErrors } from './redis-errors.ts';
import { createWriteTogether } from './write-together.ts';

/** How long a graceful end may take before the connection is cut, milliseconds. */
const CLOSE_MS = 1_000;

/** One client, watched: what its trouble is, and how its failures are told. */
export interface RedisConnection {
  readonly client: Redis | Cluster;
  readonly errors: RedisErrors;
  /** Settles once the first attempt to connect has ended, well or badly; never rejects. */
  readonly opened: Promise<void>;
  /** Before a command: what is sent in the same turn of the event loop is written at once. */
  readonly writeTogether: () => void;
  /** In a turn in which `writeTogether` was called. */
  readonly callTogether: CallTogether;
  /** Fails what was asked for in this turn of the event loop and is not answered within the command timeout. */
  readonly inTime: <T>(call: Promise<T>) => Promise<T>;
  /** Why there is no connection, if there is none. */
  problem(): string | undefined;
  close(): Promise<void>;
}

/** Watches a client from its creation on. Logs each loss and each return of the connection once. */
export function watchConnection(options: {
  readonly client: Redis | Cluster;
  readonly secrets: readonly Secret[];
  readonly commandTimeoutMs: number;
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
  const calls = new CallsTogether(client);
  return {
    client,
    errors,
    opened: client instanceof Cluster ? openNodes(client) : firstAttempt(client),
    writeTogether: createWriteTogether(client, () => calls.send()),
    callTogether: calls.call,
    inTime: createAnswerInTime(options.commandTimeoutMs),
    problem,
    async close() {
      closing = true;
      calls.send();
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

/**
 * Connects to a cluster's nodes as soon as they are known. By itself ioredis connects to a node at the first command
 * for it, and lets the next ones fail until that has happened.
 */
async function openNodes(cluster: Cluster): Promise<void> {
  const open = (node: Redis): void => {
    // A failure shows as the cluster's "node error".
    if (cluster.status === 'ready' && node.status === 'wait') node.connect().catch(() => undefined);
  };
  cluster.on('+node', open);
  cluster.on('ready', () => cluster.nodes().forEach(open));
  await firstAttempt(cluster);
  await Promise.all(cluster.nodes().map((node) => (node.status === 'ready' ? undefined : firstAttempt(node))));
}

/** Lets calls under way be answered, then ends; cuts what does not end in time. */
async function endGracefully(client: Redis | Cluster): Promise<void> {
  if (client.status !== 'ready') {
    client.disconnect();
    return;
  }
  const ended = once(client, 'end', { signal: AbortSignal.timeout(CLOSE_MS) });
  client.quit().catch(() => client.disconnect());
  await ended.catch(() => client.disconnect());
}
