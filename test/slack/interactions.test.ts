import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { TocsinError } from '../../src/core/errors.ts';
import type { LogFields, Logger } from '../../src/core/logger.ts';
import { Secret } from '../../src/core/secret.ts';
import type { PressRequest, PressResult } from '../../src/groups/press-button.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import type { InteractionTenant } from '../../src/slack/answer-click.ts';
import { mountInteractions } from '../../src/slack/interactions.ts';
import { SLACK_EVENTS_PATH } from '../../src/slack/open-bolt.ts';
import { buildAccess } from '../../src/tenants/build-access.ts';
import { policy } from '../groups/builders.ts';
import { tenant } from '../store/store-fixtures.ts';
import { speaking } from './languages.ts';
import { noLookups } from './no-lookups.ts';
import { noSilences } from './no-silences.ts';
import { closeServer, json, listen, printed, type ScriptedSlack, startScriptedSlack } from './scripted-slack.ts';

const signingSecret = new Secret('signing-secret-of-the-app');
const botToken = new Secret('xoxb-acme-1');
const FORM = 'application/x-www-form-urlencoded';

const PHRASES: Readonly<Record<string, string>> = {
  de: 'Diese Aktion ist nicht eingerichtet.',
  fr: "Cette action n'est pas configurée.",
};

const acme: InteractionTenant = {
  id: tenant('acme'),
  botToken,
  locale: 'fr',
  timeZone: 'Europe/Paris',
  language: speaking,
  access: buildAccess(undefined),
  phrase: (key, locale, { person = '' } = {}) => `${key}: ${PHRASES[locale.slice(0, 2)]}${person}`,
};

let slack: ScriptedSlack;
let server: ReturnType<typeof createServer>;
let origin: string;
let interactions: { close(): Promise<void> };
let logged: { readonly level: string; readonly fields: LogFields; readonly message: string }[];
let now: number;
/** Presses that reached the store, and what the store makes of them. */
let pressed: PressRequest[];
let comesTo: PressResult | TocsinError;

beforeEach(async () => {
  slack = await startScriptedSlack();
  logged = [];
  now = Date.now();
  pressed = [];
  comesTo = { outcome: 'done', tenantId: acme.id };
  const log = (level: string) => (fields: LogFields, message: string) => void logged.push({ level, fields, message });
  const logger: Logger = { error: log('error'), warn: log('warn'), info: log('info'), debug: log('debug') };
  const app = express();
  interactions = mountInteractions({
    app,
    signingSecret,
    apiUrl: slack.apiUrl,
    timeoutMs: 2_000,
    tenantsOf: (team) => (team === 'T0ACME' ? [acme] : []),
    silencing: noSilences(),
    policyOf: () => policy,
    tenantOf: (id) => (id === acme.id ? acme : undefined),
    lookups: noLookups,
    press: async (request) => {
      pressed.push(request);
      if (comesTo instanceof TocsinError) throw comesTo;
      return comesTo;
    },
    metrics: createMetrics({ version: 'test', defaults: false }),
    clock: { now: () => now },
    logger,
  });
  app.use(express.json(), express.urlencoded({ extended: false }));
  app.post('/other', (request, response) => void response.json(request.body));
  server = createServer(app);
  origin = await listen(server);
  speak('de-DE');
});

afterEach(async () => {
  await interactions.close();
  await closeServer(server);
  await slack.close();
});

/** Slack tells that language of every reader. */
function speak(locale: string): void {
  slack.behave((response, request) => {
    const users = request.path.endsWith('/users.info');
    json(users ? { ok: true, user: { id: request.form.get('user'), locale } } : { ok: true })(response, request);
  });
}

interface Delivery {
  readonly body?: string;
  readonly type?: string;
  readonly secret?: Secret;
  readonly skewSeconds?: number;
  readonly headers?: Record<string, string>;
}

