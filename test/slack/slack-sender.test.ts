import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Content } from '../../src/core/content.ts';
import { DELIVERY_REASONS } from '../../src/core/errors.ts';
import { channelId, isTenantId, messageTs, type TenantId } from '../../src/core/ids.ts';
import { Secret } from '../../src/core/secret.ts';
import type { SendResult } from '../../src/delivery/sender.ts';
import { createMetrics, type Metrics } from '../../src/metrics/metrics.ts';
import { createSlackSender } from '../../src/slack/slack-sender.ts';
import { FAULTS } from './faults.ts';
import { json, posted, printed, type ScriptedSlack, startScriptedSlack } from './scripted-slack.ts';

const content: Content = {
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'Schöne Grüße & <tschüß>' } }],
  text: 'Schöne Grüße',
};

const acme = tenant('acme');
const globex = tenant('globex');

function tenant(id: string): TenantId {
  if (!isTenantId(id)) throw new Error(`${id} is no tenant id`);
  return id;
}

/** Short enough for a hanging server to be cheap, long enough for a busy machine. */
const TIMEOUT_MS = 500; // faults.ts words it

let slack: ScriptedSlack;
let metrics: Metrics;
let tokens: Map<TenantId, Secret>;
let sender: ReturnType<typeof createSlackSender>;

function senderTo(apiUrl: string, timeoutMs = TIMEOUT_MS) {
  return createSlackSender({
    apiUrl,
    timeoutMs,
    metrics,
    workspaceOf: (tenantId) => {
      const botToken = tokens.get(tenantId);
      return botToken === undefined ? undefined : { botToken };
    },
  });
}

beforeEach(async () => {
  slack = await startScriptedSlack();
  metrics = createMetrics({ version: 'test', defaults: false });
  tokens = new Map([
    [acme, new Secret('xoxb-acme-1')],
    [globex, new Secret('xoxb-globex-1')],
  ]);
  sender = senderTo(slack.apiUrl);
});

afterEach(async () => {
  await sender.close();
  await slack.close();
});

const post = (tenantId = acme): Promise<SendResult> =>
  sender.post({ tenantId, channel: channelId('C0OPS'), content, deliveryId: 'd-1' });

const update = (): Promise<SendResult> =>
  sender.update({ tenantId: acme, channel: channelId('C0OPS'), ts: messageTs('1700000000.000100'), content });

async function outcomes(method: string): Promise<Record<string, number>> {
  const { values } = await metrics.slackRequests.get();
  const counted = values.filter((value) => value.labels.method === method && value.value > 0);
  return Object.fromEntries(counted.map((value) => [value.labels.outcome, value.value]));
}

