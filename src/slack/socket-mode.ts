/**
 * Socket Mode: a WebSocket that the relay opens to Slack, for one workspace without an address on the internet. Each process
 * with the role `console` opens one; Slack gives each request to one of up to ten.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { FetchFunction } from '@slack/web-api';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import { explainSlackError } from './slack-errors.ts';
import { silentSlackLogger } from './slack-logger.ts';

/** Slack renews sockets every few hours, and ends them when it likes: the first try comes at once, more or less. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;
/** How long the end of a connection may take. */
const CLOSE_MS = 1_000;
/** A socket that lasted as long was in order: the next pause is short again. */
const GOOD_AFTER_MS = 60_000;

export interface SocketOptions {
  readonly appToken: Secret;
  readonly apiUrl: string;
  readonly fetch: FetchFunction;
  readonly logger: Logger;
}

export interface OpenSocket {
  readonly receiver: Receiver;
  /** Connects, and again whenever the connection ends, until it is closed. */
  start(): void;
  close(): Promise<void>;
}

export function openSocket(options: SocketOptions): OpenSocket {
  const { appToken, apiUrl, fetch } = options;
  const receiver = new SocketModeReceiver({
    appToken: appToken.reveal(),
    // It writes an error for every try that fails; the keeper says it once.
    logger: silentSlackLogger,
    // It gives up for good on the first refused connection, by a rejection that nobody can catch: so we reconnect.
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: { slackApiUrl: apiUrl, fetch, retryConfig: { retries: 0 } } },
  });
  const keeper = new SocketKeeper(receiver.client, options);
  return { receiver, start: () => keeper.start(), close: () => keeper.close() };
}

type SocketClient = SocketModeReceiver['client'];

class SocketKeeper {
  readonly #client: SocketClient;
  readonly #logger: Logger;
  #pauseMs = FIRST_PAUSE_MS;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #openedAt = 0;
  /** Whether it was said that there is no connection. */
  #isTold = false;

  constructor(client: SocketClient, { logger }: SocketOptions) {
    this.#client = client;
    this.#logger = logger;
    client.on('disconnected', () => this.#again());
  }

  start(): void {
    this.#connect().catch((error: unknown) => this.#failed(error));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    // Whoever does not answer the end of the connection is not waited for.
    await Promise.race([this.#client.disconnect(), pause(CLOSE_MS, undefined, { ref: false })]);
  }

  async #connect(): Promise<void> {
    if (this.#isClosed) return;
    await this.#client.start();
    this.#openedAt = performance.now();
    this.#isTold = false;
    this.#logger.info({}, 'connected to Slack by Socket Mode');
  }

  #failed(error: unknown): void {
    const { reason, detail } = explainSlackError(error);
    const words = 'no connection to Slack by Socket Mode: clicks are not taken here';
    if (this.#isTold) this.#logger.debug({ reason, detail }, words);
    else this.#logger.error({ reason, detail }, words);
    this.#isTold = true;
    this.#again();
  }

  #again(): void {
    if (this.#isClosed || this.#timer !== undefined) return;
    if (performance.now() - this.#openedAt > GOOD_AFTER_MS) this.#pauseMs = FIRST_PAUSE_MS;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.start();
    }, this.#pauseMs);
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
  }
}
