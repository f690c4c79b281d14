import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Answer, accept, refuse } from './answer.ts';
import { ACK_DEADLINE_MS, type ClickResult, type EnvelopeType } from './send-interaction.ts';

/** [D using-socket-mode] no more connections of an app at a time. */
const MAX_SOCKETS = 10;

export const SOCKET_PATH = '/_socket';

interface Waiting {
  readonly startedAt: number;
  readonly timer: NodeJS.Timeout;
  resolve(result: ClickResult): void;
}

/** Slack's side of Socket Mode: tickets for sockets, and requests that go over one of them. */
export class SandboxSockets {
  readonly #appToken: string | undefined;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #open = new Set<WebSocket>();
  readonly #waiting = new Map<string, Waiting>();

  constructor(appToken: string | undefined) {
    this.#appToken = appToken;
  }

  /** Whether requests go over sockets, and none over HTTP. */
  get isUsed(): boolean {
    return this.#appToken !== undefined;
  }

  get count(): number {
    return this.#open.size;
  }

  /** `apps.connections.open`. */
  ticket(token: string | undefined, url: string): Answer {
    if (this.#appToken === undefined || token !== this.#appToken) return refuse('invalid_auth');
    if (this.#open.size >= MAX_SOCKETS) return refuse('too_many_websockets');
    const ticket = randomBytes(12).toString('hex');
    this.#tickets.add(ticket);
    return accept({ url: `${url.replace(/^http/, 'ws')}${SOCKET_PATH}?ticket=${ticket}` });
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (url.pathname !== SOCKET_PATH || !this.#tickets.delete(url.searchParams.get('ticket') ?? '')) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#opened(opened));
  }

  /** Over one of the sockets, in turn; waits for the answer, at most three seconds. */
  send(type: EnvelopeType, payload: unknown): Promise<ClickResult> {
    const [socket] = this.#open;
    if (socket === undefined) return Promise.resolve({ status: 0, body: 'no socket is open', elapsedMs: 0 });
    this.#open.delete(socket);
    this.#open.add(socket);
    const id = randomBytes(12).toString('hex');
    const startedAt = performance.now();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        resolve({ status: 0, body: 'no answer', elapsedMs: performance.now() - startedAt });
      }, ACK_DEADLINE_MS);
      this.#waiting.set(id, { startedAt, timer, resolve });
      const retry = type === 'events_api' ? { retry_attempt: 0, retry_reason: '' } : {};
      const envelope = { envelope_id: id, type, payload, accepts_response_payload: type !== 'events_api', ...retry };
      socket.send(JSON.stringify(envelope));
    });
  }

  /** Asks the app to open another socket and ends this one, as Slack does every few hours; or cuts it off. */
  drop({ isCut }: { readonly isCut: boolean }): void {
    for (const socket of this.#open) {
      if (isCut) socket.terminate();
      else socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} }));
    }
  }

  close(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    for (const socket of this.#open) socket.terminate();
    this.#server.close();
  }

  #opened(socket: WebSocket): void {
    this.#open.add(socket);
    socket.on('close', () => this.#open.delete(socket));
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => this.#answered(String(data)));
    socket.send(
      JSON.stringify({ type: 'hello', num_connections: this.#open.size, debug_info: {}, connection_info: {} }),
    );
  }

  #answered(text: string): void {
    const { envelope_id: id, payload }: { envelope_id: string; payload?: object } = JSON.parse(text);
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    const isEmpty = payload === undefined || Object.keys(payload).length === 0;
    waiting.resolve({
      status: 200,
      body: isEmpty ? '' : JSON.stringify(payload),
      elapsedMs: performance.now() - waiting.startedAt,
    });
  }
}
