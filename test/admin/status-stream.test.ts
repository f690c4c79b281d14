/** Whoever opens pages of the fleet, and leaves them, takes nobody else's place. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import express from 'express';
import type { Caller } from '../../src/admin/caller.ts';
import { createStatusStream, type StatusStream, type StreamParts } from '../../src/admin/status-stream.ts';
import { waitUntil } from '../servers/wait-until.ts';

let server: Server;
let stream: StatusStream;
const sockets: Socket[] = [];

afterEach(async () => {
  stream.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Each page is of the tenant that its path names, of an operator without one. `looks` answer when they are let. */
async function start(look: () => Promise<void> = async () => undefined) {
  const none = { all: () => [] };
  stream = createStatusStream({
    tenants: () => none,
    fleet: { now: async () => [], keepOnly: () => undefined },
    takeover: () => ({ at: 0, faults: [], warnings: [] }),
    readiness: async () => {
      await look();
      return { ready: true, problems: [], warnings: [] };
    },
    stillKnown: async (caller: Caller) => caller,
    version: '0',
    clock: { now: () => 0 },
    logger: { warn: () => undefined },
  } as unknown as StreamParts);
  const app = express();
  app.get('/{:tenant}', async (request, response) => {
    const { tenant } = request.params;
    const caller = { key: 'k', ...(tenant === undefined ? {} : { of: { tenant: { id: tenant } } }) } as Caller;
    const answered = await stream.streamFleet({ caller, request, response } as Parameters<
      StatusStream['streamFleet']
    >[0]);
    if (answered !== 'answered') response.status(503).end();
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
}

async function open(path: string, times = 1): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(times));
  await once(socket, 'connect');
  return socket;
}

async function statusOf(path: string): Promise<string | undefined> {
  const [chunk] = await once(await open(path), 'data');
  return String(chunk).split(' ')[1];
}

test('a tenant has a share of the places, and others have theirs', async () => {
  await start();
  const statuses = await Promise.all(Array.from({ length: 22 }, () => statusOf('/acme')));
  expect(statuses.filter((status) => status === '503')).toHaveLength(2);
  expect([await statusOf('/globex'), await statusOf('/')]).toEqual(['200', '200']);
});

test('pages that are left before they are told anything give their places back', async () => {
  const waiting: (() => void)[] = [];
  let isHeld = true;
  await start(() => (isHeld ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()));
  const left = await Promise.all([open('/acme', 15), open('/acme', 5)]);
  await waitUntil('all are being looked up', async () => waiting.length === 20);
  for (const socket of left) socket.destroy();
  isHeld = false;
  await waitUntil('there is room again', async () => (await statusOf('/acme')) === '200');
  for (const go of waiting) go();
  expect(await Promise.all(Array.from({ length: 19 }, () => statusOf('/acme')))).not.toContain('503');
});
