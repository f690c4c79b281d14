import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import type { Content } from '../../src/core/content.ts';
import { DELIVERY_REASONS } from '../../src/core/errors.ts';
import { channelId, isTenantId, type MessageTs, messageTs, type TenantId } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { Secret } from '../../src/core/secret.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { mountInteractions } from '../../src/slack/interactions.ts';
import { SLACK_EVENTS_PATH } from '../../src/slack/open-bolt.ts';
import { createSlackSender } from '../../src/slack/slack-sender.ts';
import { buildAccess } from '../../src/tenants/build-access.ts';
import { policy } from '../groups/builders.ts';
import { speaking } from './languages.ts';
import { noLookups } from './no-lookups.ts';
import { noSilences } from './no-silences.ts';
import { closeServer, listen } from './scripted-slack.ts';

const signingSecret = new Secret('the-signing-secret');
const TENANTS: Readonly<Record<string, { readonly teamId: string; readonly botToken: Secret }>> = {
  acme: { teamId: 'T0ACME', botToken: new Secret('xoxb-acme') },
  globex: { teamId: 'T0GLOBEX', botToken: new Secret('xoxb-globex') },
};

const acme = tenant('acme');

function tenant(id: string): TenantId {
  if (!isTenantId(id)) throw new Error(`${id} is no tenant id`);
  return id;
}

const button = (actionId: string) => ({
  type: 'button',
  text: { type: 'plain_text', text: actionId },
  action_id: actionId,
  ...(actionId === 'link-0' ? { url: 'https://runbooks.example/disk' } : {}),
});

const content = (text: string): Content => ({
  blocks: [
    { type: 'section', text: { type: 'mrkdwn', text } },
    { type: 'actions', elements: ['acknowledge', 'silence', 'link-0', 'tomorrow'].map(button) },
  ],
  text,
});

let slack: Sandbox;
let sender: ReturnType<typeof createSlackSender>;
let interactions: { close(): Promise<void> };
let server: ReturnType<typeof createServer>;

beforeEach(async () => {
  slack = await startSandbox({
    signingSecret: signingSecret.reveal(),
    workspaces: Object.values(TENANTS).map(({ teamId, botToken }) => ({
      teamId,
      tokens: [{ token: botToken.reveal() }],
      channels: [
        { id: 'C0OPS', name: 'ops' },
        { id: 'C0OLD', name: 'old', isArchived: true },
        { id: 'C0FAR', name: 'far', isMember: false },
      ],
      users: [{ id: 'U1', name: 'maria', locale: 'es-ES' }],
    })),
  });
  sender = createSlackSender({
    apiUrl: slack.apiUrl,
    timeoutMs: 500,
    metrics: createMetrics({ version: 'test', defaults: false }),
    workspaceOf: (tenantId) => TENANTS[tenantId],
  });
  const app = express();
  interactions = mountInteractions({
    app,
    signingSecret,
    apiUrl: slack.apiUrl,
    timeoutMs: 2_000,
    tenantsOf: (team) =>
      Object.values(TENANTS)
        .filter(({ teamId }) => teamId === team)
        .map(({ botToken }) => ({
          id: acme,
          botToken,
          locale: 'en',
          timeZone: 'UTC',
          language: speaking,
          access: buildAccess(undefined),
          phrase: (key, locale) => `${key} in ${locale}`,
        })),
    silencing: noSilences(),
    policyOf: () => policy,
    tenantOf: () => undefined,
    lookups: noLookups,
    press: async () => ({ outcome: 'unknown' }),
    metrics: createMetrics({ version: 'test', defaults: false }),
    clock: { now: () => Date.now() },
    logger: silentLogger,
  });
  server = createServer(app);
  slack.setInteractivityUrl((await listen(server)) + SLACK_EVENTS_PATH);
});

afterEach(async () => {
  await sender.close();
  await interactions.close();
  await closeServer(server);
  await slack.close();
});

