import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isObject } from '../../src/sandbox/block-kit/check-rule.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { mrkdwn, option, plain, times } from './block-builders.ts';
import { button, type Call, openSandbox, section } from './sandbox-fixture.ts';

type Json = Readonly<Record<string, unknown>>;

const MARIA = { teamId: 'T0ACME', userId: 'U0MARIA' };

const input = (blockId: string, element: object, more: object = {}): object => ({
  type: 'input',
  block_id: blockId,
  label: plain(blockId),
  element: { action_id: 'a', ...element },
  ...more,
});

const VIEW = {
  type: 'modal',
  title: plain('Silence'),
  submit: plain('Save'),
  private_metadata: 'g-1',
  blocks: [
    section('Mutes it.'),
    input('reason', { type: 'plain_text_input', min_length: 3, max_length: 10 }),
    input('hours', { type: 'static_select', options: [option('1h'), option('8h')] }, { optional: true }),
    { type: 'actions', block_id: 'more', elements: [button('add')] },
  ],
};

let sandbox: Sandbox;
let call: Call;
let app: Server;
let received: Json[];
/** What the app answers. */
let answer: string;

beforeEach(async () => {
  received = [];
  answer = '';
  app = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const payload: unknown = JSON.parse(new URLSearchParams(body).get('payload') ?? '');
    received.push(isObject(payload) ? payload : {});
    response.writeHead(200).end(answer);
  }).listen(0, '127.0.0.1');
  await once(app, 'listening');
  const address = app.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const interactivityUrl = `http://127.0.0.1:${address.port}/slack/events`;
  ({ sandbox, call } = await openSandbox({ signingSecret: 'secret', interactivityUrl }));
});

afterEach(async () => {
  await sandbox.close();
  app.close();
  app.closeAllConnections();
});

/** A click of Maria's, and the trigger that the app gets by it. */
async function trigger(): Promise<unknown> {
  const blocks = [{ type: 'actions', elements: [button('silence')] }];
  const { body } = await call('chat.postMessage', { channel: 'C0OPS', text: 'x', blocks });
  await sandbox.click({ ...MARIA, channel: 'C0OPS', ts: String(body.ts), actionId: 'silence' });
  return received.at(-1)?.trigger_id;
}

async function open(view: object = VIEW): Promise<Json> {
  return (await call('views.open', { trigger_id: await trigger(), view })).body;
}

const top = () => sandbox.views(MARIA).at(-1);
const submit = (values: Record<string, Record<string, string | string[]>> = { reason: { a: 'because' } }) =>
  sandbox.submitView({ ...MARIA, viewId: top()?.id ?? '', values });

describe('opening', () => {
  test("shows the modal to the person who clicked, with Slack's fields", async () => {
    expect(await open()).toMatchObject({
      ok: true,
      view: { id: top()?.id, hash: top()?.hash, team_id: 'T0ACME', previous_view_id: null, state: { values: {} } },
    });
    expect(sandbox.views({ teamId: 'T0ACME', userId: 'U0JOHN' })).toEqual([]);
  });

  test.each([
    ['no title', { ...VIEW, title: undefined }],
    ['a title that is too long', { ...VIEW, title: plain('x'.repeat(25)) }],
    ['no blocks', { ...VIEW, blocks: [] }],
    ['a hundred and one blocks', { ...VIEW, blocks: times(101, () => section('a')) }],
    ['inputs but no submit', { ...VIEW, submit: undefined }],
    ['a block that is for messages', { ...VIEW, blocks: [{ type: 'markdown', text: 'x' }] }],
    ['a key that Slack does not know', { ...VIEW, nonsense: true }],
  ])('refuses a view with %s', async (_name, view) => {
    expect(await open(view)).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(top()).toBeUndefined();
  });

  test('takes inputs and alerts that only modals may have', async () => {
    const blocks = [
      { type: 'alert', text: plain('Careful'), level: 'warning' },
      input('n', { type: 'number_input', is_decimal_allowed: false }),
      input('m', { type: 'email_text_input' }),
    ];
    expect(await open({ ...VIEW, blocks })).toMatchObject({ ok: true });
  });

  test('refuses a view above 250 kB', async () => {
    const blocks = times(90, () => ({ ...section('x'), fields: times(2, () => mrkdwn('x'.repeat(1_990))) }));
    expect(await open({ ...VIEW, blocks })).toMatchObject({ ok: false, error: 'view_too_large' });
  });
});

