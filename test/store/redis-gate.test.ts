import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { silentLogger } from '../../src/core/logger.ts';
import type { GateOptions } from '../../src/delivery/gate.ts';
import { connectRedisStore } from '../../src/store/redis-store.ts';
import { type RedisServer, startRedis, tellRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { describeGateContract } from './gate-contract.ts';
import { describeHourContract } from './hour-contract.ts';

let server: RedisServer;
let tests = 0;
const open: ReturnType<typeof connectRedisStore>[] = [];
beforeAll(async () => {
  server = await startRedis();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
});
afterAll(() => server.stop());

function gateOf(keyPrefix: string, options: GateOptions) {
  const store = connectRedisStore({ url: server.url, keyPrefix, logger: silentLogger });
  open.push(store);
  return store.gate(options);
}

describeGateContract('the gate that Redis shares', async (options) => {
  tests += 1;
  return { one: gateOf(`test-${tests}:`, options), two: gateOf(`test-${tests}:`, options) };
});

describeHourContract('the gate that Redis shares', async (options) => {
  tests += 1;
  const keyPrefix = `test-${tests}:`;
  const endHour = async () => {
    await tellRedis(server.port, `DEL ${keyPrefix}{T1}:hour:acme`);
  };
  return { one: gateOf(keyPrefix, options), two: gateOf(keyPrefix, options), endHour };
});

test('who does not come back loses its place, and what nobody asks for is forgotten', async () => {
  const slow = { perSecond: 1 / 60, burst: 1 };
  const gate = gateOf('late:', {
    paces: { channelPosts: slow, workspacePosts: slow, workspaceUpdates: slow },
    retestMs: 1_000,
    maxHoldMs: 1_000,
    outageNoteMs: 0,
  });
  const update = { method: 'chat.update', workspace: 'T1', channel: 'C1', urgency: 1, waitingSince: 0 } as const;
  await gate.admit({ ...update, holder: 'went' });
  await gate.admit({ ...update, holder: 'lost' });
  await tellRedis(server.port, 'ZADD late:{T1}:back:updates 1 lost');
  const last = await gate.admit({ ...update, holder: 'waits' });
  expect(last.kind === 'wait' && Math.round((last.until - Date.now()) / 60_000)).toBe(1);
  expect(await tellRedis(server.port, 'ZRANGE late:{T1}:wait:updates 0 -1')).not.toContain('lost');
  for (const key of ['next', 'wait', 'back']) {
    expect(Number(/-?\d+/.exec(await tellRedis(server.port, `PTTL late:{T1}:${key}:updates`))?.[0])).toBeGreaterThan(0);
  }
});

test('who went is awaited in no line any more', async () => {
  const pace = { perSecond: 5, burst: 1 };
  const gate = gateOf('went:', {
    paces: { channelPosts: pace, workspacePosts: pace, workspaceUpdates: pace },
    retestMs: 1_000,
    maxHoldMs: 1_000,
    outageNoteMs: 0,
  });
  const post = { method: 'chat.postMessage', workspace: 'T1', urgency: 1, waitingSince: 0 } as const;
  await gate.admit({ ...post, channel: 'C1', holder: 'a' });
  const second = { ...post, channel: 'C2', holder: 'b' };
  expect((await gate.admit(second)).kind).toBe('wait');
  expect(await tellRedis(server.port, 'ZRANGE went:{T1}:back:posts 0 -1')).toContain('b');
  await waitUntil('its turn has come', async () => (await gate.admit(second)).kind === 'go');
  expect(await tellRedis(server.port, 'KEYS went:{T1}:*:posts')).not.toMatch(/wait|back/);
});
