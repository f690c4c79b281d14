import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Releasers } from '../../src/core/lifecycle.ts';
import { freePort } from './free-port.ts';
import { type RedisServer, startRedis, tellRedis } from './redis.ts';
import { serverDirectory, startServerProcess } from './server-process.ts';
import { waitUntil } from './wait-until.ts';

export interface RedisSentinels {
  readonly master: RedisServer;
  readonly replica: RedisServer;
  /** `redis+sentinel://…/mymaster`. */
  readonly url: string;
  /** The port of whom the Sentinels take for the master. */
  masterPort(): Promise<number>;
  stop(): Promise<void>;
}

const AGREEING = {
  quorum: 2,
  more: ['sentinel down-after-milliseconds mymaster 1000', 'sentinel failover-timeout mymaster 5000'],
};

/** One master, one replica, three Sentinels that agree on a failover after a second. `args` are for both Redis. */
export async function startSentinels(args: readonly string[] = []): Promise<RedisSentinels> {
  const releasers = new Releasers();
  const master = await startRedis({ args });
  releasers.add('the master', () => master.stop());
  const replica = await startRedis({ args: [...args, '--replicaof', '127.0.0.1', `${master.port}`] });
  releasers.add('the replica', () => replica.stop());
  await waitUntil('the replica is up to date', async () =>
    /master_link_status:up/.test(await tellRedis(replica.port, 'INFO replication')),
  );
  const ports = [
    await startSentinel(releasers, master.port, AGREEING),
    await startSentinel(releasers, master.port, AGREEING),
    await startSentinel(releasers, master.port, AGREEING),
  ];
  const [first = 0] = ports;
  for (const port of ports) {
    await waitUntil('the Sentinels know each other and the replica', async () => {
      const told = await tellRedis(port, 'INFO sentinel');
      return /slaves=1,sentinels=3/.test(told);
    });
  }
  return {
    master,
    replica,
    url: `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join()}/mymaster`,
    async masterPort() {
      const answer = await tellRedis(first, 'SENTINEL GET-MASTER-ADDR-BY-NAME mymaster');
      return Number(answer.split('\r\n')[4]);
    },
    stop: () => releasers.close(),
  };
}

/** One Sentinel that watches `mymaster`, which so many must agree has failed; its port. `more` are lines of its configuration. */
export async function startSentinel(
  releasers: Releasers,
  masterPort: number,
  { quorum, more }: { readonly quorum: number; readonly more: readonly string[] },
): Promise<number> {
  const directory = await serverDirectory('sentinel');
  const port = await freePort();
  const config = join(directory, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `sentinel monitor mymaster 127.0.0.1 ${masterPort} ${quorum}`,
    ...more,
  ];
  await writeFile(config, lines.join('\n'));
  const sentinel = await startServerProcess({
    program: 'redis-server',
    args: [config, '--sentinel'],
    directory,
    ready: async () => /PONG/.test(await tellRedis(port, 'PING').catch(() => '')),
  });
  releasers.add('a Sentinel', () => sentinel.stop());
  return port;
}
