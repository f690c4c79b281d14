import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TocsinError } from '../core/errors.ts';

/** A client that does not finish its request within this time is cut off; Alertmanager sends a webhook in one go. */
const REQUEST_TIMEOUT_MS = 30_000;

export interface RelayServer {
  readonly port: number;
  /** Takes no new requests, ends idle connections and waits for requests under way, at most `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
}

/**
 * Listens for everything. Ingest comes first and straight from node:http; what it does not know goes to the Express
 * application. Rejects when the port cannot be had.
 */
export async function startRelayServer(options: {
  readonly port: number;
  readonly host?: string;
  readonly ingest: (request: IncomingMessage, response: ServerResponse) => boolean;
  readonly app: (request: IncomingMessage, response: ServerResponse) => void;
  /** From then on clients are asked to connect anew for their next request: to a process that stays. */
  readonly isClosing: () => boolean;
}): Promise<RelayServer> {
  const { ingest, app, isClosing } = options;
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: 65_000 }, (request, response) => {
    if (isClosing()) response.setHeader('Connection', 'close');
    if (!ingest(request, response)) app(request, response);
  });
  await listen(server, options);
  return { port: (server.address() as AddressInfo).port, close: (timeoutMs) => closeServer(server, timeoutMs) };
}

function listen(server: Server, { port, host }: { readonly port: number; readonly host?: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const hint = 'is another process using it? set PORT to a free one';
      reject(new TocsinError('usage', `cannot listen on port ${port}; ${hint}`, { cause }));
    });
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => resolve());
  });
}

async function closeServer(server: Server, timeoutMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearTimeout(timer);
}
