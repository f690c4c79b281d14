/** Requests in the name of Slack that are not Slack's, not of now, not for the first time, or not about one's own. */
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Relay } from '../../src/app.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { type Platform, SECRETS, startPlatform } from './platform.ts';
import type { SlackMessage } from './slack-channel.ts';
import { webhookOf } from './webhooks.ts';

const FORM = 'application/x-www-form-urlencoded';
const SECRET = SECRETS.SLACK_SIGNING_SECRET;
const HOUR = 3_600;

let redis: RedisServer;
let platform: Platform;
let other: Relay;
let message: SlackMessage;
let groupId: string;
let clicks = 0;

beforeAll(async () => {
  redis = await startRedis();
  platform = await startPlatform({ redisUrl: redis.url, ops: ', locale: en' });
  other = await platform.another({});
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  message = await platform.channel('T0ACME', 'C0OPS').expectMessage(/DiskFull/);
  groupId = /"value":"([0-9a-f]{36})"/.exec(JSON.stringify(message.now()))?.[1] ?? '';
  expect(groupId).not.toBe('');
});
afterAll(async () => {
  await other.close();
  await platform.close();
  await redis.stop();
});

interface TestClick {
  readonly team?: string;
  readonly user?: string;
  readonly channel?: string;
  readonly ts?: string;
  readonly value?: string;
}

/** A click on Acknowledge of acme's message, unless said otherwise; no two are the same. */
function payloadOf({ team = 'T0ACME', user = 'U0MARIA', channel = 'C0OPS', ...more }: TestClick = {}): object {
  clicks += 1;
  const { ts = message.ts, value = groupId } = more;
  return {
    type: 'block_actions',
    team: { id: team, domain: 'x' },
    user: { id: user, username: 'x', team_id: team },
    api_app_id: 'A0SANDBOX',
    container: { type: 'message', message_ts: ts, channel_id: channel },
    trigger_id: `1.2.${clicks}`,
    channel: { id: channel, name: 'ops' },
    message: { ts },
    response_url: `${platform.sandbox.url}/actions/none`,
    actions: [{ type: 'button', action_id: 'acknowledge', block_id: 'b', value, action_ts: `${clicks}.0` }],
  };
}

const bodyOf = (payload: object): string => new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
const nowSeconds = (): number => Math.floor(Date.now() / 1_000);
const sign = (body: string, timestamp: string | number, { secret = SECRET, version = 'v0' } = {}): string =>
  `${version}=${createHmac('sha256', secret).update(`${version}:${timestamp}:${body}`).digest('hex')}`;

interface Sent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/** As Slack would send it, now. */
function signed(body = bodyOf(payloadOf()), at: string | number = nowSeconds(), type = FORM): Sent {
  return {
    body,
    headers: { 'content-type': type, 'x-slack-request-timestamp': String(at), 'x-slack-signature': sign(body, at) },
  };
}

const changed = (sent: Sent, headers: Readonly<Record<string, string | string[] | undefined>>): Sent => ({
  body: sent.body,
  headers: Object.fromEntries(
    Object.entries({ ...sent.headers, ...headers }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  ),
});

/** Without `fetch`, which forbids some of these headers. */
function send({ body, headers }: Sent, port = platform.relay.port, method = 'POST'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ port, host: '127.0.0.1', path: '/slack/events', method, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject).end(body);
  });
}

