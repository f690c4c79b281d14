import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createEmulator } from 'emulate';
import { freePort } from '../servers/free-port.ts';
import { ACME_TOKEN, openSandbox } from './sandbox-fixture.ts';
import { clientOf, errorOf, type SlackDouble, slackContract } from './slack-contract.ts';

/** What the bot of the independent double may do. */
const SCOPES = ['chat:write', 'channels:read', 'channels:history', 'users:read'];

async function openOurs(): Promise<SlackDouble> {
  const { sandbox } = await openSandbox();
  return {
    apiUrl: sandbox.apiUrl,
    teamId: 'T0ACME',
    token: ACME_TOKEN,
    channelNames: ['ops', 'db'],
    user: { id: 'U0MARIA', name: 'maria' },
    close: () => sandbox.close(),
  };
}

async function openEmulate(): Promise<SlackDouble> {
  const emulator = await createEmulator({
    service: 'slack',
    port: await freePort(),
    seed: {
      slack: {
        strict_scopes: true,
        users: [{ name: 'maria' }],
        channels: [{ name: 'ops' }, { name: 'db' }],
        tokens: [{ token: 'xoxb-emulated', user: 'maria', scopes: SCOPES }],
      },
    },
  });
  const apiUrl = `${emulator.url}/api/`;
  const { user_id: id = '' } = await clientOf({ apiUrl }, 'xoxb-emulated').auth.test();
  return {
    apiUrl,
    teamId: 'T000000001',
    token: 'xoxb-emulated',
    channelNames: ['ops', 'db'],
    user: { id, name: 'maria' },
    close: () => emulator.close(),
  };
}

slackContract('the sandbox', openOurs);
slackContract('emulate', openEmulate);

/**
 * What the reference says and emulate 0.12.2 does otherwise: an unknown token counts as a default user; `#name` is not
 * looked up; metadata comes back whole without the flag; a reply to a thread that is not there is taken; locales,
 * `oldest` and blocks' limits are unknown to it; a private channel answers `not_in_channel`; an update with text
 * removes attachments. The reference wins, so these are asked of ours alone.
 */
describe("Slack's contract, kept by the sandbox alone", () => {
  let double: SlackDouble;
  let client: ReturnType<typeof clientOf>;

  beforeAll(async () => {
    double = await openOurs();
    client = clientOf(double, double.token);
  });

  afterAll(async () => await double.close());

  test('a token of nobody is refused', async () => {
    expect(await errorOf(clientOf(double, 'xoxb-nobody').auth.test())).toBe('invalid_auth');
  });

  test('a post to "#name" is answered with the channel\'s id', async () => {
    expect((await client.chat.postMessage({ channel: '#ops', text: 'by name' })).channel).toBe('C0OPS');
  });

  test('without include_all_metadata only the event_type comes back', async () => {
    const metadata = { event_type: 'tocsin_group', event_payload: { delivery_id: 'd-1' } };
    const { ts } = await client.chat.postMessage({ channel: 'C0OPS', text: 'marked', metadata });
    const history = await client.conversations.history({ channel: 'C0OPS' });
    const found = history.messages?.find((message) => message.ts === ts);
    expect(found?.metadata).toEqual({ event_type: 'tocsin_group' });
  });

  test('oldest leaves out what came before', async () => {
    await client.chat.postMessage({ channel: 'C0DB', text: 'before' });
    const { ts: oldest = '' } = await client.chat.postMessage({ channel: 'C0DB', text: 'at' });
    await client.chat.postMessage({ channel: 'C0DB', text: 'after' });
    const texts = async (inclusive: boolean) =>
      (await client.conversations.history({ channel: 'C0DB', oldest, inclusive })).messages?.map(({ text }) => text);
    expect(await texts(false)).toEqual(['after']);
    expect(await texts(true)).toEqual(['after', 'at']);
  });

  test('an update with text keeps the attachments', async () => {
    const attachments = [{ text: 'attached', color: '#ff0000' }];
    const { ts = '' } = await client.chat.postMessage({ channel: 'C0OPS', text: 'one', attachments });
    const updated = await client.chat.update({ channel: 'C0OPS', ts, text: 'two' });
    expect(updated.message).toMatchObject({ text: 'two', attachments });
  });

  test('a reply to a thread that is not there is refused', async () => {
    const reply = client.chat.postMessage({ channel: 'C0OPS', thread_ts: '1700000000.000001', text: 'x' });
    expect(await errorOf(reply)).toBe('thread_not_found');
  });

  test('a private channel without the bot does not exist for it', async () => {
    expect(await errorOf(client.chat.postMessage({ channel: 'C0HIDDEN', text: 'x' }))).toBe('channel_not_found');
    expect(await errorOf(client.conversations.info({ channel: 'C0HIDDEN' }))).toBe('channel_not_found');
  });

  test('users.info tells locale and zone when asked', async () => {
    const { user } = await client.users.info({ user: 'U0MARIA', include_locale: true });
    expect(user).toMatchObject({ locale: 'de-DE', tz: 'Europe/Berlin' });
    expect((await client.users.info({ user: 'U0MARIA' })).user).not.toHaveProperty('locale');
  });

  test("bad blocks are refused in Slack's own shape", async () => {
    const blocks = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'x'.repeat(3_001) } }];
    const post = client.chat.postMessage({ channel: 'C0OPS', text: 'x', blocks });
    await expect(post).rejects.toMatchObject({
      data: {
        ok: false,
        error: 'invalid_blocks',
        errors: ['must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
        response_metadata: {
          messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
        },
      },
    });
  });
});
