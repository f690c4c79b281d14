/**
 * What both contestants deliver to, as lean as it can be: answers chat.postMessage and chat.update as Slack does, and an
 * incoming webhook with "ok". Counts calls, and notes when the first call of each group came in.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GROUP_MARK } from './payloads.ts';
import { monotonicMs, serveCalls } from './worker-calls.ts';

const state = {
  isHanging: false,
  calls: 0,
  unmarked: 0,
  lastAt: 0,
  /** By group: when its first call came in. */
  seenAt: new Map<number, number>(),
};

function note(body: string, at: number): void {
  state.calls += 1;
  state.lastAt = at;
  const group = Number(GROUP_MARK.exec(body)?.[1] ?? Number.NaN);
  if (Number.isNaN(group)) {
    state.unmarked += 1;
    return;
  }
  if (!state.seenAt.has(group)) state.seenAt.set(group, at);
}

/** What else is asked of Slack, such as whose workspace a token is of, tells people nothing. */
function isMessage({ url = '' }: IncomingMessage): boolean {
  return !url.startsWith('/api/') || url.startsWith('/api/chat.');
}

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const isApi = request.url?.startsWith('/api/') ?? false;
  const channel = /"channel":"([^"]+)"/.exec(body)?.[1] ?? 'C0';
  const ts = `${Math.floor(Date.now() / 1_000)}.${String(state.calls % 1_000_000).padStart(6, '0')}`;
  const text = isApi ? `{"ok":true,"channel":"${channel}","ts":"${ts}"}` : 'ok';
  response.writeHead(200, {
    'Content-Type': isApi ? 'application/json; charset=utf-8' : 'text/html',
    'Content-Length': text.length,
  });
  response.end(text);
}

const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  const at = monotonicMs();
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('latin1');
    if (isMessage(request)) note(body, at);
    if (!state.isHanging) answer(request, response, body);
  });
});

server.listen(0, '127.0.0.1', () => {
  serveCalls({
    port: () => (server.address() as AddressInfo).port,
    /** Whether calls are from now on taken and never answered. */
    hang: (isHanging) => {
      state.isHanging = isHanging === true;
    },
    /** Breaks off what hangs. */
    hangUp: () => {
      server.closeAllConnections();
    },
    forget: () => {
      Object.assign(state, { calls: 0, unmarked: 0, lastAt: 0, seenAt: new Map() });
    },
    count: () => ({ calls: state.calls, groups: state.seenAt.size, unmarked: state.unmarked, lastAt: state.lastAt }),
    seenAt: () => [...state.seenAt],
  });
});
