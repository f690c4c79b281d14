import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { createEmulator, type Emulator } from 'emulate';
import { channelId, isTenantId } from '../../src/core/ids.ts';
import { Secret } from '../../src/core/secret.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { createSlackSender } from '../../src/slack/slack-sender.ts';

/** An independent stand-in for Slack: it shows that what goes over the wire is what others understand by it. */
let emulator: Emulator;
let reader: WebClient;
let sender: ReturnType<typeof createSlackSender>;

beforeAll(async () => {
  emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      tokens: { 'xoxb-acme': { login: 'U000000001', scopes: ['chat:write', 'channels:history', 'channels:read'] } },
      slack: { channels: [{ name: 'ops' }] },
    },
  });
  const apiUrl = `${emulator.url}/api/`;
  const botToken = new Secret('xoxb-acme');
  reader = new WebClient(botToken.reveal(), { slackApiUrl: apiUrl, retryConfig: { retries: 0 } });
  const metrics = createMetrics({ version: 'test', defaults: false });
  sender = createSlackSender({ apiUrl, timeoutMs: 5_000, metrics, workspaceOf: () => ({ botToken }) });
});

afterAll(async () => {
  await sender.close();
  await emulator.close();
});

test('a post, its update and a reply are understood by an independent Slack', async () => {
  const acme = 'acme';
  if (!isTenantId(acme)) throw new Error('no tenant id');
  const { channels } = await reader.conversations.list({});
  const channel = channelId(channels?.find(({ name }) => name === 'ops')?.id ?? '');
  const block = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

  const first = await sender.post({
    tenantId: acme,
    channel,
    content: { blocks: [block('*fire* & smoke')], text: 'fire' },
    deliveryId: 'delivery-1',
  });
  if (!first.ok) throw new Error(first.detail);
  const { ts } = first;
  const reply = await sender.post({
    tenantId: acme,
    channel,
    content: { blocks: [block('one more')], text: 'one more' },
    deliveryId: 'delivery-2',
    threadTs: ts,
  });
  expect(reply).toMatchObject({ ok: true, channel });
  const after = { blocks: [block('*out*')], text: 'out' };
  expect(await sender.update({ tenantId: acme, channel, ts, content: after })).toEqual({ ok: true, channel, ts });

  const thread = await reader.conversations.replies({ channel, ts, include_all_metadata: true });
  expect(thread.messages).toMatchObject([
    { ...after, metadata: { event_type: 'tocsin_group', event_payload: { delivery_id: 'delivery-1' } } },
    { text: 'one more', thread_ts: ts },
  ]);
});
