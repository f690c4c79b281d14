import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { Cluster, type ClusterOptions, type DNSLookupFunction, Redis, type RedisOptions, type Result } from 'ioredis';
import { TocsinError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import type { RedisTarget } from './redis-url.ts';
import { ACCEPT_SCRIPT } from './scripts/accept-script.ts';
import { CLAIM_SCRIPT } from './scripts/claim-script.ts';
import { COMMIT_SCRIPT } from './scripts/commit-script.ts';
import { FOLD_SCRIPT, POKE_SCRIPT } from './scripts/fold-scripts.ts';
import { ADMIT_SCRIPT, HOLD_SCRIPT, PAUSE_SCRIPT, RELEASE_SCRIPT, TOLD_SCRIPT } from './scripts/gate-scripts.ts';
import { GIVE_BACK_SCRIPT } from './scripts/give-back-script.ts';
import { HEARD_SCRIPT, LOOK_SCRIPT } from './scripts/heartbeat-scripts.ts';
import { CLAIM_TEAM_SCRIPT, INSTALL_SCRIPT, UNLOCK_SCRIPT } from './scripts/installation-scripts.ts';
import { LETTER_SCRIPT, LETTERS_SCRIPT } from './scripts/letter-scripts.ts';
import { KEEP_OUTBOX_SCRIPT, TAKE_OUTBOX_SCRIPT } from './scripts/outbox-scripts.ts';
import { STATS_SCRIPT } from './scripts/stats-script.ts';

/**
 * What a script is called with: first the number of keys, then keys, then arguments. One list of all of them is taken as
 * well, which spares copying them twice.
 */
type ScriptArguments = readonly (string | number | readonly (string | number)[])[];

declare module 'ioredis' {
  interface RedisCommander<Context> {
    tocsinAccept(...args: ScriptArguments): Result<unknown, Context>;
    tocsinClaim(...args: ScriptArguments): Result<unknown, Context>;
    tocsinCommit(...args: ScriptArguments): Result<unknown, Context>;
    tocsinLetter(...args: ScriptArguments): Result<unknown, Context>;
    tocsinLetters(...args: ScriptArguments): Result<unknown, Context>;
    tocsinGiveBack(...args: ScriptArguments): Result<unknown, Context>;
    tocsinStats(...args: ScriptArguments): Result<unknown, Context>;
    tocsinFold(...args: ScriptArguments): Result<unknown, Context>;
    tocsinPoke(...args: ScriptArguments): Result<unknown, Context>;
    tocsinTakeOutbox(...args: ScriptArguments): Result<unknown, Context>;
    tocsinKeepOutbox(...args: ScriptArguments): Result<unknown, Context>;
    tocsinHeard(...args: ScriptArguments): Result<unknown, Context>;
    tocsinLook(...args: ScriptArguments): Result<unknown, Context>;
    tocsinAdmit(...args: ScriptArguments): Result<unknown, Context>;
    tocsinHold(...args: ScriptArguments): Result<unknown, Context>;
    tocsinTold(...args: ScriptArguments): Result<unknown, Context>;
    tocsinRelease(...args: ScriptArguments): Result<unknown, Context>;
    tocsinPause(...args: ScriptArguments): Result<unknown, Context>;
    tocsinInstall(...args: ScriptArguments): Result<unknown, Context>;
    tocsinClaimTeam(...args: ScriptArguments): Result<unknown, Context>;
    tocsinUnlock(...args: ScriptArguments): Result<unknown, Context>;
  }
}

export interface RedisClientOptions {
  /** Wins over the user name and the password of the target. */
  readonly username?: string;
  readonly password?: Secret;
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: Secret;
  /** PEM file with the certificates that sign Redis's; the system's own list without it. Only with TLS. */
  readonly caFile?: string;
  readonly connectTimeoutMs: number;
  readonly commandTimeoutMs: number;
}

/** The longest pause between two attempts to connect: how long a mended Redis stays unnoticed. */
const MAX_RECONNECT_MS = 1_000;

/**
 * A client that never waits for a connection: a call fails at once while there is none, and is never sent twice. While
 * Redis hangs the caller gives up: see answer-in-time.ts. It reconnects by itself for ever, from the first attempt on.
 */
export function createRedisClient(target: RedisTarget, options: RedisClientOptions): Redis | Cluster {
  const client =
    target.kind === 'cluster'
      ? new Cluster([...target.nodes], clusterOptionsOf(target, options))
      : new Redis(redisOptionsOf(target, options));
  client.defineCommand('tocsinAccept', { lua: ACCEPT_SCRIPT });
  client.defineCommand('tocsinClaim', { lua: CLAIM_SCRIPT });
  client.defineCommand('tocsinCommit', { lua: COMMIT_SCRIPT });
  client.defineCommand('tocsinLetter', { lua: LETTER_SCRIPT });
  client.defineCommand('tocsinLetters', { lua: LETTERS_SCRIPT });
  client.defineCommand('tocsinGiveBack', { lua: GIVE_BACK_SCRIPT });
  client.defineCommand('tocsinStats', { lua: STATS_SCRIPT });
  client.defineCommand('tocsinFold', { lua: FOLD_SCRIPT });
  client.defineCommand('tocsinPoke', { lua: POKE_SCRIPT });
  client.defineCommand('tocsinTakeOutbox', { lua: TAKE_OUTBOX_SCRIPT });
  client.defineCommand('tocsinKeepOutbox', { lua: KEEP_OUTBOX_SCRIPT });
  client.defineCommand('tocsinHeard', { lua: HEARD_SCRIPT });
  client.defineCommand('tocsinLook', { lua: LOOK_SCRIPT });
  client.defineCommand('tocsinAdmit', { lua: ADMIT_SCRIPT });
  client.defineCommand('tocsinHold', { lua: HOLD_SCRIPT });
  client.defineCommand('tocsinTold', { lua: TOLD_SCRIPT });
  client.defineCommand('tocsinRelease', { lua: RELEASE_SCRIPT });
  client.defineCommand('tocsinPause', { lua: PAUSE_SCRIPT });
  client.defineCommand('tocsinInstall', { lua: INSTALL_SCRIPT });
  client.defineCommand('tocsinClaimTeam', { lua: CLAIM_TEAM_SCRIPT });
  client.defineCommand('tocsinUnlock', { lua: UNLOCK_SCRIPT });
  return client;
}

/** ioredis's options for a single Redis or one behind Sentinels. */
export function redisOptionsOf(target: Exclude<RedisTarget, { kind: 'cluster' }>, options: RedisClientOptions) {
  const common = {
    ...sharedOptionsOf(target, options),
    db: target.db,
    enableOfflineQueue: false,
    retryStrategy: reconnectDelayMs,
    // After a failover the old address may answer as a replica: look up the master again.
    reconnectOnError: (error: Error) => error.message.includes('READONLY'),
  } satisfies RedisOptions;
  if (target.kind === 'standalone') return { ...common, ...target.address } satisfies RedisOptions;
  const tls = tlsOf(target, options);
  return {
    ...common,
    sentinels: [...target.sentinels],
    name: target.masterName,
    sentinelCommandTimeout: options.commandTimeoutMs,
    ...(tls === undefined ? {} : { enableTLSForSentinelMode: true, sentinelTLS: tls }),
    ...(options.sentinelUsername === undefined ? {} : { sentinelUsername: options.sentinelUsername }),
    ...(options.sentinelPassword === undefined ? {} : { sentinelPassword: options.sentinelPassword.reveal() }),
  } satisfies RedisOptions;
}

/** ioredis's options for a Redis Cluster. */
export function clusterOptionsOf(target: Extract<RedisTarget, { kind: 'cluster' }>, options: RedisClientOptions) {
  const keepName: DNSLookupFunction = (host, done) => done(null, host);
  return {
    enableOfflineQueue: false,
    clusterRetryStrategy: reconnectDelayMs,
    // Four redirections with 100 ms after each lost connection: half a second, then the call fails.
    maxRedirections: 4,
    retryDelayOnFailover: 100,
    slotsRefreshTimeout: options.connectTimeoutMs,
    redisOptions: sharedOptionsOf(target, options),
    // Certificates name hosts, so with TLS the names must not be replaced by addresses.
    ...(target.tls ? { dnsLookup: keepName } : {}),
  } satisfies ClusterOptions;
}

function sharedOptionsOf(target: RedisTarget, options: RedisClientOptions) {
  const username = options.username ?? target.username;
  const password = options.password ?? target.password;
  const tls = tlsOf(target, options);
  return {
    connectionName: 'tocsin',
    connectTimeout: options.connectTimeoutMs,
    // A Redis that hangs gets no more commands piled up: the connection is given up. So it is when this process stalls for
    // as long, which ioredis cannot tell apart.
    socketTimeout: 2 * options.commandTimeoutMs,
    // What was sent when the connection broke is reported as failed, not sent again.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    maxLoadingRetryTime: MAX_RECONNECT_MS,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: password.reveal() }),
    ...(tls === undefined ? {} : { tls }),
  } satisfies RedisOptions;
}

function tlsOf(target: RedisTarget, { caFile }: RedisClientOptions): ConnectionOptions | undefined {
  if (!target.tls && caFile !== undefined) {
    throw new TocsinError(
      'config_invalid',
      'a CA file for Redis is set, but REDIS_URL is without TLS: write rediss://',
    );
  }
  if (!target.tls) return undefined;
  if (caFile === undefined) return {};
  try {
    return { ca: readFileSync(caFile) };
  } catch (cause) {
    throw new TocsinError('config_invalid', `the CA file for Redis cannot be read: ${caFile}`, { cause });
  }
}

function reconnectDelayMs(attempt: number): number {
  return Math.min(50 * 2 ** (attempt - 1), MAX_RECONNECT_MS);
}