describe('what is sent', () => {
  test('a post carries blocks, text, metadata and no previews of links', async () => {
    expect(await post()).toEqual({ ok: true, channel: 'C0OPS', ts: '1700000000.000100' });
    const [request] = slack.seen;
    expect(request?.path).toBe('/api/chat.postMessage');
    expect(request?.headers.authorization).toBe('Bearer xoxb-acme-1');
    expect(request?.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(request?.fields()).toEqual({
      channel: 'C0OPS',
      text: content.text,
      blocks: content.blocks,
      metadata: { event_type: 'tocsin_group', event_payload: { delivery_id: 'd-1' } },
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  test('a message with a bar carries its attachment, as it was written or as it is', async () => {
    const attachments = [{ color: '#A30021', fallback: 'Text', blocks: [{ type: 'divider' }] }];
    const written = { blocks: '[{"type":"divider"}]', attachments: '[{"color":"#A30021"}]' };
    for (const barred of [
      { ...content, attachments },
      { ...content, attachments, json: written },
    ]) {
      await sender.post({ tenantId: acme, channel: channelId('C0OPS'), content: barred, deliveryId: 'd-9' });
    }
    const [plain, asWritten] = slack.seen.map((request) => request.fields());
    expect(plain).toMatchObject({ attachments, blocks: content.blocks });
    expect(asWritten).toMatchObject({ attachments: [{ color: '#A30021' }], blocks: [{ type: 'divider' }] });
  });

  test('a thread reply names its parent', async () => {
    const threadTs = messageTs('1700000000.000001');
    await sender.post({ tenantId: acme, channel: channelId('C0OPS'), content, deliveryId: 'd-2', threadTs });
    expect(slack.seen[0]?.fields().thread_ts).toBe(threadTs);
  });

  test('an update carries blocks and text and leaves the metadata alone', async () => {
    expect(await update()).toEqual({ ok: true, channel: 'C0OPS', ts: '1700000000.000100' });
    expect(slack.seen[0]?.path).toBe('/api/chat.update');
    expect(slack.seen[0]?.fields()).toEqual({
      channel: 'C0OPS',
      ts: '1700000000.000100',
      text: content.text,
      blocks: content.blocks,
      attachments: [],
    });
  });

  test("the answer's channel is taken over, so that a name becomes an id", async () => {
    slack.behave(json({ ok: true, channel: 'C0REAL', ts: '1.2' }));
    const result = await sender.post({ tenantId: acme, channel: channelId('#ops'), content, deliveryId: 'd-3' });
    expect(result).toEqual({ ok: true, channel: 'C0REAL', ts: '1.2' });
  });

  test('an answer in pieces is put together', async () => {
    slack.behave((response) => {
      const bytes = Buffer.from('{"ok":true,"channel":"C0ÖPS","ts":"1.2"}');
      response.write(bytes.subarray(0, 23));
      setImmediate(() => response.end(bytes.subarray(23)));
    });
    expect(await post()).toEqual({ ok: true, channel: 'C0ÖPS', ts: '1.2' });
  });
});

describe('what can go wrong', () => {
  test.each(FAULTS)('%s is told with its reason, after one request', async (_name, behaviour, failure) => {
    slack.behave(behaviour);
    const result = await post();
    expect(result).toEqual({ ok: false, ...failure });
    expect(slack.seen).toHaveLength(1);
    expect(await outcomes('chat.postMessage')).toEqual({ [failure.reason]: 1 });
    expect(printed([result, await metrics.registry.metrics()], [...tokens.values()])).toEqual([]);
  });

  test('after any of them the next call goes through', async () => {
    for (const [, behaviour] of FAULTS.filter(([name]) => !name.includes('no answer'))) {
      slack.behave(behaviour);
      await post();
      slack.behave(posted);
      expect(await post()).toMatchObject({ ok: true });
    }
  });

  test('a refused connection means that nothing was sent', async () => {
    const gone = await startScriptedSlack();
    await gone.close();
    await sender.close();
    sender = senderTo(gone.apiUrl);
    expect(await post()).toEqual({ ok: false, reason: 'slack_unreachable', detail: 'ECONNREFUSED' });
  });

  test('an unknown host means that nothing was sent', async () => {
    await sender.close();
    // A label of more than 63 letters: no resolver is asked.
    sender = senderTo(`http://${'x'.repeat(64)}.invalid/api/`);
    expect(await post()).toMatchObject({ ok: false, reason: 'slack_unreachable' });
  });

  test('a far end that does not speak TLS means that nothing was sent', async () => {
    await sender.close();
    sender = senderTo(slack.apiUrl.replace('http:', 'https:'));
    expect(await post()).toMatchObject({ ok: false, reason: 'slack_unreachable' });
    expect(slack.seen).toHaveLength(0);
  });

  test('a TLS handshake that nobody answers means that nothing was sent', async () => {
    const mute = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = mute.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await sender.close();
    sender = senderTo(`https://127.0.0.1:${port}/api/`);
    expect(await post()).toMatchObject({ ok: false, reason: 'slack_unreachable' });
    await sender.close();
    await new Promise((resolve) => mute.close(resolve));
    sender = senderTo(slack.apiUrl);
  });

  test('a tenant without a workspace is told so, without a request', async () => {
    tokens.delete(acme);
    expect(await post()).toMatchObject({ ok: false, reason: 'token_invalid' });
    expect(slack.seen).toHaveLength(0);
    expect(await outcomes('chat.postMessage')).toEqual({});
  });

  test('a closed sender answers with a reason too', async () => {
    await sender.close();
    expect(await post()).toMatchObject({ ok: false, reason: 'slack_unreachable' });
    sender = senderTo(slack.apiUrl);
  });
});

describe('tenants', () => {
  test("never speak with each other's token, however their calls interleave", async () => {
    slack.behave((response, request) => {
      const { channel } = request.fields();
      setTimeout(() => json({ ok: true, channel, ts: '1.2' })(response, request), Math.random() * 5);
    });
    const patient = senderTo(slack.apiUrl, 30_000);
    const calls = Array.from({ length: 200 }, (_, index) => {
      const tenantId = index % 2 === 0 ? acme : globex;
      return patient.post({ tenantId, channel: channelId(`C-${tenantId}`), content, deliveryId: `d-${index}` });
    });
    const results = await Promise.all(calls);
    await patient.close();
    expect(results.map((result) => result.ok && result.channel)).toEqual(
      results.map((_, index) => (index % 2 === 0 ? 'C-acme' : 'C-globex')),
    );
    expect(slack.seen).toHaveLength(200);
    for (const { fields, headers } of slack.seen) {
      const expected = fields().channel === 'C-acme' ? 'Bearer xoxb-acme-1' : 'Bearer xoxb-globex-1';
      expect(headers.authorization).toBe(expected);
    }
  });

  test('a rate limit of one does not hold up another', async () => {
    slack.behave((response, request) => {
      const limited = request.headers.authorization === 'Bearer xoxb-acme-1';
      (limited ? json({ ok: false }, 429, { 'retry-after': '60' }) : posted)(response, request);
    });
    expect(await post(acme)).toMatchObject({ reason: 'rate_limited' });
    expect(await post(globex)).toMatchObject({ ok: true });
    const { values } = await metrics.slackRateLimited.get();
    expect(values).toMatchObject([{ labels: { tenant: 'acme', method: 'chat.postMessage' }, value: 1 }]);
  });

  test('a changed token is used from the next call on', async () => {
    await post();
    tokens.set(acme, new Secret('xoxb-acme-2'));
    await post();
    expect(slack.seen.map((request) => request.headers.authorization)).toEqual([
      'Bearer xoxb-acme-1',
      'Bearer xoxb-acme-2',
    ]);
  });
});

describe('metrics', () => {
  test('count every call by method and outcome, all of them from zero, and time it', async () => {
    const { values } = await metrics.slackRequests.get();
    expect(values).toHaveLength(7 * (Object.keys(DELIVERY_REASONS).length + 1));
    await post();
    await update();
    expect(await outcomes('chat.postMessage')).toEqual({ ok: 1 });
    expect(await outcomes('chat.update')).toEqual({ ok: 1 });
    expect(await metrics.registry.metrics()).toContain('tocsin_slack_request_seconds_count{method="chat.update"} 1');
  });
});
