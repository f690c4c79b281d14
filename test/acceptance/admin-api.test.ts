/** The API that the console and scripts use, on a whole platform: what it tells, what it does, and to whom. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import type { Endpoint } from '../../src/core/api/endpoint.ts';
import { ENDPOINTS, type EndpointName } from '../../src/core/api/endpoints.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { FAST, type Platform, SECRETS, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

const TOKENS = {
  admin: SECRETS.TOCSIN_ADMIN_TOKEN,
  manager: 'acme-manager-0123456789',
  viewer: 'acme-viewer-0123456789',
  wall: 'acme-wall-0123456789',
  stranger: 'globex-manager-0123456789',
};
const tenantYaml = (name: string, team: string, api: string) => `
name: ${name}
locale: de
time_zone: Europe/Berlin
ingest: { tokens: [{ token: '\${${name.toUpperCase()}_INGEST_TOKEN}', created: 2026-05-01 }] }
slack: { team_id: ${team}, bot_token: '\${${name.toUpperCase()}_BOT_TOKEN}' }
api: { tokens: [${api}] }
`;

let platform: Platform;
let stop: () => Promise<void>;

beforeAll(async () => {
  const redis = await startRedis();
  platform = await startPlatform({
    redisUrl: redis.url,
    tocsin: FAST,
    files: {
      'tenants/acme/tenant.yaml': tenantYaml(
        'Acme',
        'T0ACME',
        `{ name: lead, role: manager, token: ${TOKENS.manager} }, { name: screen, role: viewer, token: ${TOKENS.viewer} }, { name: wall, role: wall, token_file: wall.token }`,
      ),
      'tenants/acme/wall.token': `${TOKENS.wall}\n`,
      'tenants/acme/access.yaml': 'roles: [{ name: wall, permissions: [] }]',
      'tenants/globex/tenant.yaml': tenantYaml(
        'Globex',
        'T0GLOBEX',
        `{ name: lead, role: manager, token: ${TOKENS.stranger} }`,
      ),
    },
  });
  stop = async () => {
    await platform.close();
    await redis.stop();
  };
  for (const alertname of ['DiskFull', 'CpuBusy', 'LinkDown']) {
    await platform.post(webhookOf([{ instance: 'db-1' }], { alertname }));
  }
  await waitUntil('all are told', async () =>
    (await list('admin')).body.groups.every(({ message }: { message?: object }) => message),
  );
});
afterAll(() => stop());

type Who = keyof typeof TOKENS | 'nobody';

interface Asking {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(who: Who, path: string, { method = 'GET', body, headers = {} }: Asking = {}) {
  const response = await fetch(`${platform.url}/api/v1${path}`, {
    method,
    headers: {
      ...(who === 'nobody' ? {} : { authorization: `Bearer ${TOKENS[who]}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json') && !text.includes('}\n{');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : {},
  };
}

const list = (who: Who, query = '') => ask(who, `/groups${query}`);

/** Every answer is as its schema has it, and holds nothing that the schema does not know. */
function expectForm(name: EndpointName, body: unknown): void {
  const { answer }: { answer: z.ZodType } = ENDPOINTS[name];
  expect(answer.parse(body)).toEqual(body);
}

