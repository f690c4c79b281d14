import type { FetchFunction } from '@slack/web-api';
import { Agent, type Dispatcher } from 'undici';
import { TocsinError } from '../core/errors.ts';
import { forgetOldest } from './forget-oldest.ts';

type FetchResponse = Awaited<ReturnType<FetchFunction>>;
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** Connections kept to one host: several hundred calls a second at Slack's usual 150–300 ms an answer. */
const CONNECTIONS = 128;

export interface UndiciFetch {
  /**
   * `fetch` as far as Slack's clients use it: a text body, the whole answer read before it resolves, redirects handed
   * back as they are. Rejects with a {@link TocsinError}: `slack_unreachable` while no byte of the request can have
   * been written, after that `timeout` (no whole answer in time) or `connection_lost`, both ambiguous.
   */
  readonly fetch: FetchFunction;
  /** Waits for the calls under way, which end within the timeout; cuts them off after `patienceMs`, if that is given. */
  close(patienceMs?: number): Promise<void>;
}

/**
 * `fetch` over undici's keep-alive connections, without the streams and signals of the built-in one:
 * a quarter of its CPU time a call. `timeoutMs` bounds a whole call, waiting for a connection included.
 */
export function createUndiciFetch({ timeoutMs }: { readonly timeoutMs: number }): UndiciFetch {
  // One deadline for a whole call stands in for undici's own.
  const agent = new Agent({
    connections: CONNECTIONS,
    connect: { timeout: timeoutMs },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const placeOf = createPlaces();
  return {
    fetch: async (url, init = {}) => {
      const { origin, path, href } = placeOf(url);
      const { method = 'GET', headers = null, body = null, signal } = init;
      if (body !== null && typeof body !== 'string') throw new TocsinError('usage', 'form data is not supported');
      if (signal?.aborted) throw new TocsinError('slack_unreachable', 'called off before it began');
      return await new Promise((resolve, reject) => {
        const exchange = new Exchange({ url: href, signal, timeoutMs, resolve, reject });
        try {
          agent.dispatch({ origin, path, method, headers, body }, exchange);
        } catch (cause) {
          exchange.fail(cause);
        }
      });
    },
    async close(patienceMs) {
      const cut = patienceMs === undefined ? undefined : setTimeout(() => void agent.destroy(), patienceMs);
      await agent.close();
      clearTimeout(cut);
    },
  };
}

/** Slack's methods are few; whatever else is called comes and goes. */
const KEPT_PLACES = 32;

interface UrlPlace {
  readonly origin: string;
  readonly path: string;
  readonly href: string;
}

/** Reads a URL once, not at each call. */
function createPlaces(): (url: string | URL) => UrlPlace {
  const kept = new Map<string, UrlPlace>();
  return (url) => {
    const text = String(url);
    const known = kept.get(text);
    if (known !== undefined) return known;
    const { origin, pathname, search, href } = new URL(text);
    if (kept.size >= KEPT_PLACES) forgetOldest(kept);
    const place = { origin, path: pathname + search, href };
    kept.set(text, place);
    return place;
  };
}

interface ExchangeOptions {
  readonly url: string;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly resolve: (response: FetchResponse) => void;
  readonly reject: (error: TocsinError) => void;
}

/** One request and its answer. Settles once: with the whole answer, or with why there is none. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #deadline: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  readonly #onAbort = () => this.#giveUp('called off');
  #controller: Dispatcher.DispatchController | undefined;
  #failure: TocsinError | undefined;
  #status = 0;
  #statusText = '';
  #headers: Headers = {};

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#deadline = setTimeout(() => this.#giveUp(`no answer within ${options.timeoutMs} ms`), options.timeoutMs);
    options.signal?.addEventListener('abort', this.#onAbort);
  }

  /** undici calls it right before it writes the request. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#failure !== undefined) controller.abort(this.#failure);
    else this.#controller = controller;
  }

  onResponseStart(_controller: unknown, status: number, headers: Headers, statusText = ''): void {
    this.#status = status;
    this.#headers = headers;
    this.#statusText = statusText;
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#failure !== undefined) return;
    this.#release();
    this.#options.resolve(
      createResponse({
        url: this.#options.url,
        status: this.#status,
        statusText: this.#statusText,
        headers: this.#headers,
        body: Buffer.concat(this.#chunks),
      }),
    );
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.fail(error);
  }

  fail(cause: unknown): void {
    if (this.#failure !== undefined) return;
    const what = networkCode(cause);
    this.#settle(
      this.#controller === undefined
        ? new TocsinError('slack_unreachable', what, { cause })
        : new TocsinError('connection_lost', what, { cause }),
    );
  }

  #giveUp(why: string): void {
    if (this.#failure !== undefined) return;
    const failure =
      this.#controller === undefined
        ? new TocsinError('slack_unreachable', `${why}, still without a connection`)
        : new TocsinError('timeout', why);
    this.#settle(failure);
    this.#controller?.abort(failure);
  }

  #settle(failure: TocsinError): void {
    this.#failure = failure;
    this.#release();
    this.#options.reject(failure);
  }

  #release(): void {
    clearTimeout(this.#deadline);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
  }
}

/** The network's own word for a failure, such as `ECONNREFUSED`. */
function networkCode(cause: unknown): string {
  const hasCode = typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string';
  return hasCode ? String(cause.code) : 'network failure';
}

interface Answer {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** As much of a `Response` as Slack's clients read. */
function createResponse({ url, status, statusText, headers, body }: Answer): FetchResponse {
  return {
    url,
    status,
    statusText,
    ok: status >= 200 && status < 300,
    headers: {
      get: (name) => headerText(headers[name.toLowerCase()]) ?? null,
      entries: () => Object.entries(headers).map(([name, value]) => [name, headerText(value) ?? '']),
    },
    text: async () => body.toString(),
    json: async () => JSON.parse(body.toString()),
    arrayBuffer: async () => Uint8Array.from(body).buffer,
  };
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