const now = () => nowSeconds();
const FORGED: readonly (readonly [string, () => Sent])[] = [
  ['without a signature', () => changed(signed(), { 'x-slack-signature': undefined })],
  ['without a timestamp', () => changed(signed(), { 'x-slack-request-timestamp': undefined })],
  [
    'without either',
    () => changed(signed(), { 'x-slack-signature': undefined, 'x-slack-request-timestamp': undefined }),
  ],
  ['with an empty signature', () => changed(signed(), { 'x-slack-signature': '' })],
  [
    'signed with another secret',
    () => changed(signed(), { 'x-slack-signature': sign('', now(), { secret: 'other' }) }),
  ],
  [
    'signed with an empty secret',
    () => {
      const body = bodyOf(payloadOf());
      return changed(signed(body), {
        'x-slack-signature': `v0=${createHmac('sha256', '').update(`v0:${now()}:${body}`).digest('hex')}`,
      });
    },
  ],
  [
    'with the signature of another body',
    () => changed(signed(), { 'x-slack-signature': sign(bodyOf(payloadOf()), now()) }),
  ],
  ['with the signature of an empty body', () => changed(signed(), { 'x-slack-signature': sign('', now()) })],
  ['with the signature of another second', () => changed(signed(), { 'x-slack-request-timestamp': String(now() - 1) })],
  ['with a body that was changed', () => ({ ...signed(), body: bodyOf(payloadOf()) })],
  [
    'with a body that was made longer',
    () => {
      const sent = signed();
      return { ...sent, body: `${sent.body}&payload=%7B%7D` };
    },
  ],
  [
    'with a body that was cut',
    () => {
      const sent = signed();
      return { ...sent, body: sent.body.slice(0, -1) };
    },
  ],
  [
    'with a signature that was cut',
    () => {
      const sent = signed();
      return changed(sent, { 'x-slack-signature': String(sent.headers['x-slack-signature']).slice(0, -1) });
    },
  ],
  [
    'with a signature in capitals',
    () => {
      const sent = signed();
      return changed(sent, { 'x-slack-signature': String(sent.headers['x-slack-signature']).toUpperCase() });
    },
  ],
  [
    'with two signatures',
    () => {
      const sent = signed();
      return changed(sent, { 'x-slack-signature': [String(sent.headers['x-slack-signature']), 'v0=00'] });
    },
  ],
  [
    'signed as another version',
    () => {
      const body = bodyOf(payloadOf());
      return changed(signed(body), { 'x-slack-signature': sign(body, now(), { version: 'v1' }) });
    },
  ],
  [
    'with the bare digest',
    () => {
      const sent = signed();
      return changed(sent, { 'x-slack-signature': String(sent.headers['x-slack-signature']).slice(3) });
    },
  ],
  [
    'with the verification token of old in the body alone',
    () => changed(signed(bodyOf({ ...payloadOf(), token: 'deprecated' })), { 'x-slack-signature': undefined }),
  ],
  [
    'that is JSON, unsigned, and asks for a challenge',
    () => ({
      body: JSON.stringify({ type: 'url_verification', challenge: 'x' }),
      headers: { 'content-type': 'application/json' },
    }),
  ],
  ['that is an unsigned check of certificates', () => ({ body: 'ssl_check=1', headers: { 'content-type': FORM } })],
  [
    'that is an unsigned event of an uninstalled app',
    () => ({
      body: JSON.stringify({
        type: 'event_callback',
        team_id: 'T0ACME',
        event_time: now(),
        event: { type: 'app_uninstalled' },
      }),
      headers: { 'content-type': 'application/json' },
    }),
  ],
  ['that is an empty body, unsigned', () => ({ body: '', headers: { 'content-type': FORM } })],
];

const OUT_OF_TIME: readonly (readonly [string, () => Sent])[] = [
  ['of 301 seconds ago', () => signed(undefined, now() - 302)],
  ['of an hour ago', () => signed(undefined, now() - HOUR)],
  ['of the year 1970', () => signed(undefined, 1)],
  ['of 301 seconds ahead', () => signed(undefined, now() + 303)],
  ['of a day ahead', () => signed(undefined, now() + 24 * HOUR)],
  ['of the far future', () => signed(undefined, '999999999999')],
  ['in milliseconds', () => signed(undefined, Date.now())],
  ['of no number', () => signed(undefined, 'now')],
  ['of a negative number', () => signed(undefined, -now())],
  ['of a number with an exponent', () => signed(undefined, `${now() / 1e9}e9`)],
  ['of a number in hexadecimal', () => signed(undefined, `0x${now().toString(16)}`)],
  ['of a number with a fraction', () => signed(undefined, `${now()}.5`)],
  ['of an infinite number', () => signed(undefined, 'Infinity')],
];

const CROSS_TENANT: readonly (readonly [string, () => TestClick])[] = [
  ["from another tenant's workspace", () => ({ team: 'T0GLOBEX', user: 'U0ANN' })],
  ['from a workspace that no tenant has', () => ({ team: 'T0NOBODY' })],
  ['from no workspace', () => ({ team: '' })],
  ['on another message of the same workspace', () => ({ ts: '1.000001' })],
  ['in another channel of the same workspace', () => ({ channel: 'C0DB' })],
  ['with the id of no group', () => ({ value: '0'.repeat(36) })],
  ['with a value that is no id', () => ({ value: '../../globex' })],
];

const state = async () => {
  const response = await fetch(`${platform.url}/metrics`);
  return (await response.text()).match(/tocsin_clicks_total\{[^}]*outcome="done"\} \d+/g) ?? [];
};

