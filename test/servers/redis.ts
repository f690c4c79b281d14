import { rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { freePort } from './free-port.ts';
import { type ServerProcess, serverDirectory, startServerProcess } from './server-process.ts';
import { waitUntil } from './wait-until.ts';

export interface RedisServer {
  readonly port: number;
  /** `redis://…`, with the password when there is one. */
  readonly url: string;
  pid(): number;
  /** What it wrote, the newest 64 KiB of the present process. */
  output(): string;
  /** Ends it in good order; its data stays for `restart`. */
  shutdown(): Promise<void>;
  /** Ends it as a crash would; its data stays for `restart`. */
  kill(): Promise<void>;
  /** Starts it again with the same port and data, after `shutdown` or `kill`. */
  restart(): Promise<void>;
  /** Ends it and takes its directory away, unless the caller named that. Safe to repeat. */
  stop(): Promise<void>;
}

/**
 * A real Redis on loopback, durable as in production: AOF, fsync always. Resolves once it answers PING.
 * `args` are further options of redis-server, such as `--maxmemory 8mb`. Without `port` a free one is taken, without
 * `directory` a new one, which `stop` takes away again.
 */
export async function startRedis(
  options: {
    readonly args?: readonly string[];
    readonly password?: string;
    readonly port?: number;
    readonly directory?: string;
  } = {},
): Promise<RedisServer> {
  const { args = [], password, port = await freePort() } = options;
  const directory = options.directory ?? (await serverDirectory('redis'));
  const allArgs = [
    ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', directory, '--save', ''],
    ...['--appendonly', 'yes', '--appendfsync', 'always'],
    ...(password === undefined ? [] : ['--requirepass', password]),
    ...args,
  ];
  const start = (): Promise<ServerProcess> =>
    startServerProcess({
      program: 'redis-server',
      args: allArgs,
      directory,
      keepDirectory: true,
      ready: () => answersPing(port, password),
    });
  let server = await start();
  return {
    port,
    url: password === undefined ? `redis://127.0.0.1:${port}` : `redis://:${password}@127.0.0.1:${port}`,
    pid: () => server.pid,
    output: () => server.output(),
    shutdown: () => server.stop(),
    kill: () => server.kill(),
    async restart() {
      server = await start();
    },
    async stop() {
      await server.kill();
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Sends commands as a person would in redis-cli, one after the other, and returns what Redis answered, raw. */
export async function tellRedis(port: number, ...commands: readonly string[]): Promise<string> {
  const socket = createConnection({ host: '127.0.0.1', port });
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk;
  });
  let failure: Error | undefined;
  socket.on('error', (error) => {
    failure = error;
  });
  // Redis answers what it has read before it sees the end. QUIT would not do: Sentinel does not know it.
  socket.end([...commands, ''].join('\r\n'));
  await waitUntil('Redis has answered', () => socket.closed, { details: () => answer });
  if (failure !== undefined) throw failure;
  return answer;
}

async function answersPing(port: number, password: string | undefined): Promise<boolean> {
  try {
    const login = password === undefined ? [] : [`AUTH ${password}`];
    return /\+PONG/.test(await tellRedis(port, ...login, 'PING'));
  } catch {
    return false;
  }
}
