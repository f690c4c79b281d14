import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Logger, LogLevel, WebAPIPlatformError, WebClient } from '@slack/web-api';

/** A far server that claims to be Slack, with one workspace that the suite may fill. */
export interface SlackDouble {
  readonly apiUrl: string;
  readonly teamId: string;
  /** Of a bot that is a member of the channels below and may read and write them. */
  readonly token: string;
  /** Names of two public channels of which only this suite knows, without `#`. */
  readonly channelNames: readonly [string, string];
  /** A person. */
  readonly user: { readonly id: string; readonly name: string };
  close(): Promise<void>;
}

const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** A client as the relay uses it: no retries, no shared headers. */
export function clientOf(double: { readonly apiUrl: string }, token: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: double.apiUrl,
    timeout: 10_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
  });
}

/** Slack's error code for a call that must fail. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return error.data.error;
    throw error;
  }
  throw new Error('the call was expected to fail');
}

const TS = /^\d{10}\.\d{6}$/;
const BLOCKS = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'disk *full*' } }];
const METADATA = { event_type: 'tocsin_group', event_payload: { delivery_id: 'd-1' } };

/** What every double of Slack must do. Holds no more than what Slack's reference says. */
export function slackContract(name: string, open: () => Promise<SlackDouble>): void {
  describe(`Slack's contract, kept by ${name}`, () => {
    let double: SlackDouble;
    let client: WebClient;
    let channel: string;
    let quiet: string;

    beforeAll(async () => {
      double = await open();
      client = clientOf(double, double.token);
      channel = await channelIdOf(client, double.channelNames[0]);
      quiet = await channelIdOf(client, double.channelNames[1]);
    });

    afterAll(async () => await double.close());

    test('auth.test tells the team and the bot', async () => {
      const answer = await client.auth.test();
      expect(answer).toMatchObject({ ok: true, team_id: double.teamId });
      expect(answer.user_id).toMatch(/^U/);
    });

    test('a call without a token is refused', async () => {
      const body = new URLSearchParams({ channel });
      const response = await fetch(`${double.apiUrl}chat.postMessage`, { method: 'POST', body });
      expect(await response.json()).toMatchObject({ ok: false, error: 'not_authed' });
    });

    test('a post is answered with the channel, the ts and the message', async () => {
      const answer = await client.chat.postMessage({ channel, text: 'disk full', blocks: BLOCKS });
      expect(answer).toMatchObject({ ok: true, channel });
      expect(answer.ts).toMatch(TS);
      expect(answer.message).toMatchObject({ text: 'disk full', ts: answer.ts, type: 'message' });
      expect(answer.message?.blocks).toMatchObject(BLOCKS);
    });

    test('two posts get growing timestamps', async () => {
      const first = await client.chat.postMessage({ channel, text: 'one' });
      const second = await client.chat.postMessage({ channel, text: 'two' });
      expect(Number(second.ts)).toBeGreaterThan(Number(first.ts));
    });

    test('a post without anything to show is refused', async () => {
      expect(await errorOf(client.apiCall('chat.postMessage', { channel }))).toBe('no_text');
    });

    test('a post to a channel that is not there is refused', async () => {
      expect(await errorOf(client.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }))).toBe('channel_not_found');
    });

    test('an update changes the message in place', async () => {
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'firing' });
      const updated = await client.chat.update({ channel, ts, text: 'resolved' });
      expect(updated).toMatchObject({ ok: true, channel, ts, text: 'resolved' });
      const messages = (await client.conversations.history({ channel, limit: 50 })).messages ?? [];
      expect(messages.filter((message) => message.ts === ts)).toHaveLength(1);
      expect(messages.find((message) => message.ts === ts)?.text).toBe('resolved');
    });

    test('an update with text alone removes the blocks', async () => {
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'firing', blocks: BLOCKS });
      await client.chat.update({ channel, ts, text: 'plain' });
      const history = await client.conversations.history({ channel, limit: 50 });
      expect(history.messages?.find((message) => message.ts === ts)?.blocks ?? []).toEqual([]);
    });

    test('an update of a message that is not there is refused', async () => {
      const update = client.chat.update({ channel, ts: '1700000000.000001', text: 'x' });
      expect(await errorOf(update)).toBe('message_not_found');
    });

    test('a deleted message cannot be updated', async () => {
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'soon gone' });
      await client.chat.delete({ channel, ts });
      expect(await errorOf(client.chat.update({ channel, ts, text: 'x' }))).toBe('message_not_found');
    });

    test('replies are in the thread, in order, and not in the history', async () => {
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'parent' });
      await client.chat.postMessage({ channel, thread_ts: ts, text: 'first reply' });
      const second = await client.chat.postMessage({ channel, thread_ts: ts, text: 'second reply' });
      expect(second.message).toMatchObject({ thread_ts: ts });
      const thread = await client.conversations.replies({ channel, ts });
      expect(thread.messages?.map((message) => message.text)).toEqual(['parent', 'first reply', 'second reply']);
      const history = await client.conversations.history({ channel, limit: 50 });
      expect(history.messages?.map((message) => message.text)).not.toContain('first reply');
      expect(history.messages?.find((message) => message.ts === ts)).toMatchObject({ reply_count: 2 });
    });

    test('history is newest first and comes in pages', async () => {
      for (const text of ['a', 'b', 'c', 'd', 'e']) await client.chat.postMessage({ channel: quiet, text });
      const first = await client.conversations.history({ channel: quiet, limit: 2 });
      expect(first.messages?.map((message) => message.text)).toEqual(['e', 'd']);
      expect(first.has_more).toBe(true);
      const cursor = first.response_metadata?.next_cursor ?? '';
      const rest = await client.conversations.history({ channel: quiet, limit: 10, cursor });
      expect(rest.messages?.map((message) => message.text)).toEqual(['c', 'b', 'a']);
      expect(rest.has_more).toBe(false);
    });

    test('metadata comes back whole with include_all_metadata', async () => {
      const { ts } = await client.chat.postMessage({ channel, text: 'with metadata', metadata: METADATA });
      const history = await client.conversations.history({ channel, limit: 50, include_all_metadata: true });
      expect(history.messages?.find((message) => message.ts === ts)?.metadata).toEqual(METADATA);
    });

    test('an update without metadata keeps it', async () => {
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'kept', metadata: METADATA });
      await client.chat.update({ channel, ts, text: 'still kept' });
      const history = await client.conversations.history({ channel, limit: 50, include_all_metadata: true });
      expect(history.messages?.find((message) => message.ts === ts)?.metadata).toEqual(METADATA);
    });

    test('a permalink names channel and message', async () => {
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'linked' });
      const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
      expect(permalink).toMatch(new RegExp(`/archives/${channel}/p${ts.replace('.', '')}$`));
    });

    test('text above 40 000 characters is cut with a warning', async () => {
      const answer = await client.chat.postMessage({ channel, text: 'x'.repeat(40_100) });
      expect(answer.message?.text).toHaveLength(40_000);
      expect(answer.warning).toBe('message_truncated');
    });

    test('conversations.info tells the channel', async () => {
      const { channel: info } = await client.conversations.info({ channel });
      expect(info).toMatchObject({ id: channel, name: double.channelNames[0], is_archived: false, is_member: true });
      expect(await errorOf(client.conversations.info({ channel: 'C0NOWHERE' }))).toBe('channel_not_found');
    });

    test('users.info tells a person', async () => {
      const { user } = await client.users.info({ user: double.user.id });
      expect(user).toMatchObject({ id: double.user.id, name: double.user.name, team_id: double.teamId });
      expect(await errorOf(client.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found');
    });
  });
}

async function channelIdOf(client: WebClient, name: string): Promise<string> {
  const { channels = [] } = await client.conversations.list({ limit: 200 });
  const id = channels.find((channel) => channel.name === name)?.id;
  if (id === undefined) throw new Error(`the double lists no channel ${name}`);
  return id;
}
