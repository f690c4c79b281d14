import { Cluster, type Redis } from 'ioredis';
import type { Clock } from '../core/clock.ts';
import type { StoreHealth } from '../groups/store.ts';
import type { RedisConnection } from './redis-connection.ts';
import { asList } from './replies.ts';

/** For how long an answer is given again, so that probes cost Redis next to nothing. */
const FRESH_MS = 1_000;

/** XADD with MINID and ZADD with LT came with it. */
const OLDEST_VERSION = '6.2';

/**
 * Tells whether writes would be stored now. It asks every master what it is and then really writes a key, because only
 * a write shows all that can stand in its way: a full memory, a full disk, an ACL, a cluster without slots.
 * Concurrent callers share one check. Never rejects because of Redis.
 */
export function createHealthCheck(options: {
  readonly connection: RedisConnection;
  readonly keyPrefix: string;
  readonly clock: Clock;
}): () => Promise<StoreHealth> {
  const { connection, clock } = options;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let latest: Promise<StoreHealth> | undefined;
  return () => {
    const isFresh = clock.now() - checkedAt < FRESH_MS && connection.problem() === undefined;
    if (latest !== undefined && isFresh) return latest;
    checkedAt = clock.now();
    latest = check(connection, `${options.keyPrefix}probe`);
    return latest;
  };
}

async function check(connection: RedisConnection, probeKey: string): Promise<StoreHealth> {
  const { client } = connection;
  try {
    await connection.opened;
    const problem = connection.problem();
    if (problem !== undefined) return unready(problem);
    return await connection.inTime(ask(client, probeKey));
  } catch (error) {
    return unready(connection.problem() ?? connection.errors.describe(error));
  }
}

async function ask(client: Redis | Cluster, probeKey: string): Promise<StoreHealth> {
  const nodes = await Promise.all(mastersOf(client).map(inspectNode));
  const failed = nodes.find((node) => node.problem !== undefined)?.problem;
  if (failed !== undefined) return unready(failed);
  await client.set(probeKey, '1', 'PX', FRESH_MS);
  return { ready: true, warnings: [...new Set(nodes.flatMap((node) => node.warnings))] };
}

function unready(problem: string): StoreHealth {
  return { ready: false, problem, warnings: [] };
}

function mastersOf(client: Redis | Cluster): readonly Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

interface NodeFindings {
  readonly problem?: string;
  readonly warnings: readonly string[];
}

async function inspectNode(node: Redis): Promise<NodeFindings> {
  const facts = parseInfo(await node.info());
  const version = facts.get('redis_version') ?? OLDEST_VERSION;
  if (version.localeCompare(OLDEST_VERSION, 'en', { numeric: true }) < 0) {
    return { problem: `Redis ${version} is too old: ${OLDEST_VERSION} or later is needed`, warnings: [] };
  }
  if (facts.get('role') === 'slave') {
    return { problem: 'Redis is a read-only replica: point REDIS_URL at the master', warnings: [] };
  }
  const warnings = [await durabilityWarnings(node, facts), await replicationWarnings(node, facts)].flat();
  return { warnings: [...evictionWarnings(facts), ...warnings] };
}

function evictionWarnings(facts: ReadonlyMap<string, string>): readonly string[] {
  const policy = facts.get('maxmemory_policy') ?? 'noeviction';
  if (policy === 'noeviction') return [];
  return [`maxmemory-policy is ${policy}: Redis may drop groups when its memory is full; set it to noeviction`];
}

async function durabilityWarnings(node: Redis, facts: ReadonlyMap<string, string>): Promise<readonly string[]> {
  if (facts.get('aof_enabled') === '0') {
    return ['appendonly is no: what was accepted since the last snapshot is lost when Redis stops; set it to yes'];
  }
  const appendfsync = await readSetting(node, 'appendfsync');
  if (appendfsync === undefined) {
    return ['CONFIG is not permitted, so appendfsync cannot be checked: unless it is always, a crash loses alerts'];
  }
  if (appendfsync === 'always') return [];
  return [`appendfsync is ${appendfsync}: alerts accepted just before Redis is killed are lost; set it to always`];
}

/**
 * Whoever has replicas means to fail over to one of them. Redis answers before they have got a write; with
 * `min-replicas-to-write` it at least stops taking writes that none of them gets.
 */
async function replicationWarnings(node: Redis, facts: ReadonlyMap<string, string>): Promise<readonly string[]> {
  if ((facts.get('connected_slaves') ?? '0') === '0') return [];
  const least = await readSetting(node, 'min-replicas-to-write');
  if (least !== '0') return [];
  return [
    'min-replicas-to-write is 0: a master that is cut off goes on accepting, and loses that when a replica takes over; set it to 1',
  ];
}

/** Undefined where CONFIG is not permitted, as many hosted Redis have it. */
async function readSetting(node: Redis, name: string): Promise<string | undefined> {
  try {
    const [, value] = asList(await node.config('GET', name));
    return typeof value === 'string' ? value : undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return undefined;
    throw error;
  }
}

function parseInfo(info: string): ReadonlyMap<string, string> {
  const lines = info.split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}