function sign(body: string, timestamp: number, secret: Secret): string {
  return `v0=${createHmac('sha256', secret.reveal()).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

async function deliver({ body = click({}), type = FORM, secret = signingSecret, skewSeconds = 0, headers }: Delivery) {
  const timestamp = Math.floor(Date.now() / 1_000) + skewSeconds;
  const startedAt = performance.now();
  const response = await fetch(origin + SLACK_EVENTS_PATH, {
    method: 'POST',
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': sign(body, timestamp, secret),
      ...headers,
    },
    body,
  });
  return { status: response.status, text: await response.text(), tookMs: performance.now() - startedAt };
}

const SECRET_VALUE = 'secret label value';
const GROUP_ID = '0123456789abcdef0123456789abcdef0123';

interface TestClick {
  readonly actionId?: string;
  readonly user?: string;
  readonly team?: string | null;
  readonly value?: string;
}

/** By itself a press that names no group. */
let triggers = 0;
/** As in Slack, no two requests are the same. */
function nextTrigger(): string {
  triggers += 1;
  return `1.2.${triggers}`;
}

function click({ actionId, user = 'U1', team = 'T0ACME', ...more }: TestClick): string {
  const { value = actionId === undefined ? SECRET_VALUE : GROUP_ID } = more;
  const payload = {
    type: 'block_actions',
    team: team === null ? null : { id: team, domain: 'acme' },
    user: { id: user, username: 'maria', team_id: 'T0ACME' },
    api_app_id: 'A1',
    container: { type: 'message', message_ts: '1.2', channel_id: 'C0OPS' },
    trigger_id: nextTrigger(),
    channel: { id: 'C0OPS', name: 'ops' },
    message: { ts: '1.2', text: 'secret label value' },
    response_url: `${slack.origin}/response/1`,
    actions: [{ action_id: actionId ?? 'acknowledge', block_id: 'b', type: 'button', value, action_ts: '1.2' }],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 500) throw new Error('it did not come to pass within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const answers = () =>
  slack.seen.filter(({ path }) => path.startsWith('/response/')).map(({ body }) => JSON.parse(body));
const lookups = () => slack.seen.filter(({ path }) => path.endsWith('/users.info'));

async function answered(count = 1): Promise<unknown[]> {
  await until(() => answers().length >= count);
  return answers();
}

describe('a press that names no group', () => {
  test('is acknowledged and answered to the reader alone', async () => {
    expect(await deliver({})).toMatchObject({ status: 200, text: '' });
    expect(await answered()).toEqual([
      { text: `press.unknown: ${PHRASES.de}`, response_type: 'ephemeral', replace_original: false },
    ]);
  });

  test("the reader's language is asked with the tenant's token, and remembered for an hour", async () => {
    await deliver({});
    await answered(1);
    await deliver({});
    await answered(2);
    expect(lookups()).toHaveLength(1);
    expect(lookups()[0]?.headers.authorization).toBe('Bearer xoxb-acme-1');
    expect(Object.fromEntries(lookups()[0]?.form ?? [])).toEqual({ user: 'U1', include_locale: 'true' });
    await deliver({ body: click({ user: 'U2' }) });
    await answered(3);
    expect(lookups()).toHaveLength(2);
  });

  test("where Slack does not tell it, the tenant's language is used", async () => {
    slack.behave(json({ ok: false, error: 'missing_scope', needed: 'users:read' }));
    await deliver({});
    expect(await answered()).toMatchObject([{ text: `press.unknown: ${PHRASES.fr}` }]);
  });

  test('an installation for a whole organisation names the workspace with the user', async () => {
    await deliver({ body: click({ team: null }) });
    expect(await answered()).toHaveLength(1);
  });

  test('the acknowledgement does not wait for Slack', async () => {
    slack.behave(() => undefined);
    const { status, tookMs } = await deliver({});
    expect(status).toBe(200);
    expect(tookMs).toBeLessThan(1_000);
  });

  test('an answer that Slack does not take is logged once, without the payload', async () => {
    slack.behave((response, request) => {
      json(request.path.startsWith('/response/') ? {} : { ok: true, user: {} }, 404)(response, request);
    });
    expect((await deliver({})).status).toBe(200);
    await until(() => logged.some(({ level }) => level === 'warn'));
    expect(logged.filter(({ level }) => level === 'warn')).toMatchObject([{ message: 'click could not be answered' }]);
    expectNoPayloadLogged();
  });
});

describe('a press of a button that changes the group', () => {
  test.each(['acknowledge', 'unacknowledge'] as const)(
    '%s goes to the store, and the message answers',
    async (kind) => {
      expect((await deliver({ body: click({ actionId: kind }) })).status).toBe(200);
      await until(() => logged.some(({ message }) => message === 'a button was pressed'));
      expect(pressed).toEqual([
        {
          tenantIds: ['acme'],
          groupId: GROUP_ID,
          press: {
            deed: { kind },
            by: 'U1',
            at: now,
            id: 'T0ACME U1 1.2 1.2',
            message: { channel: 'C0OPS', ts: '1.2' },
          },
        },
      ]);
      expect(slack.seen).toEqual([]);
    },
  );

  const refusals: readonly (readonly [string, PressResult | TocsinError, string])[] = [
    [
      'what somebody has',
      { outcome: 'refused', tenantId: tenant('acme'), refusal: { why: 'taken', by: { by: 'U2', at: 1 } } },
      `press.taken: ${PHRASES.de}U2`,
    ],
    ['what nobody has', { outcome: 'refused', tenantId: tenant('acme'), refusal: { why: 'free' } }, 'press.free'],
    ['what is over', { outcome: 'refused', tenantId: tenant('acme'), refusal: { why: 'over' } }, 'press.over'],
    [
      'an old message',
      { outcome: 'refused', tenantId: tenant('acme'), refusal: { why: 'replaced' } },
      'press.replaced',
    ],
    ['an unknown group', { outcome: 'unknown' }, 'press.unknown'],
    ['a store that is away', new TocsinError('store_unavailable', 'Redis is loading'), 'press.not_stored'],
  ];

  test.each(refusals)('for %s is answered to the presser alone', async (_what, result, said) => {
    comesTo = result;
    await deliver({ body: click({ actionId: 'acknowledge' }) });
    expect(await answered()).toMatchObject([{ text: expect.stringContaining(said), response_type: 'ephemeral' }]);
  });

  test('with a value that is no id of ours does not reach the store', async () => {
    await deliver({ body: click({ actionId: 'acknowledge', value: SECRET_VALUE }) });
    expect(await answered()).toMatchObject([{ text: `press.unknown: ${PHRASES.de}` }]);
    expect(pressed).toEqual([]);
    expectNoPayloadLogged();
  });

  test('that was taken in before is not answered again', async () => {
    comesTo = { outcome: 'repeated', tenantId: acme.id };
    await deliver({ body: click({ actionId: 'acknowledge' }) });
    await deliver({});
    await answered();
    expect(answers()).toHaveLength(1);
  });
});

describe('other clicks', () => {
  test.each(['link-0', 'link-1', 'somebody_elses'])('%s is acknowledged at once and not answered', async (actionId) => {
    const { status, tookMs } = await deliver({ body: click({ actionId }) });
    expect(status).toBe(200);
    expect(tookMs).toBeLessThan(1_000);
    await deliver({});
    await answered();
    expect(answers()).toHaveLength(1);
  });

  test('from an unknown workspace are acknowledged, not answered, and logged without the payload', async () => {
    const { status } = await deliver({ body: click({ team: 'T0STRANGER' }) });
    expect(status).toBe(200);
    await until(() => logged.length > 0);
    expect(logged).toEqual([
      { level: 'warn', fields: { team: 'T0STRANGER' }, message: 'click from a workspace that no tenant has' },
    ]);
    expect(slack.seen).toEqual([]);
  });
});

describe('requests', () => {
  const refused: readonly (readonly [string, Delivery, number])[] = [
    ['forged', { secret: new Secret('another secret') }, 401],
    ['stale by 310 s', { skewSeconds: -310 }, 401],
    ['310 s in the future', { skewSeconds: 310 }, 401],
    ['a day in the future', { skewSeconds: 86_400 }, 401],
    ['without a timestamp', { headers: { 'x-slack-request-timestamp': '' } }, 401],
    ['with a timestamp that is none', { headers: { 'x-slack-request-timestamp': 'soon' } }, 401],
    ['without a signature', { headers: { 'x-slack-signature': '' } }, 401],
    ['with a signature of no version', { headers: { 'x-slack-signature': 'f00' } }, 401],
    ['signed, but not readable', { body: '{"', type: 'application/json' }, 400],
    ['too large', { body: 'x'.repeat(4 * 1024 * 1024 + 1) }, 413],
  ];

  test.each(refused)('%s are refused', async (_name, delivery, status) => {
    expect((await deliver(delivery)).status).toBe(status);
    expect(slack.seen).toEqual([]);
    expectNoPayloadLogged();
  });

  test.each([-290, 290])('%d s off are accepted', async (skewSeconds) => {
    expect((await deliver({ skewSeconds })).status).toBe(200);
    await answered();
  });

  test.each([`${FORM}; charset=utf-8`, `${FORM};charset=UTF-8`, FORM.toUpperCase()])(
    'of content type %s are read as forms',
    async (type) => {
      expect((await deliver({ type })).status).toBe(200);
      expect(await answered()).toHaveLength(1);
    },
  );

  test('that verify the address get their challenge back', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'c1' });
    const { status, text } = await deliver({ body, type: 'application/json' });
    expect({ status, text }).toEqual({ status: 200, text: '{"challenge":"c1"}' });
  });

  test('to other addresses are left to the parsers that follow', async () => {
    const response = await fetch(`${origin}/other`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
    });
    expect(await response.json()).toEqual({ a: 1 });
  });
});

function expectNoPayloadLogged(): void {
  const text = JSON.stringify(logged);
  expect(text).not.toContain('secret label value');
  expect(text).not.toContain('/response/');
  expect(printed(logged, [botToken, signingSecret])).toEqual([]);
}
