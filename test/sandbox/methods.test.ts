import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ACME_TOKEN, acme, type Call, globex, openSandbox, section, TestClock } from './sandbox-fixture.ts';

let sandbox: Sandbox;
let call: Call;
let clock: TestClock;

beforeEach(async () => {
  clock = new TestClock();
  ({ sandbox, call } = await openSandbox({ clock, workspaces: [{ ...acme, editWindowSeconds: 60 }, globex] }));
});

afterEach(async () => await sandbox.close());

async function post(args: object = {}, token?: string): Promise<string> {
  const { body } = await call('chat.postMessage', { channel: 'C0OPS', text: 'hello', ...args }, token);
  if (typeof body.ts !== 'string') throw new Error(`not posted: ${JSON.stringify(body)}`);
  return body.ts;
}

async function errorOf(method: string, args: object = {}, token?: string): Promise<unknown> {
  return (await call(method, args, token)).body.error;
}

const TABLE = { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] };
const LONG = { type: 'section', text: { type: 'mrkdwn', text: 'a'.repeat(2_900) } };

describe('chat.postMessage', () => {
  test.each([
    ['nothing to show', { text: '' }, 'no_text'],
    ['blocks that are not a list', { blocks: '{"type":"divider"}' }, 'invalid_blocks_format'],
    ['blocks that are not JSON', { blocks: 'nonsense' }, 'invalid_blocks_format'],
    [
      'two tables',
      { blocks: Array.from({ length: 2 }, () => ({ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] })) },
      'invalid_attachments',
    ],
    ['too much text', { blocks: Array.from({ length: 5 }, () => section('x'.repeat(2_650))) }, 'msg_blocks_too_long'],
    ['markdown beside text', { markdown_text: 'a' }, 'markdown_text_conflict'],
    ['attachments that are not a list', { attachments: {} }, 'invalid_attachments'],
    ['101 attachments', { attachments: Array.from({ length: 101 }, () => ({ text: 'a' })) }, 'too_many_attachments'],
    ['a colour that is none', { attachments: [{ color: 'red', text: 'a' }] }, 'invalid_attachments'],
    ['an attachment whose text is none', { attachments: [{ fallback: 1, text: 'a' }] }, 'invalid_attachments'],
    [
      'two tables, one of them in an attachment',
      { blocks: [TABLE], attachments: [{ blocks: [TABLE] }] },
      'invalid_attachments',
    ],
    [
      'more text than a message may hold, over blocks and attachment together',
      { blocks: [LONG, LONG], attachments: [{ blocks: [LONG, LONG, LONG] }] },
      'msg_blocks_too_long',
    ],
    ['bad blocks in an attachment', { attachments: [{ blocks: [{ type: 'nonsense' }] }] }, 'invalid_attachments'],
    ['metadata without a type', { metadata: { event_payload: {} } }, 'invalid_metadata_format'],
    ['metadata that is not JSON', { metadata: 'nonsense' }, 'invalid_metadata_format'],
    [
      'nested metadata',
      { metadata: { event_type: 'a', event_payload: { a: { b: { c: 1 } } } } },
      'invalid_metadata_schema',
    ],
    ['an unknown thread', { thread_ts: '1.000001' }, 'thread_not_found'],
  ])('refuses %s', async (_name, args, error) => {
    expect(await errorOf('chat.postMessage', { channel: 'C0OPS', text: 'x', ...args })).toBe(error);
    expect(sandbox.messages('T0ACME', 'ops')).toEqual([]);
  });

  test('gives ids to blocks and elements that have none', async () => {
    await post({
      blocks: [{ type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'a' } }] }],
    });
    const blocks = sandbox.messages('T0ACME', 'ops')[0]?.blocks;
    expect(blocks).toMatchObject([
      { block_id: expect.stringMatching(/./), elements: [{ action_id: expect.stringMatching(/./) }] },
    ]);
  });

  test("a reply to a reply goes to the parent's thread; a broadcast is in the history too", async () => {
    const parent = await post({ text: 'parent' });
    const reply = await post({ text: 'reply', thread_ts: parent });
    await post({ text: 'reply to a reply', thread_ts: reply, reply_broadcast: true });
    expect(sandbox.messages('T0ACME', 'ops').map((message) => message.threadTs)).toEqual([undefined, parent, parent]);
    const { body } = await call('conversations.history', { channel: 'C0OPS' });
    expect(body.messages).toMatchObject([
      { text: 'reply to a reply', subtype: 'thread_broadcast' },
      { text: 'parent', reply_count: 2, reply_users_count: 1 },
    ]);
  });
});

