/**
 * Stands between one relay and Redis, sees every command, and can keep it or its answer from arriving. It can also reset
 * all connections, or hold everything back for a while and let it through later.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { type Command, CommandReader, encodeCommand } from './command-reader.ts';
import type { RedisPoint } from './crash-points.ts';
import { type RedisStep, stepOf } from './redis-point.ts';
import { resetSocket } from './reset-socket.ts';

export interface RedisProxyOptions {
  readonly redisPort: number;
  /**
   * Asked at each point that comes by, whether the relay is struck there: `break` when what it sent, or the answer, must
   * never arrive, `hang` when it arrives late.
   */
  readonly strikeAt: (point: RedisPoint) => 'break' | 'hang' | undefined;
  /** Called when the moment has come: what the relay sent was carried out or not as the point says. */
  readonly strike: () => void;
}

export class RedisProxy {
  readonly #options: RedisProxyOptions;
  readonly #server: Server;
  readonly #links = new Set<Link>();

  private constructor(options: RedisProxyOptions) {
    this.#options = options;
    this.#server = createServer((client) => {
      const link = new Link(client, this.#options);
      this.#links.add(link);
      client.once('close', () => this.#links.delete(link));
    });
  }

  static async start(options: RedisProxyOptions): Promise<RedisProxy> {
    const proxy = new RedisProxy(options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resets all connections. */
  cut(): void {
    for (const link of this.#links) link.cut();
  }

  /** Lets nothing through until {@link resume}. */
  hang(): void {
    for (const link of this.#links) link.hang();
  }

  /** Lets through what was held back. */
  resume(): void {
    for (const link of this.#links) link.resume();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** One connection of the relay, and ours to Redis behind it. */
class Link {
  readonly #client: Socket;
  readonly #redis: Socket;
  readonly #reader = new CommandReader();
  readonly #options: RedisProxyOptions;
  /** Set while an answer is kept from the relay: the last word of Redis that shows that the command was carried out. */
  #unheard: { readonly mark: string; seen: string } | undefined;
  /** What waits while nothing gets through. */
  #held: (() => void)[] | undefined;

  constructor(client: Socket, options: RedisProxyOptions) {
    this.#client = client;
    this.#options = options;
    this.#redis = createConnection({ host: '127.0.0.1', port: options.redisPort });
    client.on('data', (packet: Buffer) => this.#pass(() => this.#receive(packet)));
    this.#redis.on('data', (packet: Buffer) => this.#pass(() => this.#answer(packet)));
    // A connection that breaks says so by closing, too.
    for (const socket of [client, this.#redis]) socket.setNoDelay(true).on('error', () => socket.destroy());
    client.once('close', () => this.#pass(() => this.#redis.end()));
    this.#redis.once('close', () => client.destroy());
  }

  cut(): void {
    this.#held = undefined;
    resetSocket(this.#client);
    this.#redis.destroy();
  }

  hang(): void {
    this.#held ??= [];
  }

  resume(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const work of held) work();
  }

  #pass(work: () => void): void {
    if (this.#held === undefined) work();
    else this.#held.push(work);
  }

  #receive(packet: Buffer): void {
    for (const command of this.#reader.push(packet)) this.#pass(() => this.#send(command));
  }

  #send(command: Command): void {
    if (this.#unheard !== undefined) return;
    const step = stepOf(command);
    const before = step === undefined ? undefined : this.#options.strikeAt(`${step} unsent`);
    if (before !== undefined) this.#options.strike();
    if (before === 'break') return;
    this.#pass(() => {
      this.#redis.write(command.bytes);
      if (step !== undefined) this.#silence(step);
    });
  }

  /** After a command was sent on. */
  #silence(step: RedisStep): void {
    const after = this.#options.strikeAt(`${step} unheard`);
    if (after === 'hang') this.#options.strike();
    if (after !== 'break') return;
    const mark = randomUUID();
    this.#unheard = { mark, seen: '' };
    this.#redis.write(encodeCommand('ECHO', mark));
  }

  #answer(packet: Buffer): void {
    const unheard = this.#unheard;
    if (unheard === undefined) {
      this.#client.write(packet);
      return;
    }
    unheard.seen = (unheard.seen + packet.toString('latin1')).slice(-4_096);
    if (unheard.seen.includes(unheard.mark)) this.#options.strike();
  }
}
