import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ACME_TOKEN, acme, type Call, globex, openSandbox, TestClock } from './sandbox-fixture.ts';

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

describe('tokens', () => {
  test.each([
    ['', 'not_authed'],
    ['xoxb-nobody', 'invalid_auth'],
    ['xoxb-acme-revoked', 'token_revoked'],
    ['xoxb-acme-expired', 'token_expired'],
    ['xoxb-acme-inactive', 'account_inactive'],
  ])('the token %j is answered with %s', async (token, error) => {
    expect(await call('auth.test', {}, token)).toMatchObject({ status: 200, body: { ok: false, error } });
  });

  test('a token may be in the body', async () => {
    const body = new URLSearchParams({ token: ACME_TOKEN });
    const response = await fetch(`${sandbox.apiUrl}auth.test`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ ok: true, team_id: 'T0ACME', url: 'https://acme.slack.com/' });
  });

  test('a token can be revoked while the sandbox runs', async () => {
    sandbox.setTokenState(ACME_TOKEN, 'token_revoked');
    expect(await errorOf('auth.test')).toBe('token_revoked');
  });

  test('each workspace has its own tokens, channels and messages', async () => {
    await post();
    expect(await errorOf('chat.postMessage', { channel: 'C0OPS', text: 'x' }, 'xoxb-globex-1')).toBe(
      'channel_not_found',
    );
    expect((await call('auth.test', {}, 'xoxb-globex-1')).body.team_id).toBe('T0GLOBEX');
    expect(sandbox.messages('T0GLOBEX', 'alerts')).toEqual([]);
  });
});

describe('workspaces', () => {
  test('two of them cannot share a token or a team id', async () => {
    await expect(openSandbox({ workspaces: [acme, { ...acme, teamId: 'T0OTHER' }] })).rejects.toThrow(/share/);
    await expect(openSandbox({ workspaces: [globex, { ...acme, teamId: 'T0GLOBEX' }] })).rejects.toThrow(/share/);
  });
});

describe('scopes', () => {
  test.each([
    ['chat.postMessage', { channel: 'C0OPS', text: 'x' }, 'chat:write'],
    ['chat.update', { channel: 'C0OPS', ts: '1', text: 'x' }, 'chat:write'],
    ['conversations.history', { channel: 'C0OPS' }, 'channels:history'],
    ['conversations.replies', { channel: 'C0SECRET', ts: '1' }, 'groups:history'],
    ['conversations.info', { channel: 'C0OPS' }, 'channels:read'],
    ['conversations.list', { types: 'private_channel' }, 'groups:read'],
    ['conversations.join', { channel: 'C0OPS' }, 'channels:join'],
    ['users.info', { user: 'U0MARIA' }, 'users:read'],
    ['usergroups.list', {}, 'usergroups:read'],
  ])('%s %j needs %s', async (method, args, needed) => {
    const { body } = await call(method, args, 'xoxb-acme-bare');
    expect(body).toEqual({ ok: false, error: 'missing_scope', needed, provided: '' });
  });
});

describe('channels', () => {
  test.each([
    ['C0NOWHERE', 'channel_not_found'],
    ['#nowhere', 'channel_not_found'],
    ['C0HIDDEN', 'channel_not_found'],
    ['C0STRANGE', 'not_in_channel'],
    ['C0OLD', 'is_archived'],
  ])('a post to %s is answered with %s', async (channel, error) => {
    expect(await errorOf('chat.postMessage', { channel, text: 'x' })).toBe(error);
  });

  test('chat:write.public opens public channels, not private ones', async () => {
    const args = { channel: 'C0STRANGE', text: 'x' };
    expect((await call('chat.postMessage', args, 'xoxb-acme-public')).body.ok).toBe(true);
    expect(await errorOf('chat.postMessage', { ...args, channel: 'C0HIDDEN' }, 'xoxb-acme-public')).toBe(
      'channel_not_found',
    );
  });

  test('a channel is named by id, #name or name, a person by id; the answer has the id', async () => {
    for (const channel of ['C0OPS', '#ops', 'ops']) {
      expect((await call('chat.postMessage', { channel, text: 'x' })).body.channel).toBe('C0OPS');
    }
    expect((await call('chat.postMessage', { channel: 'U0MARIA', text: 'x' })).body.channel).toBe('D0MARIA');
  });

  test('history needs membership, and joining gives it', async () => {
    expect(await errorOf('conversations.history', { channel: 'C0STRANGE' })).toBe('not_in_channel');
    const { body } = await call('conversations.join', { channel: 'C0STRANGE' });
    expect(body).toMatchObject({ ok: true, channel: { id: 'C0STRANGE', is_member: true } });
    expect((await call('conversations.history', { channel: 'C0STRANGE' })).body.ok).toBe(true);
    expect((await call('conversations.join', { channel: 'C0STRANGE' })).body.warning).toBe('already_in_channel');
    expect(await errorOf('conversations.join', { channel: 'C0SECRET' })).toBe('method_not_supported_for_channel_type');
    expect(await errorOf('conversations.join', { channel: 'C0OLD' })).toBe('is_archived');
  });

  test('conversations.list shows what the bot may see, in pages', async () => {
    const ids = async (args: object) => {
      const { body } = await call('conversations.list', args);
      return Array.isArray(body.channels) ? body.channels.map((channel: { id: string }) => channel.id) : body.error;
    };
    expect(await ids({})).toEqual(['C0OPS', 'C0DB', 'C0STRANGE', 'C0OLD', 'C0SMALL']);
    expect(await ids({ exclude_archived: true, types: 'public_channel,private_channel' })).toEqual([
      'C0OPS',
      'C0DB',
      'C0SECRET',
      'C0STRANGE',
      'C0SMALL',
    ]);
    expect(await ids({ types: 'nonsense' })).toBe('invalid_types');
    const { body } = await call('conversations.list', { limit: 2 });
    expect(body).toMatchObject({ response_metadata: { next_cursor: expect.stringMatching(/./) } });
    expect(await ids({ cursor: 'bm9uc2Vuc2U=' })).toBe('invalid_cursor');
  });
});
