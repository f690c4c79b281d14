/**
 * Stands between one relay and Slack. Sees every call, can keep it or its answer from arriving, and plays what Slack
 * does on a bad day: calls that are carried out and answered with a reset, and calls that hang.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Pool } from 'undici';
import type { SlackPoint } from './crash-points.ts';
import type { Random } from './random.ts';
import { resetSocket } from './reset-socket.ts';

export interface SlackProxyOptions {
  /** Origin of the sandbox. */
  readonly slackUrl: string;
  readonly ambiguous: number;
  readonly hanging: number;
  /** Decides which calls fail. */
  readonly random: Random;
  readonly strikeAt: (point: SlackPoint) => 'break' | 'hang' | undefined;
  readonly strike: () => void;
}

/** Calls, by what became of them. */
export interface SlackCalls {
  answered: number;
  /** Carried out, and never answered: by a reset, by hanging, because the relay was struck. */
  carriedOutInSilence: number;
  /** Not carried out, and never answered. */
  dropped: number;
}

export class SlackProxy {
  readonly #options: SlackProxyOptions;
  readonly #pool: Pool;
  readonly #server: Server;
  readonly calls: SlackCalls = { answered: 0, carriedOutInSilence: 0, dropped: 0 };

  private constructor(options: SlackProxyOptions) {
    this.#options = options;
    this.#pool = new Pool(options.slackUrl, { connections: 64 });
    this.#server = createServer((request, response) => {
      // A relay that dies in the middle of its call has nobody to tell.
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(options: SlackProxyOptions): Promise<SlackProxy> {
    const proxy = new SlackProxy(options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await this.#pool.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const step = stepOf(request.url ?? '', body);
    const fate = this.#fate();
    if (this.#options.strikeAt(`${step} unsent`) !== undefined) {
      this.calls.dropped += 1;
      return this.#options.strike();
    }
    if (fate === 'hang before') {
      this.calls.dropped += 1;
      return;
    }
    const answer = await this.#forward(request, body);
    if (this.#options.strikeAt(`${step} unheard`) !== undefined) {
      this.calls.carriedOutInSilence += 1;
      return this.#options.strike();
    }
    if (fate === 'answer') {
      this.calls.answered += 1;
      response.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    }
    this.calls.carriedOutInSilence += 1;
    if (fate === 'reset after') resetSocket(response.socket);
  }

  #fate(): 'answer' | 'reset after' | 'hang before' | 'hang after' {
    const { random, ambiguous, hanging } = this.#options;
    const chance = random.next() * 100;
    if (chance < ambiguous) return 'reset after';
    if (chance < ambiguous + hanging / 2) return 'hang before';
    return chance < ambiguous + hanging ? 'hang after' : 'answer';
  }

  async #forward(request: IncomingMessage, body: Buffer) {
    const { 'content-type': type = '', authorization = '' } = request.headers;
    const {
      statusCode,
      headers,
      body: answer,
    } = await this.#pool.request({
      method: 'POST',
      path: request.url ?? '/',
      headers: { 'content-type': type, authorization },
      body,
    });
    return {
      status: statusCode,
      headers: { 'content-type': String(headers['content-type']) },
      body: Buffer.from(await answer.arrayBuffer()),
    };
  }
}

function stepOf(url: string, body: Buffer): 'post' | 'reply' | 'update' | 'search' {
  if (url.includes('chat.update')) return 'update';
  if (!url.includes('chat.postMessage')) return 'search';
  return body.includes('thread_ts=') ? 'reply' : 'post';
}