/** A call that is none of the sender's. */
async function slackCall(method: string, args: Readonly<Record<string, unknown>>): Promise<void> {
  const response = await fetch(slack.apiUrl + method, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-acme', 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  expect(await response.json()).toMatchObject({ ok: true });
}

const post = (channel = 'C0OPS', tenantId = acme) =>
  sender.post({ tenantId, channel: channelId(channel), content: content('Disk full'), deliveryId: 'delivery-1' });

async function posted(channel = 'C0OPS') {
  const result = await post(channel);
  if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`);
  return result;
}

describe('what was sent', () => {
  const find = (channel: string, more: { readonly threadTs?: MessageTs; readonly since?: number } = {}) =>
    sender.find({ tenantId: acme, channel: channelId(channel), since: Date.now() - 60_000, ...more });

  test('is found again in its channel and in its thread by its delivery, and not what others wrote', async () => {
    const { channel, ts } = await posted();
    const reply = { tenantId: acme, channel, content: content('1 resolved'), deliveryId: 'delivery-2', threadTs: ts };
    const replied = await sender.post(reply);
    if (!replied.ok) throw new Error(replied.detail);
    await slackCall('chat.postMessage', { channel, text: 'by hand' });
    expect(await find(channel)).toEqual({ ok: true, messages: [{ ts, deliveryId: 'delivery-1' }] });
    const inThread = await find(channel, { threadTs: ts });
    expect(inThread).toMatchObject({ ok: true });
    expect(inThread.ok && inThread.messages).toContainEqual({ ts: replied.ts, deliveryId: 'delivery-2' });
    expect(await find(channel, { since: Date.now() + 60_000 })).toEqual({ ok: true, messages: [] });
  });

  test('is found beyond the first page', async () => {
    const { ts } = await posted();
    for (let message = 0; message < 210; message++)
      await slackCall('chat.postMessage', { channel: 'C0OPS', text: 'hm' });
    expect(await find('C0OPS')).toEqual({ ok: true, messages: [{ ts, deliveryId: 'delivery-1' }] });
  });

  test('is looked for in a public channel that has to be joined first', async () => {
    expect(await find('C0FAR')).toEqual({ ok: true, messages: [] });
    expect(await post('C0FAR')).toMatchObject({ ok: true });
  });

  test.each([
    ['C0NONE', 'channel_not_found'],
    ['#ops', 'channel_not_found'],
  ])('cannot be looked for in %s: %s', async (channel, reason) => {
    expect(await find(channel)).toMatchObject({ ok: false, reason });
  });
});

describe('somebody who is called', () => {
  test('gets a direct message, and a link that leads to the message', async () => {
    const direct = await sender.openDirect({ tenantId: acme, person: 'U1' });
    expect(direct).toEqual({ ok: true, channel: 'D1' });
    expect(await post('D1')).toMatchObject({ ok: true, channel: 'D1' });
    const { channel, ts } = await posted();
    const link = await sender.linkTo({ tenantId: acme, channel, ts });
    expect(link).toMatch(new RegExp(`^http.+/archives/C0OPS/p${ts.replace('.', '')}$`));
  });

  test('and whom Slack does not know is a channel that is not there', async () => {
    const reached = await sender.openDirect({ tenantId: acme, person: 'U404' });
    expect(reached).toMatchObject({ ok: false, reason: 'channel_not_found', detail: 'user_not_found' });
  });

  test('has no link to what is gone', async () => {
    expect(await sender.linkTo({ tenantId: acme, channel: channelId('C0OPS'), ts: messageTs('1.0') })).toBeUndefined();
  });
});

describe('messages', () => {
  test('a post is stored with its metadata, an update replaces it, a reply joins its thread', async () => {
    const { channel, ts } = await posted('#ops');
    expect(channel).toBe('C0OPS');
    expect(await sender.update({ tenantId: acme, channel, ts, content: content('Disk fine') })).toEqual({
      ok: true,
      channel,
      ts,
    });
    const reply = { tenantId: acme, channel, content: content('1 resolved'), deliveryId: 'delivery-2', threadTs: ts };
    expect(await sender.post(reply)).toMatchObject({ ok: true, channel });
    const metadata = { event_type: 'tocsin_group', event_payload: { delivery_id: 'delivery-1' } };
    expect(slack.messages('T0ACME', 'C0OPS')).toMatchObject([
      { text: 'Disk fine', ts, metadata },
      { text: '1 resolved', threadTs: ts },
    ]);
    expect(slack.messages('T0GLOBEX', 'C0OPS')).toEqual([]);
  });

  test.each([
    ['C0NONE', 'channel_not_found'],
    ['C0FAR', 'not_in_channel'],
    ['C0OLD', 'channel_archived'],
  ])('a post to %s fails as %s', async (channel, reason) => {
    expect(await post(channel)).toMatchObject({ ok: false, reason });
  });

  test('an update of a message that is not there asks for a new one', async () => {
    const ts = messageTs('1700000000.000100');
    const result = await sender.update({ tenantId: acme, channel: channelId('C0OPS'), ts, content: content('x') });
    expect(result).toMatchObject({ ok: false, reason: 'message_gone' });
  });

  test('blocks that Slack refuses are told with the place', async () => {
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];
    const request = { tenantId: acme, channel: channelId('C0OPS'), content: { blocks, text: 'x' }, deliveryId: 'd' };
    const result = await sender.post(request);
    expect(result).toMatchObject({ ok: false, reason: 'content_refused' });
    expect(result).toHaveProperty('detail', expect.stringContaining('/blocks/0/text'));
  });

  test('a revoked token stops its tenant and no other', async () => {
    slack.setTokenState('xoxb-acme', 'token_revoked');
    expect(await post()).toEqual({ ok: false, reason: 'token_invalid', detail: 'token_revoked' });
    expect(await post('C0OPS', tenant('globex'))).toMatchObject({ ok: true });
  });
});

describe('faults', () => {
  test.each([
    [{ kind: 'rate_limited', retryAfterSeconds: 3 }, 'rate_limited', 0],
    [{ kind: 'rate_limited_no_header' }, 'rate_limited', 0],
    [{ kind: 'status', status: 503, applied: true }, 'slack_server_error', 1],
    [{ kind: 'error', error: 'fatal_error', applied: true }, 'slack_server_error', 1],
    [{ kind: 'non_json', applied: true }, 'bad_answer', 1],
    [{ kind: 'hang_before' }, 'timeout', 0],
    [{ kind: 'hang_after' }, 'timeout', 1],
    [{ kind: 'reset_before' }, 'connection_lost', 0],
    [{ kind: 'reset_after' }, 'connection_lost', 1],
    [{ kind: 'slow_headers', delayMs: 2_000 }, 'timeout', 1],
    [{ kind: 'slow_body', delayMs: 2_000 }, 'timeout', 1],
  ] as const)('%j is %s and leaves %d messages', async (fault, reason, messages) => {
    slack.faults.add({ ...fault, method: 'chat.postMessage' });
    expect(await post()).toMatchObject({ ok: false, reason });
    expect(slack.messages('T0ACME', 'C0OPS')).toHaveLength(messages);
    expect(DELIVERY_REASONS[reason].verdict === 'ambiguous' || messages === 0).toBe(true);
    expect(await post()).toMatchObject({ ok: true });
  });
});

describe('clicks', () => {
  const click = (ts: string, actionId: string) =>
    slack.click({ teamId: 'T0ACME', channel: 'C0OPS', ts, actionId, userId: 'U1' });

  test('are answered to the clicker in their language', async () => {
    const { ts } = await posted();
    expect(await click(ts, 'acknowledge')).toMatchObject({ status: 200 });
    for (let tries = 0; slack.ephemerals('T0ACME', 'C0OPS').length === 0 && tries < 500; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(slack.ephemerals('T0ACME', 'C0OPS')).toMatchObject([{ text: 'press.unknown in es-ES', onlyFor: 'U1' }]);
    expect(slack.messages('T0ACME', 'C0OPS')).toMatchObject([{ ts, text: 'Disk full', revision: expect.any(Number) }]);
  });

  test.each(['link-0', 'tomorrow'])('on %s are acknowledged well within the three seconds', async (actionId) => {
    const { ts } = await posted();
    const { status, elapsedMs } = await click(ts, actionId);
    expect(status).toBe(200);
    expect(elapsedMs).toBeLessThan(1_000);
    expect(slack.ephemerals('T0ACME', 'C0OPS')).toEqual([]);
  });
});
