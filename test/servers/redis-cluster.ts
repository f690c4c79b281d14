import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Releasers } from '../../src/core/lifecycle.ts';
import { findProgram } from './find-program.ts';
import { freePort } from './free-port.ts';
import { type RedisServer, startRedis, tellRedis } from './redis.ts';
import { waitUntil } from './wait-until.ts';

const run = promisify(execFile);

export interface RedisCluster {
  readonly masters: readonly RedisServer[];
  /** `redis+cluster://…`, naming the masters. */
  readonly url: string;
  slotOf(key: string): Promise<number>;
  /** The master that has the slot now, as the nodes see it. */
  ownerOf(slot: number): Promise<RedisServer>;
  /** Adds a replica of the master, and waits until it is up to date. */
  addReplica(master: RedisServer): Promise<RedisServer>;
  /** Resolves once every node sees all of them, and every slot has one. */
  isWhole(): Promise<void>;
  /** Moves a slot with its keys, key by key, as resharding does. */
  moveSlot(slot: number, from: RedisServer, to: RedisServer): Promise<void>;
  stop(): Promise<void>;
}

/** Nodes also listen 10 000 above their port, which must be below the ports that systems hand out too. */
const LAST_PORT = 22_000;

const ARGS = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'];

/** Three masters, durable as in production, without replicas. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const releasers = new Releasers();
  const startNode = async (): Promise<RedisServer> => {
    const node = await startRedis({ args: ARGS, port: await freePort(LAST_PORT) });
    releasers.add('a node', () => node.stop());
    return node;
  };
  const masters = [await startNode(), await startNode(), await startNode()];
  const nodes = [...masters];
  const [first] = masters;
  if (first === undefined) throw new Error('there are no nodes');
  await cli('--cluster', 'create', ...masters.map(addressOf), '--cluster-yes');
  await allSeeItWhole(nodes);
  return {
    masters,
    url: `redis+cluster://${masters.map(addressOf).join()}`,
    slotOf: async (key) => Number(/:(\d+)/.exec(await tellRedis(first.port, `CLUSTER KEYSLOT ${key}`))?.[1]),
    ownerOf: (slot) => ownerOf(nodes, slot),
    async addReplica(master) {
      const replica = await startNode();
      const id = await idOf(master);
      await cli(
        '--cluster',
        'add-node',
        addressOf(replica),
        addressOf(master),
        '--cluster-slave',
        '--cluster-master-id',
        id,
      );
      nodes.push(replica);
      await waitUntil('the replica is up to date', async () =>
        /master_link_status:up/.test(await tellRedis(replica.port, 'INFO replication')),
      );
      await allSeeItWhole(nodes);
      return replica;
    },
    isWhole: () => allSeeItWhole(nodes),
    moveSlot,
    stop: () => releasers.close(),
  };
}

const addressOf = ({ port }: RedisServer): string => `127.0.0.1:${port}`;

async function cli(...args: readonly string[]): Promise<void> {
  await run(findProgram('redis-cli'), [...args]);
}

async function idOf({ port }: RedisServer): Promise<string> {
  return /[0-9a-f]{40}/.exec(await tellRedis(port, 'CLUSTER MYID'))?.[0] ?? '';
}

async function allSeeItWhole(nodes: readonly RedisServer[]): Promise<void> {
  for (const { port } of nodes) {
    await waitUntil('every node sees the whole cluster', async () => {
      const info = await tellRedis(port, 'CLUSTER INFO');
      return /cluster_state:ok/.test(info) && info.includes(`cluster_known_nodes:${nodes.length}`);
    });
  }
}

async function ownerOf(nodes: readonly RedisServer[], slot: number): Promise<RedisServer> {
  return waitUntil(`somebody has slot ${slot}`, async () => {
    for (const node of nodes) {
      const lines = await tellRedis(node.port, 'CLUSTER NODES').catch(() => '');
      const own = lines.split('\n').find((line) => /myself,master/.test(line)) ?? '';
      const ranges = own.trim().split(' ').slice(8);
      if (ranges.some((range) => holds(range, slot))) return node;
    }
    return undefined;
  });
}

function holds(range: string, slot: number): boolean {
  const [from, to = from] = range.split('-').map(Number);
  return from !== undefined && to !== undefined && from <= slot && slot <= to;
}

async function moveSlot(slot: number, from: RedisServer, to: RedisServer): Promise<void> {
  const [fromId, toId] = [await idOf(from), await idOf(to)];
  await tellRedis(to.port, `CLUSTER SETSLOT ${slot} IMPORTING ${fromId}`);
  await tellRedis(from.port, `CLUSTER SETSLOT ${slot} MIGRATING ${toId}`);
  for (;;) {
    const answer = await tellRedis(from.port, `CLUSTER GETKEYSINSLOT ${slot} 1`);
    const [, , key] = answer.split('\r\n');
    if (key === undefined || key === '') break;
    await tellRedis(from.port, `MIGRATE 127.0.0.1 ${to.port} ${key} 0 1000`);
  }
  await tellRedis(to.port, `CLUSTER SETSLOT ${slot} NODE ${toId}`);
  await tellRedis(from.port, `CLUSTER SETSLOT ${slot} NODE ${toId}`);
}
