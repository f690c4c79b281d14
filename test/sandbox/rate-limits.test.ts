import { afterEach, describe, expect, test } from '@jest/globals';
import { restrictedAppLimits, type SandboxLimits, slackLimits } from '../../src/sandbox/rate-limits.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Call, openSandbox, TestClock } from './sandbox-fixture.ts';

let sandbox: Sandbox | undefined;

afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

async function open(limits?: SandboxLimits): Promise<{ call: Call; clock: TestClock }> {
  const clock = new TestClock();
  const opened = await openSandbox(limits === undefined ? { clock } : { clock, limits });
  sandbox = opened.sandbox;
  return { call: opened.call, clock };
}

async function statuses(call: Call, count: number, method: string, args: object, token?: string): Promise<number[]> {
  const found: number[] = [];
  for (let index = 0; index < count; index += 1) found.push((await call(method, args, token)).status);
  return found;
}

const POST = { channel: 'C0OPS', text: 'x' };

describe('rate limits', () => {
  test('there are none unless asked for', async () => {
    const { call } = await open();
    expect(new Set(await statuses(call, 60, 'chat.postMessage', POST))).toEqual(new Set([200]));
  });

  test('a channel takes one post a second after a small burst', async () => {
    const { call, clock } = await open(slackLimits);
    expect(await statuses(call, 4, 'chat.postMessage', POST)).toEqual([200, 200, 200, 429]);
    clock.advance(1_000);
    expect(await statuses(call, 2, 'chat.postMessage', POST)).toEqual([200, 429]);
    expect(sandbox?.messages('T0ACME', 'ops')).toHaveLength(4);
  });

  test("429 carries Retry-After and Slack's body", async () => {
    const { call } = await open(slackLimits);
    await statuses(call, 3, 'chat.postMessage', POST);
    const refused = await call('chat.postMessage', POST);
    expect(refused).toEqual({ status: 429, retryAfter: '1', body: { ok: false, error: 'ratelimited' } });
  });

  test('429 blocks that method of that workspace, and nothing else', async () => {
    const { call, clock } = await open(slackLimits);
    expect(await statuses(call, 4, 'chat.postMessage', POST)).toEqual([200, 200, 200, 429]);
    expect((await call('chat.postMessage', { channel: 'C0DB', text: 'x' })).status).toBe(429);
    expect((await call('auth.test')).status).toBe(200);
    expect((await call('chat.postMessage', { channel: 'C0ALERTS', text: 'x' }, 'xoxb-globex-1')).status).toBe(200);
    clock.advance(1_000);
    expect((await call('chat.postMessage', { channel: 'C0DB', text: 'x' })).status).toBe(200);
  });

  test('a workspace takes fifty updates a minute', async () => {
    const { call, clock } = await open(slackLimits);
    const { body } = await call('chat.postMessage', POST);
    const update = { channel: 'C0OPS', ts: body.ts, text: 'y' };
    expect(await statuses(call, 51, 'chat.update', update)).toEqual([...Array(50).fill(200), 429]);
    clock.advance(2_000);
    expect((await call('chat.update', update)).status).toBe(200);
  });

  test('a workspace has a ceiling of posts over all channels', async () => {
    const limits = { methods: { 'chat.postMessage': { calls: 5, periodMs: 60_000, burst: 5 } } };
    const { call } = await open(limits);
    expect(await statuses(call, 4, 'chat.postMessage', POST)).toEqual([200, 200, 200, 200]);
    const other = { channel: 'C0DB', text: 'x' };
    const refused = await call('chat.postMessage', other);
    expect(refused.status).toBe(200);
    expect(await call('chat.postMessage', other)).toMatchObject({ status: 429, retryAfter: '12' });
  });

  test('a restricted app reads history once a minute, fifteen objects', async () => {
    const { call, clock } = await open(restrictedAppLimits);
    for (let index = 0; index < 20; index += 1) {
      clock.advance(1_000);
      await call('chat.postMessage', POST);
    }
    const { body } = await call('conversations.history', { channel: 'C0OPS', limit: 100 });
    expect(body.messages).toHaveLength(15);
    expect(await call('conversations.history', { channel: 'C0OPS' })).toMatchObject({ status: 429, retryAfter: '60' });
  });
});
