import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createWriteTogether } from '../../src/store/write-together.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

async function connected(): Promise<Redis> {
  const client = new Redis(server.url);
  await client.ping();
  return client;
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('what is sent in one turn waits for its end, and is answered in its order', async () => {
  const client = await connected();
  const writeTogether = createWriteTogether(client, () => undefined);
  const answers = ['1', '2', '3'].map((value) => {
    writeTogether();
    return client.getset('key', value);
  });
  expect(client.stream.writableCorked).toBe(1);
  expect(client.stream.writableLength).toBeGreaterThan(0);
  await nextTurn();
  expect(client.stream.writableCorked).toBe(0);
  expect(await Promise.all(answers)).toEqual([null, '1', '2']);
  await client.quit();
});

test('each turn writes for itself', async () => {
  const client = await connected();
  const writeTogether = createWriteTogether(client, () => undefined);
  for (let turn = 0; turn < 3; turn++) {
    writeTogether();
    expect(await client.incr('turns')).toBe(turn + 1);
    expect(client.stream.writableCorked).toBe(0);
  }
  await client.quit();
});

test('what was sent before the connection was ended on purpose is carried out', async () => {
  const client = await connected();
  createWriteTogether(client, () => undefined)();
  const last = client.set('last', 'word');
  client.disconnect();
  expect(await last).toBe('OK');
});

test('a connection that breaks within the turn leaves the next one as it is', async () => {
  const client = await connected();
  const writeTogether = createWriteTogether(client, () => undefined);
  writeTogether();
  client.stream.destroy();
  const ready = new Promise((resolve) => client.once('ready', resolve));
  await nextTurn();
  writeTogether();
  await ready;
  writeTogether();
  expect(await client.ping()).toBe('PONG');
  expect(client.stream.writableCorked).toBe(0);
  await client.quit();
});
