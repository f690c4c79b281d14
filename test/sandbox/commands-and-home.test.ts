import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { verifySlackRequest } from '@slack/bolt';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { plain, times } from './block-builders.ts';
import { button, type Call, openSandbox, section } from './sandbox-fixture.ts';

const MARIA = { teamId: 'T0ACME', userId: 'U0MARIA' };
const SECRET = 'signing-secret';

interface Received {
  readonly type: string;
  readonly body: string;
}

let sandbox: Sandbox;
let call: Call;
let app: Server;
let received: Received[];
/** What the app answers, and after how long. */
let answer: { status: number; type: string; body: string; afterMs: number };

beforeEach(async () => {
  received = [];
  answer = { status: 200, type: 'text/plain', body: '', afterMs: 0 };
  app = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const header = (name: string) => String(request.headers[name]);
    // Bolt's own check: it throws for what Slack did not sign.
    verifySlackRequest({
      signingSecret: SECRET,
      body,
      headers: {
        'x-slack-signature': header('x-slack-signature'),
        'x-slack-request-timestamp': Number(header('x-slack-request-timestamp')),
      },
    });
    received.push({ type: header('content-type'), body });
    setTimeout(
      () => response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body),
      answer.afterMs,
    );
  }).listen(0, '127.0.0.1');
  await once(app, 'listening');
  const address = app.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const interactivityUrl = `http://127.0.0.1:${address.port}/slack/events`;
  ({ sandbox, call } = await openSandbox({ signingSecret: SECRET, interactivityUrl }));
});

afterEach(async () => {
  await sandbox.close();
  app.close();
  app.closeAllConnections();
});

const type = (text: string) => sandbox.command({ ...MARIA, channel: '#ops', command: '/tocsin', text });
const whispers = () => sandbox.ephemerals('T0ACME', 'C0OPS');
const formOf = (index: number) => Object.fromEntries(new URLSearchParams(received[index]?.body));

describe('a slash command', () => {
  test("is a form with Slack's fields, and an empty answer shows nothing", async () => {
    expect(await type('list mine')).toMatchObject({ status: 200 });
    expect(received[0]?.type).toBe('application/x-www-form-urlencoded');
    expect(formOf(0)).toMatchObject({
      command: '/tocsin',
      text: 'list mine',
      team_id: 'T0ACME',
      team_domain: 'acme',
      channel_id: 'C0OPS',
      channel_name: 'ops',
      user_id: 'U0MARIA',
      user_name: 'maria',
      is_enterprise_install: 'false',
    });
    expect(whispers()).toEqual([]);
  });

  test.each([
    ['text', 'text/plain', 'Hello', { text: 'Hello' }],
    ['a message', 'application/json', JSON.stringify({ text: 'Hi', blocks: [section('Hi')] }), { text: 'Hi' }],
  ])('answered at once with %s shows it to the person alone', async (_name, contentType, body, shown) => {
    answer = { ...answer, type: contentType, body };
    await type('');
    expect(whispers()).toMatchObject([{ ...shown, onlyFor: 'U0MARIA' }]);
  });

  test('answered with blocks that Slack refuses is a fault, and shows nothing', async () => {
    answer = { ...answer, body: JSON.stringify({ blocks: [section('')] }) };
    expect(await type('')).toMatchObject({ status: 200, fault: expect.stringContaining('invalid_blocks') });
    expect(whispers()).toEqual([]);
  });

  test('has a response_url for later answers, and a trigger for a modal', async () => {
    await type('');
    const { response_url = '', trigger_id } = formOf(0);
    const later = await fetch(response_url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ text: 'Later' }),
    });
    expect(later.status).toBe(200);
    expect(whispers()).toMatchObject([{ text: 'Later', onlyFor: 'U0MARIA' }]);
    const view = { type: 'modal', title: plain('T'), blocks: [section('x')] };
    expect((await call('views.open', { trigger_id, view })).body).toMatchObject({ ok: true });
  });

  test('that is not answered within three seconds fails', async () => {
    answer = { ...answer, afterMs: 3_500 };
    expect(await type('')).toMatchObject({ status: 0 });
  });

  test('needs the scope, and a name that Slack allows', async () => {
    const bare = await openSandbox({
      signingSecret: SECRET,
      interactivityUrl: 'http://127.0.0.1:1/',
      workspaces: [{ teamId: 'T0BARE', tokens: [{ token: 'x', scopes: [] }], channels: [{ id: 'C1', name: 'c' }] }],
    });
    await expect(
      bare.sandbox.command({ teamId: 'T0BARE', userId: 'U1', channel: 'C1', command: '/tocsin' }),
    ).rejects.toThrow(/scope "commands"/);
    await bare.sandbox.close();
  });
});