describe('groups', () => {
  test('are listed, searched and paged', async () => {
    const all = await list('admin', '?tenant=acme');
    expectForm('listGroups', all.body);
    expect(all.body).toMatchObject({ total: 3, isPartial: false });
    const first = await list('manager', '?limit=2');
    const rest = await list('manager', `?limit=2&after=${encodeURIComponent(first.body.next)}`);
    expect([...first.body.groups, ...rest.body.groups]).toEqual(all.body.groups);
    expect(rest.body.next).toBeUndefined();
    const titles = async (query: string) =>
      (await list('viewer', query)).body.groups.map(({ title }: { title: string }) => title).sort();
    expect(await titles('?text=DISK%20db-1')).toEqual(['DiskFull']);
    expect(await titles('?severity=critical&state=free')).toEqual(['CpuBusy', 'DiskFull', 'LinkDown']);
    expect(await titles('?state=acknowledged')).toEqual([]);
    expect((await list('stranger')).body.groups).toEqual([]);
  });

  test('are shown with their message, their history and what is decided', async () => {
    const [{ id }] = (await list('viewer', '?text=cpubusy')).body.groups;
    const { body } = await ask('viewer', `/tenants/acme/groups/${id}`);
    expectForm('showGroup', body);
    expect(body).toMatchObject({ title: 'CpuBusy', decision: { steps: [], why: 'waits' }, isHistoryWhole: true });
    expect(body.drawn.content.text).toContain('CpuBusy');
    expect(body.history.map(({ kind }: { kind: string }) => kind)).toEqual(['posted', 'received']);
    expect(body.history[0].detail.tookMs).toBeGreaterThanOrEqual(0);
  });

  test('are acted on by name, once, and the history says who and by what', async () => {
    const [{ id }] = (await list('admin', '?text=diskfull')).body.groups;
    const act = (deed: string, who: Who, more: Asking = {}) =>
      ask(who, `/tenants/acme/groups/${id}/${deed}`, { method: 'POST', ...more });
    const once = { headers: { 'Idempotency-Key': 'one', 'Tocsin-Actor': 'maria' } };
    expect((await act('acknowledge', 'manager', once)).body).toEqual({ outcome: 'done' });
    const message = await platform.channel('T0ACME', 'C0OPS').expectMessage(/DiskFull/);
    await waitUntil(
      'it shows who has it',
      async () =>
        JSON.stringify(message).includes('maria') || (await list('admin', '?acknowledgedBy=maria')).body.total === 1,
    );
    expect((await act('acknowledge', 'manager', once)).body).toEqual({ outcome: 'repeated' });
    expect((await act('acknowledge', 'admin')).body.detail).toMatch(/^maria has it since /);
    expect((await act('comment', 'viewer', { body: { text: 'disk ordered' } })).body).toEqual({ outcome: 'done' });
    expect((await act('close', 'manager')).body.detail).toContain('Alertmanager reports it still');
    expect((await act('unacknowledge', 'manager', { headers: { 'Tocsin-Actor': 'U0MARIA' } })).status).toBe(400);
    const { body } = await ask('manager', `/tenants/acme/events?actor=maria`);
    expectForm('listEvents', body);
    expect(body.events).toMatchObject([{ kind: 'acknowledged', by: 'maria', via: 'tenant_token:lead', group: id }]);
    const comments = await ask('manager', `/tenants/acme/events?kind=commented&group=${id}`);
    expect(comments.body.events).toMatchObject([{ by: 'screen', detail: { text: 'disk ordered' } }]);
  });
});

test('the history is exported as lines, oldest first', async () => {
  const { text, headers } = await ask('manager', '/tenants/acme/events/export');
  expect(headers.get('content-type')).toBe('application/x-ndjson');
  const events = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const event of events) expectForm('exportEvents', event);
  expect(events.length).toBeGreaterThanOrEqual(6);
  expect(events[0].kind).toBe('received');
});

test('tenants are shown as they are and as they are configured, without a secret', async () => {
  const all = await ask('admin', '/tenants');
  expectForm('listTenants', all.body);
  expect(all.body.tenants.map(({ id }: { id: string }) => id)).toEqual(['acme', 'globex']);
  expect(all.body.tenants[0]).toMatchObject({
    open: { critical: 3 },
    objective: { late: 0 },
    parked: [],
    deadLetters: 0,
  });
  const own = await ask('viewer', '/tenants');
  expect(own.body.tenants.map(({ id }: { id: string }) => id)).toEqual(['acme']);
  const { body, text } = await ask('viewer', '/tenants/acme');
  expectForm('showTenant', body);
  expect(body.routes.map(({ path }: { path: string }) => path)).toEqual(['route', 'route.routes[0]']);
  const file = expect.stringMatching(/^20.+Z$/);
  expect(body.tokens).toMatchObject([
    { use: 'ingest', since: '2026-05-01T00:00:00.000Z', sinceBy: 'created' },
    { use: 'api', name: 'lead', role: 'manager' },
    { use: 'api', name: 'screen', role: 'viewer' },
    { use: 'api', name: 'wall', role: 'wall', since: file, sinceBy: 'file' },
    { use: 'slack' },
  ]);
  expect(body.tokens.map((token: object) => 'since' in token)).toEqual([true, false, false, true, false]);
  for (const secret of [...Object.values(SECRETS), ...Object.values(TOKENS)]) expect(text).not.toContain(secret);
});

describe('why', () => {
  const why = (body: unknown) => ask('viewer', '/tenants/acme/why', { method: 'POST', body });

  test('tells of each route why it takes an alert or not, and of each receiver how it would tell it', async () => {
    const { body } = await why({ labels: { alertname: 'X', team: 'web', severity: 'warning' } });
    expectForm('explainAlert', body);
    expect(body.alerts[0].routes).toMatchObject([
      { path: 'route', outcome: 'selected' },
      {
        path: 'route.routes[0]',
        outcome: 'not_matched',
        failed: { matcher: 'team="db"', label: 'team', value: 'web' },
      },
    ]);
    expect(body.alerts[0].receivers).toMatchObject([{ name: 'ops', template: 'warning', templateWhy: 'labels' }]);
  });

  test('tells of a webhook to which group it belongs and whether it is a copy', async () => {
    const payload = webhookOf([{ instance: 'db-1' }], { alertname: 'LinkDown' });
    const { body } = await why({ payload });
    expectForm('explainAlert', body);
    expect(body.alerts[0].receivers[0].group).toMatchObject({ state: 'open' });
    expect(body.dedupe.verdict).toMatch(/news|copy/);
    const fresh = await why({ payload: webhookOf([{ instance: 'db-9' }], { alertname: 'Other' }) });
    expect(fresh.body).toMatchObject({ dedupe: { verdict: 'news' }, notShown: 0 });
    expect((await why({ payload: {} })).body.detail).toContain('payload is no webhook');
    expect((await why({})).status).toBe(400);
  });
});

