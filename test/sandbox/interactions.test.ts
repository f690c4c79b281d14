import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { verifySlackRequest } from '@slack/bolt';
import { isObject } from '../../src/sandbox/block-kit/check-rule.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { button, type Call, openSandbox, section, TestClock } from './sandbox-fixture.ts';

const SECRET = 'sandbox-signing-secret';

interface Received {
  readonly body: string;
  readonly signature: string;
  readonly timestamp: number;
  readonly contentType: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
}

let sandbox: Sandbox;
let call: Call;
let clock: TestClock;
let app: Server;
let received: Received[];
let ts: string;

beforeEach(async () => {
  received = [];
  clock = new TestClock();
  app = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const payload: unknown = JSON.parse(new URLSearchParams(body).get('payload') ?? '');
    received.push({
      body,
      signature: String(request.headers['x-slack-signature']),
      timestamp: Number(request.headers['x-slack-request-timestamp']),
      contentType: request.headers['content-type'],
      payload: isObject(payload) ? payload : {},
    });
    response.writeHead(200).end('acknowledged');
  }).listen(0, '127.0.0.1');
  await once(app, 'listening');
  const address = app.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const interactivityUrl = `http://127.0.0.1:${address.port}/slack/events`;
  ({ sandbox, call } = await openSandbox({ clock, signingSecret: SECRET, interactivityUrl }));
  const overflow = {
    type: 'overflow',
    action_id: 'more',
    options: [{ text: { type: 'plain_text', text: '1 h' }, value: '1h' }],
  };
  const blocks = [{ type: 'actions', block_id: 'b1', elements: [button('acknowledge', 'g-1'), overflow] }];
  const { body } = await call('chat.postMessage', { channel: 'C0OPS', text: 'firing', blocks });
  ts = String(body.ts);
});

afterEach(async () => {
  await sandbox.close();
  app.close();
  app.closeAllConnections();
});

const click = (changes: object = {}) =>
  sandbox.click({ teamId: 'T0ACME', channel: '#ops', ts, actionId: 'acknowledge', userId: 'U0MARIA', ...changes });

async function respondTo(url: unknown, body: object): Promise<{ status: number; body: unknown }> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(String(url), { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

describe('a click', () => {
  test('is signed so that Bolt takes it', async () => {
    expect(await click()).toMatchObject({ status: 200, body: 'acknowledged', elapsedMs: expect.any(Number) });
    const [request] = received;
    if (request === undefined) throw new Error('nothing arrived');
    const headers = { 'x-slack-signature': request.signature, 'x-slack-request-timestamp': request.timestamp };
    const options = { signingSecret: SECRET, body: request.body, headers, nowMilliseconds: clock.now() };
    expect(() => verifySlackRequest(options)).not.toThrow();
    expect(() => verifySlackRequest({ ...options, body: `${request.body}x` })).toThrow();
    expect(request.contentType).toBe('application/x-www-form-urlencoded');
  });

  test('carries the fields of block_actions', async () => {
    await click();
    expect(received[0]?.payload).toMatchObject({
      type: 'block_actions',
      team: { id: 'T0ACME', domain: 'acme' },
      enterprise: null,
      is_enterprise_install: false,
      user: { id: 'U0MARIA', username: 'maria', name: 'maria', team_id: 'T0ACME' },
      api_app_id: expect.any(String),
      container: { type: 'message', message_ts: ts, channel_id: 'C0OPS', is_ephemeral: false },
      trigger_id: expect.any(String),
      channel: { id: 'C0OPS', name: 'ops' },
      message: { ts, text: 'firing', blocks: [{ block_id: 'b1' }] },
      state: { values: {} },
      response_url: expect.stringContaining(sandbox.url),
      actions: [
        { type: 'button', action_id: 'acknowledge', block_id: 'b1', value: 'g-1', action_ts: expect.any(String) },
      ],
    });
  });

  test('on a menu carries the chosen option', async () => {
    await click({ actionId: 'more', option: '1h' });
    expect(received[0]?.payload.actions).toMatchObject([{ type: 'overflow', selected_option: { value: '1h' } }]);
  });

  test.each([
    ['an element', { actionId: 'nonsense' }],
    ['a message', { ts: '1.000001' }],
    ['a channel', { channel: '#nowhere' }],
    ['a workspace', { teamId: 'T0NOBODY' }],
    ['an option', { actionId: 'more', option: '9h' }],
  ])('on %s that is not there fails', async (_name, changes) => {
    await expect(click(changes)).rejects.toMatchObject({ reason: 'usage' });
    expect(received).toEqual([]);
  });

  test('of an app that is down is told as status 0', async () => {
    sandbox.setInteractivityUrl('http://127.0.0.1:1/');
    expect(await click()).toMatchObject({ status: 0 });
  });
});

describe('a response_url', () => {
  test('answers the clicking person alone, five times', async () => {
    await click();
    const url = received[0]?.payload.response_url;
    for (let use = 0; use < 5; use += 1) {
      expect(await respondTo(url, { text: `answer ${use}` })).toEqual({ status: 200, body: { ok: true } });
    }
    expect(await respondTo(url, { text: 'one too many' })).toEqual({
      status: 404,
      body: { ok: false, error: 'used_url' },
    });
    expect(sandbox.ephemerals('T0ACME', 'ops')).toHaveLength(5);
    expect(sandbox.ephemerals('T0ACME', 'ops')[0]).toMatchObject({ text: 'answer 0', onlyFor: 'U0MARIA' });
    expect(sandbox.messages('T0ACME', 'ops')).toHaveLength(1);
  });

  test('lives thirty minutes', async () => {
    await click();
    const url = received[0]?.payload.response_url;
    clock.advance(30 * 60_000);
    expect(await respondTo(url, { text: 'late' })).toMatchObject({ status: 404, body: { error: 'expired_url' } });
    expect(await respondTo(`${sandbox.url}/actions/T0ACME/invented`, { text: 'x' })).toMatchObject({ status: 404 });
  });

  test('can post to the channel, replace and delete the original', async () => {
    await click();
    const url = received[0]?.payload.response_url;
    await respondTo(url, { text: 'for all', response_type: 'in_channel' });
    await respondTo(url, { text: 'replaced', replace_original: true });
    expect(sandbox.messages('T0ACME', 'ops').map((message) => message.text)).toEqual(['replaced', 'for all']);
    expect(sandbox.messages('T0ACME', 'ops')[0]).toMatchObject({ ts, revision: 1 });
    await respondTo(url, { delete_original: true });
    expect(sandbox.messages('T0ACME', 'ops').map((message) => message.text)).toEqual(['for all']);
  });

  test('checks blocks too', async () => {
    await click();
    const answer = await respondTo(received[0]?.payload.response_url, { blocks: [{ type: 'nonsense' }] });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_blocks' } });
  });
});

describe('a trigger_id', () => {
  const view = { type: 'modal', title: { type: 'plain_text', text: 'Silence' }, blocks: [section('a')] };

  test('opens one modal within three seconds', async () => {
    await click();
    await click();
    const [first, second] = received.map(({ payload }) => payload.trigger_id);
    const open = async (trigger_id: unknown) => (await call('views.open', { trigger_id, view })).body;
    expect(await open(first)).toMatchObject({ ok: true, view: { type: 'modal', team_id: 'T0ACME' } });
    expect(await open(first)).toMatchObject({ ok: false, error: 'exchanged_trigger_id' });
    clock.advance(3_000);
    expect(await open(second)).toMatchObject({ ok: false, error: 'expired_trigger_id' });
    expect(await open('invented')).toMatchObject({ ok: false, error: 'invalid_trigger_id' });
  });
});