describe('chat.update', () => {
  test('text above 4 000 bytes is refused although chat.postMessage takes it', async () => {
    const text = '火'.repeat(1_334);
    const ts = await post({ text });
    expect(await errorOf('chat.update', { channel: 'C0OPS', ts, text })).toBe('msg_too_long');
    expect((await call('chat.update', { channel: 'C0OPS', ts, text: '火'.repeat(1_333) })).body.ok).toBe(true);
  });

  test("another bot's message cannot be changed or deleted", async () => {
    const ts = await post({}, 'xoxb-acme-other-bot');
    expect(await errorOf('chat.update', { channel: 'C0OPS', ts, text: 'x' })).toBe('cant_update_message');
    expect(await errorOf('chat.delete', { channel: 'C0OPS', ts })).toBe('cant_delete_message');
  });

  test('the edit window closes', async () => {
    const ts = await post();
    clock.advance(60_000);
    expect((await call('chat.update', { channel: 'C0OPS', ts, text: 'x' })).body.ok).toBe(true);
    clock.advance(1);
    expect(await errorOf('chat.update', { channel: 'C0OPS', ts, text: 'y' })).toBe('edit_window_closed');
  });

  test('a channel must be named by id, and an ephemeral message cannot be updated', async () => {
    const ts = await post();
    expect(await errorOf('chat.update', { channel: '#ops', ts, text: 'x' })).toBe('channel_not_found');
    const { body } = await call('chat.postEphemeral', { channel: 'C0OPS', user: 'U0MARIA', text: 'x' });
    expect(await errorOf('chat.update', { channel: 'C0OPS', ts: body.message_ts, text: 'y' })).toBe(
      'message_not_found',
    );
  });

  test.each([
    [
      'text alone removes the blocks and is marked',
      { text: 'new' },
      { text: 'new', blocks: undefined, edited: expect.anything() },
    ],
    ['an empty list removes the blocks', { blocks: [] }, { text: 'hello', blocks: undefined, edited: undefined }],
    [
      'attachments alone keep the blocks',
      { attachments: [{ text: 'a' }] },
      { blocks: [{ type: 'section' }], attachments: [{ text: 'a' }] },
    ],
    [
      'blocks replace blocks, without a mark',
      { text: 'new', blocks: [{ type: 'divider' }] },
      { blocks: [{ type: 'divider' }], edited: undefined },
    ],
    ['metadata stays unless given', { text: 'new' }, { metadata: { event_type: 'a', event_payload: {} } }],
    ['{} removes metadata', { text: 'new', metadata: {} }, { metadata: undefined }],
  ])('%s', async (_name, args, expected) => {
    const ts = await post({ blocks: [section('old')], metadata: { event_type: 'a', event_payload: {} } });
    expect((await call('chat.update', { channel: 'C0OPS', ts, ...args })).body.ok).toBe(true);
    const [message] = sandbox.messages('T0ACME', 'ops');
    expect({ blocks: undefined, edited: undefined, metadata: undefined, ...message }).toMatchObject(expected);
    expect(message?.revision).toBe(1);
  });
});

describe('the other methods', () => {
  test('an ephemeral message is for one person of the channel', async () => {
    const args = { channel: 'C0SMALL', user: 'U0MARIA', text: 'only you' };
    const { body } = await call('chat.postEphemeral', args);
    expect(body).toEqual({ ok: true, message_ts: expect.stringMatching(/^\d+\.\d{6}$/) });
    expect(sandbox.ephemerals('T0ACME', 'small')).toMatchObject([{ text: 'only you', onlyFor: 'U0MARIA' }]);
    expect(sandbox.messages('T0ACME', 'small')).toEqual([]);
    expect(await errorOf('chat.postEphemeral', { ...args, user: 'U0JOHN' })).toBe('user_not_in_channel');
    expect(await errorOf('chat.postEphemeral', { ...args, user: 'U0NOBODY' })).toBe('user_not_found');
  });

  test('chat.delete removes the message', async () => {
    const ts = await post();
    expect((await call('chat.delete', { channel: 'C0OPS', ts })).body).toEqual({ ok: true, channel: 'C0OPS', ts });
    expect(await errorOf('chat.delete', { channel: 'C0OPS', ts })).toBe('message_not_found');
    expect(await errorOf('chat.getPermalink', { channel: 'C0OPS', message_ts: ts })).toBe('message_not_found');
  });

  test("a permalink opens the sandbox's page", async () => {
    const ts = await post();
    const { body } = await call('chat.getPermalink', { channel: 'C0OPS', message_ts: ts });
    expect(body.permalink).toBe(`${sandbox.url}/workspaces/T0ACME/archives/C0OPS/p${ts.replace('.', '')}`);
    expect((await fetch(String(body.permalink))).headers.get('content-type')).toMatch(/^text\/html/);
  });

  test('links lead to where others reach the sandbox', async () => {
    const opened = await openSandbox({ publicUrl: 'http://sandbox.example:8080' });
    expect(opened.sandbox.apiUrl).toBe('http://sandbox.example:8080/api/');
    await opened.sandbox.close();
  });

  test('conversations.replies knows no thread that is not there', async () => {
    expect(await errorOf('conversations.replies', { channel: 'C0OPS', ts: '1.000001' })).toBe('thread_not_found');
  });

  test('usergroups.list tells the members when asked', async () => {
    expect((await call('usergroups.list', { include_users: true })).body.usergroups).toMatchObject([
      { id: 'S0ONCALL', handle: 'oncall', users: ['U0MARIA'] },
    ]);
  });

  test.each([
    ['an unknown method', 'chat.nonsense', 'application/json', '{}', 'unknown_method'],
    ['a method of Object.prototype', 'constructor', 'application/json', '{}', 'unknown_method'],
    ['a body that is not JSON', 'auth.test', 'application/json', '{', 'invalid_json'],
    ['a body that is no object', 'auth.test', 'application/json', '[]', 'json_not_object'],
    ['an unknown content type', 'auth.test', 'text/plain', 'a', 'invalid_post_type'],
  ])('%s is refused', async (_name, method, type, body, error) => {
    const headers = { 'Content-Type': type, Authorization: `Bearer ${ACME_TOKEN}` };
    const response = await fetch(sandbox.apiUrl + method, { method: 'POST', headers, body });
    expect(await response.json()).toEqual({ ok: false, error });
  });

  test('methods can be called with GET', async () => {
    const response = await fetch(`${sandbox.apiUrl}users.info?user=U0JOHN&token=${ACME_TOKEN}`);
    expect(await response.json()).toMatchObject({ ok: true, user: { name: 'john' } });
  });
});