test('a template is drawn while it is written, in every language, or told its faults by line', async () => {
  const catalog = await ask('viewer', '/tenants/acme/templates');
  expectForm('listTemplates', catalog.body);
  const { source } = catalog.body.templates.find(({ name }: { name: string }) => name === 'critical');
  const [{ id }] = (await list('admin', '?text=linkdown')).body.groups;
  const preview = (body: unknown) => ask('manager', '/tenants/acme/templates/preview', { method: 'POST', body });
  const [{ name: fixture }] = catalog.body.fixtures;
  for (const subject of [{ group: id }, { fixture }]) {
    const { body } = await preview({ source, of: subject });
    expectForm('previewTemplate', body);
    expect(body.drawn.map(({ locale }: { locale: string }) => locale)).toEqual(['de', 'en', 'es', 'fr', 'it']);
    expect(body.drawn.flatMap(({ complaints }: { complaints: string[] }) => complaints)).toEqual([]);
  }
  const real = await preview({ source, of: { group: id }, locales: ['de'] });
  const shown = await ask('admin', `/tenants/acme/groups/${id}`);
  expect(real.body.drawn[0].content.blocks).toEqual(shown.body.drawn.content.blocks);
  const faulty = await preview({ source: '{{#header}}x{{/header}}\n{{nosuch}}', of: { fixture } });
  expect(faulty.body.drawn).toEqual([]);
  expect(faulty.body.faults[0]).toMatchObject({ line: 2, column: 3, reason: 'no name "nosuch"' });
  expect((await preview({ source, of: { fixture: 'nosuch' } })).body.detail).toContain('there is no such fixture');
  const foreign = { method: 'POST', body: { source, of: { group: id } } };
  expect((await ask('stranger', '/tenants/globex/templates/preview', foreign)).status).toBe(404);
});

