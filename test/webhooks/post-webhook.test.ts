import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AddressGuard } from '../../src/network/address-guard.ts';
import { createWebhookPoster, type Posted, type WebhookPoster } from '../../src/webhooks/post-webhook.ts';

let server: Server;
let url: string;
let poster: WebhookPoster;
let seen: { readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: string }[];
let behave: (response: ServerResponse) => void;

beforeEach(async () => {
  seen = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push({ path: request.url ?? '', headers: request.headers, body });
    behave(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `http://127.0.0.1:${address.port}/hook`;
  poster = createWebhookPoster({
    timeoutMs: 400,
    guard: new AddressGuard({ refused: 'private', allowed: ['127.0.0.0/8'] }),
  });
});

afterEach(async () => {
  await poster.close();
  server.closeAllConnections();
  server.close();
});

const post = () => poster.post(url, { headers: { 'webhook-id': 'msg_1' }, body: '{"a":1}' });
const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end('x');

test('posts JSON with the headers that it was given', async () => {
  behave = status(200);
  expect(await post()).toEqual({ outcome: 'taken' });
  expect(seen[0]).toMatchObject({
    path: '/hook',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json', 'webhook-id': 'msg_1', 'user-agent': 'Tocsin' },
  });
});

const answers: readonly (readonly [string, (response: ServerResponse) => void, Posted])[] = [
  [
    'a redirect',
    status(302, { location: '/elsewhere' }),
    { outcome: 'refused', reason: 'http_3xx', detail: 'http 302' },
  ],
  ['422', status(422), { outcome: 'refused', reason: 'http_4xx', detail: 'http 422' }],
  ['410', status(410), { outcome: 'refused', reason: 'http_4xx', detail: 'http 410' }],
  ['409', status(409), { outcome: 'failed', reason: 'http_4xx', detail: 'http 409' }],
  [
    '429',
    status(429, { 'retry-after': '7' }),
    { outcome: 'failed', reason: 'http_429', detail: 'http 429', retryAfterMs: 7_000 },
  ],
  [
    '503 for a day',
    status(503, { 'retry-after': '86400' }),
    { outcome: 'failed', reason: 'http_5xx', detail: 'http 503', retryAfterMs: 3_600_000 },
  ],
  ['500', status(500), { outcome: 'failed', reason: 'http_5xx', detail: 'http 500' }],
  ['nothing', () => undefined, { outcome: 'failed', reason: 'timeout', detail: 'no answer within 400 ms' }],
  [
    'a cut line',
    (response) => void response.destroy(),
    { outcome: 'failed', reason: 'unreachable', detail: 'UND_ERR_SOCKET' },
  ],
  ['200 and an endless body', (response) => void response.writeHead(200).write('x'), { outcome: 'taken' }],
];

test.each(answers)('judges %s', async (_what, does, expected) => {
  behave = does;
  expect(await post()).toEqual(expected);
  expect(seen).toHaveLength(1);
});

test('cannot reach what is not there', async () => {
  expect(await poster.post('http://127.0.0.1:1/', { headers: {}, body: '' })).toMatchObject({ reason: 'unreachable' });
});