const HOME = { type: 'home', blocks: [section('Open groups'), { type: 'actions', elements: [button('refresh')] }] };
const publish = async (more: object = {}) =>
  (await call('views.publish', { user_id: 'U0MARIA', view: HOME, ...more })).body;

describe('the Home tab', () => {
  test('opening it is an event, without a view until one is published, and with it from then on', async () => {
    expect(await sandbox.openHome(MARIA)).toMatchObject({ status: 200 });
    expect(received[0]?.type).toBe('application/json');
    const first = JSON.parse(received[0]?.body ?? '');
    expect(first).toMatchObject({
      type: 'event_callback',
      team_id: 'T0ACME',
      event: { type: 'app_home_opened', user: 'U0MARIA', tab: 'home' },
      authorizations: [{ team_id: 'T0ACME', is_bot: true }],
    });
    expect(first.event.view).toBeUndefined();
    const { view } = await publish();
    await sandbox.openHome(MARIA);
    expect(JSON.parse(received[1]?.body ?? '').event.view).toMatchObject(Object(view));
  });

  test('is published for one person, and changes its hash but not its id', async () => {
    const first = await publish();
    expect(first).toMatchObject({ ok: true, view: { type: 'home', team_id: 'T0ACME' } });
    const before = sandbox.home(MARIA);
    await publish();
    expect(sandbox.home(MARIA)).toMatchObject({ id: before?.id });
    expect(sandbox.home(MARIA)?.hash).not.toBe(before?.hash);
    expect(sandbox.home({ teamId: 'T0ACME', userId: 'U0JOHN' })).toBeUndefined();
    expect(await publish({ hash: before?.hash })).toMatchObject({ ok: false, error: 'hash_conflict' });
  });

  test.each([
    ['a title', { ...HOME, title: plain('x') }],
    ['no blocks', { ...HOME, blocks: [] }],
    ['a hundred and one blocks', { ...HOME, blocks: times(101, () => section('a')) }],
    ['a block that is for modals', { ...HOME, blocks: [{ type: 'alert', text: plain('x') }] }],
    ['the type of a modal', { ...HOME, type: 'modal', title: plain('x') }],
  ])('with %s is refused', async (_name, view) => {
    expect(await publish({ view })).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(sandbox.home(MARIA)).toBeUndefined();
  });

  test('of somebody who is not in the workspace is refused', async () => {
    expect(await publish({ user_id: 'U0NOBODY' })).toMatchObject({ ok: false, error: 'invalid_arguments' });
  });

  test('has buttons, whose clicks name the view and no channel', async () => {
    await publish();
    expect(await sandbox.clickInHome({ ...MARIA, actionId: 'refresh' })).toMatchObject({ status: 200 });
    const payload = JSON.parse(String(formOf(0).payload));
    expect(payload).toMatchObject({
      type: 'block_actions',
      container: { type: 'view', view_id: sandbox.home(MARIA)?.id },
      view: { type: 'home' },
      actions: [{ action_id: 'refresh', value: 'v' }],
    });
    expect(payload.channel).toBeUndefined();
    expect(payload.response_url).toBeUndefined();
    await expect(sandbox.clickInHome({ ...MARIA, actionId: 'other' })).rejects.toThrow(/no element/);
  });
});
