import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { ACME_TOKEN, type Call, openSandbox } from './sandbox-fixture.ts';

let sandbox: Sandbox;
let call: Call;

beforeEach(async () => {
  ({ sandbox, call } = await openSandbox());
});

afterEach(async () => await sandbox.close());

const POST = { channel: 'C0OPS', text: 'x' };

function stored(): number {
  return sandbox.messages('T0ACME', 'ops').length;
}

/** What a post is answered. */
async function post(
  _signal?: AbortSignal,
): Promise<{ status: number; text: string; retryAfter: string | null } | string> {
  try {
    const response = await fetch(`${sandbox.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${ACME_TOKEN}` },
      body: new URLSearchParams(POST),
    });
    return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after') };
  } catch {
    return 'no answer';
  }
}

describe('faults on demand', () => {
  test.each([
    [
      { kind: 'rate_limited', retryAfterSeconds: 7 },
      { status: 429, retryAfter: '7', text: '{"ok":false,"error":"ratelimited"}' },
      0,
    ],
    [{ kind: 'rate_limited_no_header' }, { status: 429, retryAfter: null }, 0],
    [{ kind: 'status' }, { status: 500, text: '<h1>Server error</h1>' }, 0],
    [{ kind: 'status', status: 503, applied: true }, { status: 503 }, 1],
    [{ kind: 'error', error: 'fatal_error' }, { status: 200, text: '{"ok":false,"error":"fatal_error"}' }, 0],
    [{ kind: 'error', applied: true }, { status: 200, text: '{"ok":false,"error":"internal_error"}' }, 1],
    [{ kind: 'non_json' }, { status: 200, text: '<h1>Please stand by</h1>' }, 0],
    [{ kind: 'slow_headers', delayMs: 20 }, { status: 200, text: expect.stringContaining('"ok":true') }, 1],
    [{ kind: 'slow_body', delayMs: 20 }, { status: 200, text: expect.stringContaining('"ok":true') }, 1],
  ] as const)('%j', async (fault, answer, kept) => {
    sandbox.faults.add(fault);
    expect(await post()).toMatchObject(answer);
    expect(stored()).toBe(kept);
    expect(await post()).toMatchObject({ status: 200, text: expect.stringContaining('"ok":true') });
  });

  test.each([
    ['reset_before', 0],
    ['reset_after', 1],
  ] as const)('%s drops the connection', async (kind, kept) => {
    sandbox.faults.add({ kind });
    expect(await post()).toBe('no answer');
    expect(stored()).toBe(kept);
    expect(sandbox.requestLog.all()).toMatchObject([{ method: 'chat.postMessage', status: 0, fault: kind }]);
  });

  test.each([
    ['hang_before', 0],
    ['hang_after', 1],
  ] as const)('%s never answers', async (kind, kept) => {
    sandbox.faults.add({ kind });
    const pending = request(`${sandbox.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${ACME_TOKEN}`, 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    const closed = new Promise((resolve) => pending.on('close', resolve));
    pending.on('error', () => undefined);
    pending.on('response', () => expect('an answer').toBe('none'));
    pending.end(new URLSearchParams(POST).toString());
    await waitUntil('the call is logged', () => sandbox.requestLog.all().length > 0);
    expect(sandbox.requestLog.all()).toMatchObject([{ status: 0, fault: kind }]);
    expect(stored()).toBe(kept);
    pending.destroy();
    await closed;
  });

  test('a fault is played on what it names, as often as it says', async () => {
    sandbox.faults.add({ kind: 'status', method: 'chat.postMessage', teamId: 'T0ACME', channel: 'C0DB', times: 2 });
    expect((await call('chat.postMessage', POST)).status).toBe(200);
    expect((await call('chat.postMessage', { channel: 'C0ALERTS', text: 'x' }, 'xoxb-globex-1')).status).toBe(200);
    const toDb = async (channel: string) => {
      const response = await fetch(`${sandbox.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${ACME_TOKEN}` },
        body: new URLSearchParams({ channel, text: 'x' }),
      });
      await response.text();
      return response.status;
    };
    expect([await toDb('C0DB'), await toDb('#db'), await toDb('C0DB')]).toEqual([500, 500, 200]);
    expect(sandbox.faults.left).toBe(0);
  });

  test('faults can be cleared', async () => {
    sandbox.faults.add({ kind: 'reset_before', times: 100 });
    sandbox.faults.clear();
    expect((await call('auth.test')).body.ok).toBe(true);
  });
});

describe('the request log', () => {
  test('tells time, method, workspace, channel, outcome and ts', async () => {
    const { body } = await call('chat.postMessage', { channel: '#ops', text: 'x' });
    await call('chat.postMessage', { channel: 'C0OPS', text: '' });
    await call('auth.test', {}, 'xoxb-nobody');
    expect(sandbox.requestLog.all()).toEqual([
      {
        at: expect.any(Number),
        method: 'chat.postMessage',
        teamId: 'T0ACME',
        channel: 'C0OPS',
        ok: true,
        status: 200,
        ts: body.ts,
      },
      {
        at: expect.any(Number),
        method: 'chat.postMessage',
        teamId: 'T0ACME',
        channel: 'C0OPS',
        ok: false,
        error: 'no_text',
        status: 200,
      },
      { at: expect.any(Number), method: 'auth.test', ok: false, error: 'invalid_auth', status: 200 },
    ]);
    expect(sandbox.requestLog.of('chat.postMessage', 'C0OPS')).toHaveLength(2);
    sandbox.requestLog.clear();
    expect(sandbox.requestLog.all()).toEqual([]);
  });

  test('is bounded, or off', async () => {
    for (const [recordRequests, kept] of [
      [3, 3],
      [0, 0],
    ] as const) {
      const opened = await openSandbox({ recordRequests });
      for (let index = 0; index < 10; index += 1) await opened.call('auth.test');
      expect(opened.sandbox.requestLog.all()).toHaveLength(kept);
      await opened.sandbox.close();
    }
  });
});

describe('what is kept', () => {
  test('is bounded per channel: the oldest messages leave', async () => {
    const opened = await openSandbox({ keepMessages: 3 });
    for (const text of ['a', 'b', 'c', 'd', 'e']) await opened.call('chat.postMessage', { channel: 'C0OPS', text });
    expect(opened.sandbox.messages('T0ACME', 'ops').map((message) => message.text)).toEqual(['c', 'd', 'e']);
    await opened.sandbox.close();
  });

  test('is nothing in a sink, which still tells channel and ts and checks who calls', async () => {
    const opened = await openSandbox({ keepMessages: 0, validate: false });
    const { body } = await opened.call('chat.postMessage', { channel: '#ops', blocks: [{ type: 'nonsense' }] });
    expect(body).toMatchObject({ ok: true, channel: 'C0OPS', ts: expect.stringMatching(/^\d+\.\d{6}$/) });
    expect((await opened.call('chat.update', { channel: 'C0OPS', ts: body.ts, text: 'x' })).body).toMatchObject({
      ok: true,
      ts: body.ts,
    });
    expect((await opened.call('chat.postMessage', POST, 'xoxb-nobody')).body.error).toBe('invalid_auth');
    expect(opened.sandbox.messages('T0ACME', 'ops')).toEqual([]);
    await opened.sandbox.close();
  });
});