describe('a request to /slack/events', () => {
  test('there are thirty and more of them', () => {
    expect(FORGED.length + OUT_OF_TIME.length + CROSS_TENANT.length).toBeGreaterThanOrEqual(40);
  });

  test.each(FORGED)('%s is refused, without effect', async (_name, make) => {
    expect(await send(make())).toBe(401);
    expect(message.text()).toContain('Nobody has it yet');
  });

  test.each(OUT_OF_TIME)('%s is refused, without effect', async (_name, make) => {
    expect(await send(make())).toBe(401);
    expect(message.text()).toContain('Nobody has it yet');
  });

  test.each(CROSS_TENANT)('a click %s is answered, and changes nothing', async (_name, make) => {
    const before = platform.sandbox.requestLog.of('chat.update').length;
    expect(await send(signed(bodyOf(payloadOf(make()))))).toBe(200);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await state()).toEqual([]);
    expect(platform.sandbox.requestLog.of('chat.update')).toHaveLength(before);
    expect(message.text()).toContain('Nobody has it yet');
  });

  test('that is too large is refused before it is read', async () => {
    const sent = signed('x'.repeat(1_100_000));
    const status = await send(sent).catch(() => 413);
    expect(status).toBe(413);
  });

  test.each(['GET', 'PUT', 'DELETE'])('by %s finds nothing', async (method) => {
    expect(await send(changed(signed(''), {}), platform.relay.port, method)).toBe(404);
  });

  test('of an unknown kind is answered at once, and does nothing', async () => {
    const kinds = [
      bodyOf({ ...payloadOf(), actions: [{ type: 'button', action_id: 'of-a-newer-version', action_ts: '1' }] }),
      bodyOf({
        type: 'view_submission',
        team: { id: 'T0ACME' },
        user: { id: 'U1' },
        view: { callback_id: 'unknown', state: { values: {} } },
      }),
      bodyOf({ type: 'view_closed', team: { id: 'T0ACME' }, user: { id: 'U1' }, view: { callback_id: 'unknown' } }),
      bodyOf({ type: 'shortcut', callback_id: 'unknown', team: { id: 'T0ACME' }, user: { id: 'U1' }, trigger_id: '1' }),
      bodyOf({ type: 'message_action', callback_id: 'unknown', team: { id: 'T0ACME' }, user: { id: 'U1' } }),
      bodyOf({ type: 'block_suggestion', action_id: 'unknown', team: { id: 'T0ACME' }, user: { id: 'U1' }, value: '' }),
      new URLSearchParams({ command: '/unknown', team_id: 'T0ACME', user_id: 'U1', text: 'x' }).toString(),
    ];
    for (const body of kinds) {
      const startedAt = performance.now();
      expect([body.slice(0, 60), await send(signed(body))]).toEqual([body.slice(0, 60), 200]);
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    }
    const event = {
      type: 'event_callback',
      team_id: 'T0ACME',
      event_id: 'Ev1',
      event_time: now(),
      event: { type: 'unknown' },
    };
    expect(await send(signed(JSON.stringify(event), now(), 'application/json'))).toBe(200);
  });

  test('as Slack sends it takes the group, and sent again is refused by every relay, without effect', async () => {
    const sent = signed();
    expect(await send(sent)).toBe(200);
    await message.expectUpdate(/<@U0MARIA> has it/);
    const before = platform.sandbox.requestLog.of('chat.update').length;
    const again = await Promise.all([send(sent), send(sent, other.port), send(sent), send(sent, other.port)]);
    expect(again).toEqual([401, 401, 401, 401]);
    const body = bodyOf(payloadOf({ user: 'U0JAN' }));
    const raced = signed(body);
    const statuses = await Promise.all(
      Array.from({ length: 10 }, (_, index) => send(raced, index % 2 ? other.port : undefined)),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(9);
    expect(platform.sandbox.requestLog.of('chat.update')).toHaveLength(before);
    expect(await platform.metrics()).toMatch(/tocsin_slack_refused_total\{why="replayed"\} [1-9]/);
    await waitUntil('it is logged', () => platform.log.join('').includes('"why":"replayed"'));
  });

  test('is checked by Bolt, too: what the sandbox signs is accepted', async () => {
    expect((await platform.sandbox.sendEvent('T0ACME', { type: 'team_join' })).status).toBe(200);
    expect((await message.click('unacknowledge', { as: 'U0MARIA' })).status).toBe(200);
    await message.expectUpdate(/Nobody has it yet/);
  });
});
