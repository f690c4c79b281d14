import { once } from 'node:events';
import { type ClientRequest, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { SignedBodies } from '../../src/slack/signed-bodies.ts';
import { waitUntil } from '../servers/wait-until.ts';

const KIB = 1_024;
let releasers: Releasers;
let port: number;
/** What became of the requests, in the order of their ends. */
let ends: string[];
/** Bytes that are read at this moment. */
let begun: number;

beforeEach(async () => {
  releasers = new Releasers();
  [ends, begun] = [[], 0];
  const bodies = new SignedBodies({ maxHeldBytes: 256 * KIB, bodyMs: 300 });
  const server = createServer(async (request, response) => {
    request.on('data', (chunk: Buffer) => {
      begun += chunk.length;
    });
    const read = await bodies.read(request, async (body) => `${body.length} bytes`);
    ends.push(read);
    response.writeHead(200, { Connection: 'close' }).end(read);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  releasers.add('server', () => {
    server.closeAllConnections();
    server.close();
  });
});
afterEach(() => releasers.close());

function send(bytes: number, { isWhole = true, ...headers }: { isWhole?: boolean; 'content-length'?: string } = {}) {
  const sent: ClientRequest = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers });
  sent.on('error', () => undefined).on('response', (response) => response.resume());
  sent.write(Buffer.alloc(bytes));
  if (isWhole) sent.end();
  releasers.add('request', () => void sent.destroy());
  return sent;
}
const ended = (count: number) => waitUntil(`${count} ended`, () => ends.length >= count && ends);

test('many that are never finished hold no more than the budget, and not for long', async () => {
  for (let each = 0; each < 4; each += 1) send(64 * KIB, { isWhole: false });
  await waitUntil('all of it is held', () => begun === 256 * KIB);
  send(KIB);
  expect(await ended(1)).toEqual(['overloaded']);
  expect((await ended(5)).slice(1)).toEqual(['too_slow', 'too_slow', 'too_slow', 'too_slow']);
  send(200 * KIB);
  expect((await ended(6)).at(-1)).toBe(`${200 * KIB} bytes`);
});

test('what says that it is too large is not read, and what is cut off gives back its room', async () => {
  send(0, { isWhole: false, 'content-length': String(2 * KIB * KIB) });
  expect(await ended(1)).toEqual(['too_large']);
  expect(begun).toBe(0);
  const cut = send(200 * KIB, { isWhole: false });
  await waitUntil('it is held', () => begun === 200 * KIB);
  cut.destroy();
  expect((await ended(2)).at(-1)).toBe('broken_off');
  send(200 * KIB);
  expect((await ended(3)).at(-1)).toBe(`${200 * KIB} bytes`);
});
