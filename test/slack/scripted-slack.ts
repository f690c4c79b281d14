import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Secret } from '../../src/core/secret.ts';

/** A request as it arrived. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Of a body that is a form. */
  readonly form: URLSearchParams;
  /** The fields of a body that is JSON. */
  fields(): Readonly<Record<string, unknown>>;
}

export type Behaviour = (response: ServerResponse, request: SeenRequest) => void;

/** A far end that does exactly what the test says, at the level of HTTP. */
export interface ScriptedSlack {
  readonly apiUrl: string;
  readonly origin: string;
  readonly seen: SeenRequest[];
  /** What every request from now on meets. */
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Behaviour =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(body));
  };

export const posted = json({ ok: true, channel: 'C0OPS', ts: '1700000000.000100' });

export async function startScriptedSlack(): Promise<ScriptedSlack> {
  const seen: SeenRequest[] = [];
  let behaviour = posted;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const arrived = {
        path: request.url ?? '',
        headers: request.headers,
        body,
        form: new URLSearchParams(body),
        fields: () => JSON.parse(body),
      };
      seen.push(arrived);
      behaviour(response, arrived);
    });
  });
  const origin = await listen(server);
  return {
    apiUrl: `${origin}/api/`,
    origin,
    seen,
    behave: (next) => {
      behaviour = next;
    },
    close: () => closeServer(server),
  };
}

export async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}

/** Everything of a value that could reach a log, an error or a metric. */
export function printed(value: unknown, secrets: readonly Secret[]): readonly string[] {
  const text = `${JSON.stringify(value)} ${String(value)}`;
  return secrets.map((secret) => secret.reveal()).filter((token) => text.includes(token));
}