test('a template that takes too much is ended, webhooks are answered meanwhile, and no secret is where it is drawn', async () => {
  const within = (text: string) =>
    ['groupLabels', '../common', '../../common', '../../../common'].reduceRight(
      (inner, list) => `{{#each ${list}}}${inner}{{/each}}`,
      text,
    );
  const source = `{{#section}}${within('abc & <d> '.repeat(6_000))}{{/section}}`;
  const body = { source, of: { fixture: 'disk-almost-full' } };
  let isDrawing = true;
  const ended = ask('manager', '/tenants/acme/templates/preview', { method: 'POST', body }).finally(() => {
    isDrawing = false;
  });
  const webhook = webhookOf([{ instance: 'db-1' }], { alertname: 'DiskFull' });
  let slowestMs = 0;
  while (isDrawing) {
    const begun = performance.now();
    expect((await platform.post(webhook)).status).toBe(200);
    slowestMs = Math.max(slowestMs, performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { status, body: told } = await ended;
  expect([status, told.detail]).toEqual([400, expect.stringMatching(/^the template took .+: put fewer \{\{#each\}\}/)]);
  expect(slowestMs).toBeLessThan(1_000);
  await ask('manager', '/tenants/acme/templates');
  const processes = execFileSync('ps', ['-axww', '-o', 'args='], { encoding: 'utf8' });
  expect(processes).toContain('drawing-main.js');
  expect(Object.values(SECRETS).filter((secret) => processes.includes(secret))).toEqual([]);
});

test('silences need an Alertmanager, and watchdogs are told where there are any', async () => {
  const silences = await ask('viewer', '/tenants/acme/silences');
  expect([silences.status, silences.body.title]).toEqual([409, 'Alertmanager']);
  const { body } = await ask('viewer', '/tenants/acme/watchdogs');
  expectForm('listWatchdogs', body);
  expect(body).toEqual({ watchdogs: [] });
});

test('open pages are told how their tenants are, and then what changes', async () => {
  const url = `${platform.url}/api/v1/events`;
  const stream = await fetch(url, { headers: { authorization: `Bearer ${TOKENS.stranger}` } });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (name: string) => {
    for (;;) {
      const found = new RegExp(`event: ${name}\ndata: (.*)\n\n`).exec(text);
      if (found !== null) return JSON.parse(found[1] ?? '');
      const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
      if (done) throw new Error(`the stream ended without ${name}`);
      text += value;
    }
  };
  const first = await next('fleet');
  expectForm('streamFleet', first);
  expect(first).toMatchObject({ health: { ready: true }, tenants: [{ id: 'globex', groups: { open: 0 } }] });
  await platform.post(webhookOf([{ instance: 'db-1' }]), { tenant: 'globex', token: SECRETS.GLOBEX_INGEST_TOKEN });
  const change = await next('change');
  expectForm('streamFleet', change);
  expect(change).toMatchObject({ tenants: [{ id: 'globex', groups: { open: 1 } }], gone: [] });
  await reader?.cancel();
});

describe('sessions', () => {
  test('are opened with a token, carried by a cookie that no other page can use, and ended', async () => {
    const opened = await ask('nobody', '/session', { method: 'POST', body: { token: TOKENS.manager, actor: 'jan' } });
    expect(opened.status).toBe(201);
    expectForm('signIn', opened.body);
    expect(opened.body).toMatchObject({ kind: 'tenant', actor: 'jan', role: 'manager', tenant: { id: 'acme' } });
    const setCookie = opened.headers.get('set-cookie') ?? '';
    expect(setCookie).toMatch(/^tocsin_session=[\w-]{43}; Path=\/api\/v1; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    const cookie = setCookie.split(';')[0] ?? '';
    const shown = await ask('nobody', '/session', { headers: { cookie } });
    expect(shown.body).toEqual(opened.body);
    const foreign = { cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect(
      (await ask('nobody', '/tenants/acme/dead-letters/replay', { method: 'POST', headers: foreign })).status,
    ).toBe(401);
    const own = { cookie, origin: platform.url };
    expect((await ask('nobody', '/tenants/acme/dead-letters/replay', { method: 'POST', headers: own })).body).toEqual({
      replayed: 0,
    });
    const out = await ask('nobody', '/session', { method: 'DELETE', headers: own });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect((await ask('nobody', '/session', { headers: { cookie } })).status).toBe(401);
  });

  test('need a token that opens something', async () => {
    const refused = await ask('nobody', '/session', { method: 'POST', body: { token: SECRETS.ACME_INGEST_TOKEN } });
    expect([refused.status, refused.headers.get('set-cookie')]).toEqual([401, null]);
    expect(platform.log.join('')).not.toContain(TOKENS.manager);
  });
});

describe('rights', () => {
  const endpoints = Object.entries(ENDPOINTS) as [EndpointName, Endpoint][];
  const pathOf = ({ path }: Endpoint, tenantId: string): string =>
    path
      .replace('{tenantId}', tenantId)
      .replace('{groupId}', 'a'.repeat(36))
      .replace(/\{\w+\}/g, 'x');

  test.each(endpoints.filter(([, { path }]) => path.includes('{tenantId}')))(
    '%s tells the token of another tenant no more than a wrong one, be there such a tenant or not',
    async (_name, endpoint) => {
      const method = endpoint.method.toUpperCase();
      const answers = await Promise.all([
        ask('stranger', pathOf(endpoint, 'acme'), { method }),
        ask('stranger', pathOf(endpoint, 'nosuch'), { method }),
        ask('admin', pathOf(endpoint, 'acme'), { method, headers: { authorization: 'Bearer wrong' } }),
        ask('nobody', pathOf(endpoint, 'acme'), { method }),
      ]);
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(answers[0]?.status).toBe(401);
    },
  );

  test('a role allows what access.yaml says, and no more', async () => {
    const denied = await ask('viewer', '/tenants/acme/dead-letters/replay', { method: 'POST' });
    expect([denied.status, denied.body.detail]).toEqual([403, expect.stringContaining('takes the permission replay')]);
    expect((await ask('manager', '/tenants/acme/dead-letters/replay', { method: 'POST' })).status).toBe(200);
    const preview = { method: 'POST', body: { source: 'x', of: { fixture: 'storm' } } };
    expect((await ask('viewer', '/tenants/acme/templates/preview', preview)).body.detail).toContain('configure');
    const [{ id }] = (await list('wall', '?text=cpubusy')).body.groups;
    const comment = { method: 'POST', body: { text: 'seen' } };
    expect((await ask('wall', `/tenants/acme/groups/${id}/comment`, comment)).body.detail).toContain('comment');
    expect((await ask('viewer', `/tenants/acme/groups/${id}/comment`, comment)).status).toBe(200);
    expect((await ask('manager', '/slack/installations')).status).toBe(401);
  });
});

test('whoever sends wrong tokens is told to wait, and shuts nobody out who has a right one', async () => {
  const signIn = (token: string) => ask('nobody', '/session', { method: 'POST', body: { token } });
  const answers = await Promise.all(Array.from({ length: 400 }, (_, index) => signIn(`wrong-${index}`)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]));
  expect((await signIn(TOKENS.viewer)).status).toBe(201);
});