describe('submitting', () => {
  beforeEach(async () => void (await open()));

  test('sends the state of every element, and closes the modal on an empty answer', async () => {
    expect(await submit({ reason: { a: 'because' }, hours: { a: '8h' } })).toMatchObject({ status: 200 });
    expect(received.at(-1)).toMatchObject({
      type: 'view_submission',
      user: { id: 'U0MARIA' },
      view: {
        private_metadata: 'g-1',
        state: {
          values: {
            reason: { a: { type: 'plain_text_input', value: 'because' } },
            hours: { a: { type: 'static_select', selected_option: { value: '8h' } } },
          },
        },
      },
      response_urls: [],
    });
    expect(top()).toBeUndefined();
  });

  test.each([
    ['nothing', {}, 'Please complete this required field.'],
    ['too little', { reason: { a: 'x' } }, 'Please enter at least 3 characters.'],
    ['too much', { reason: { a: 'x'.repeat(11) } }, 'Please enter at most 10 characters.'],
  ])('%s is refused before anything is sent', async (_name, values, reason) => {
    const before = received.length;
    expect(await submit(values)).toMatchObject({ errors: { reason } });
    expect(received).toHaveLength(before);
    expect(top()).toBeDefined();
  });

  test('an option that is not there fails', async () => {
    await expect(submit({ reason: { a: 'because' }, hours: { a: '9h' } })).rejects.toMatchObject({ reason: 'usage' });
  });

  test('errors keep the modal open', async () => {
    answer = JSON.stringify({ response_action: 'errors', errors: { reason: 'Say more.' } });
    expect(await submit()).toMatchObject({ errors: { reason: 'Say more.' } });
    expect(top()).toBeDefined();
  });

  test('update gives the modal new content', async () => {
    const { id, hash } = top() ?? {};
    answer = JSON.stringify({ response_action: 'update', view: { ...VIEW, title: plain('Done') } });
    await submit();
    expect(top()).toMatchObject({ id, content: { title: { text: 'Done' } } });
    expect(top()?.hash).not.toBe(hash);
  });

  test('push puts another above it, three at most', async () => {
    answer = JSON.stringify({ response_action: 'push', view: VIEW });
    const first = top()?.id;
    await submit();
    expect(top()).toMatchObject({ rootId: first, previousId: first });
    await submit();
    expect(await submit()).toMatchObject({ fault: 'push_limit_reached' });
    expect(sandbox.views(MARIA)).toHaveLength(3);
    answer = JSON.stringify({ response_action: 'clear' });
    await submit();
    expect(sandbox.views(MARIA)).toEqual([]);
  });

  test.each([
    ['no JSON', 'ok'],
    ['an unknown action', '{"response_action":"close"}'],
    ['no action', '{"text":"thanks"}'],
    ['an error for a block that is no input', '{"response_action":"errors","errors":{"more":"x"}}'],
    ['errors that are none', '{"response_action":"errors","errors":{}}'],
    ['a view that Slack refuses', '{"response_action":"update","view":{"type":"modal","blocks":[]}}'],
  ])('an answer with %s is a fault, and changes nothing', async (_name, body) => {
    answer = body;
    expect(await submit()).toMatchObject({ status: 200, fault: expect.any(String) });
    expect(sandbox.views(MARIA)).toHaveLength(1);
  });
});

describe('an open modal', () => {
  test('is updated by id or external id, unless the hash is an old one', async () => {
    await open({ ...VIEW, external_id: 'mine' });
    const { id, hash } = top() ?? {};
    const update = async (by: object) => (await call('views.update', { view: VIEW, ...by })).body;
    expect(await update({ external_id: 'mine' })).toMatchObject({ ok: true });
    expect(await update({ view_id: id, hash })).toMatchObject({ ok: false, error: 'hash_conflict' });
    expect(await update({ view_id: id, hash: top()?.hash })).toMatchObject({ ok: true });
    expect(await update({ view_id: 'V0' })).toMatchObject({ ok: false, error: 'not_found' });
    expect(await update({})).toMatchObject({ ok: false, error: 'invalid_arguments' });
  });

  test('takes clicks, whose trigger may push another', async () => {
    await open();
    const viewId = top()?.id ?? '';
    await sandbox.clickInView({ ...MARIA, viewId, actionId: 'add', values: { reason: { a: 'so far' } } });
    expect(received.at(-1)).toMatchObject({
      type: 'block_actions',
      container: { type: 'view', view_id: viewId },
      view: { state: { values: { reason: { a: { value: 'so far' } } } } },
      actions: [{ action_id: 'add', block_id: 'more' }],
    });
    const pushed = await call('views.push', { trigger_id: received.at(-1)?.trigger_id, view: VIEW });
    expect(pushed.body).toMatchObject({ ok: true, view: { previous_view_id: viewId } });
    await expect(sandbox.closeView({ ...MARIA, viewId })).rejects.toMatchObject({ reason: 'usage' });
  });

  test('tells of its closing only where the app asked for it', async () => {
    await open();
    const before = received.length;
    await sandbox.closeView({ ...MARIA, viewId: top()?.id ?? '' });
    expect(received).toHaveLength(before);
    await open({ ...VIEW, notify_on_close: true });
    await sandbox.closeView({ ...MARIA, viewId: top()?.id ?? '', isAll: true });
    expect(received.at(-1)).toMatchObject({ type: 'view_closed', is_cleared: true });
    expect(sandbox.views(MARIA)).toEqual([]);
  });
});
