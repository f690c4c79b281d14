/** People sign in to the console with a real OpenID provider: who gets in, as what, who does not, and what is told of it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Relay } from '../../src/app.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { freePort } from '../servers/free-port.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../servers/openid-provider.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { OidcBrowser } from './oidc-browser.ts';
import { FAST, type Platform, SECRETS, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

const CLIENT = { clientId: 'tocsin', clientSecret: 'provider-secret-3e8f1a6c' };
const PEOPLE = {
  'id-olga': { preferred_username: 'olga', groups: ['staff', 'sre-secret-group'] },
  'id-anna': { preferred_username: 'Ännchen', groups: ['tocsin-acme-viewer', 'tocsin-acme-responder'] },
  'id-both': { preferred_username: 'U0MARIA', groups: ['tocsin-acme-viewer', 'globex-leads'] },
  'id-none': { preferred_username: 'nora', groups: ['staff'] },
  'id-bare': { preferred_username: 'bert' },
};

const releasers = new Releasers();
let platform: Platform;
let replica: Relay;
let provider: OpenIdProvider;
let browser = new OidcBrowser();

beforeAll(async () => {
  const redis = await startRedis();
  releasers.add('Redis', () => redis.stop());
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  provider = await startOpenIdProvider({
    ...CLIENT,
    redirectUri: `${publicUrl}/api/v1/sign-in/oidc/callback`,
    people: PEOPLE,
  });
  releasers.add('provider', () => provider.stop());
  platform = await startPlatform({
    redisUrl: redis.url,
    env: { PORT: String(port), TOCSIN_PUBLIC_URL: publicUrl, TOCSIN_OIDC_CLIENT_SECRET: CLIENT.clientSecret },
    tocsin: `${FAST}
oidc:
  issuer: ${provider.issuer}
  client_id: ${CLIENT.clientId}
  name: Example ID
  scopes: [openid, profile, groups]
  operators: [sre-secret-group]
  tenants:
    - value: tocsin-{tenant}-{role}
    - value: globex-leads
      tenant: globex
      role: manager
`,
  });
  releasers.add('platform', () => platform.close());
  replica = await platform.another({ env: { ...platform.env, PORT: '0' } });
  releasers.add('replica', () => replica.close());
}, 30_000);
afterAll(() => releasers.close());

const api = (path: string): string => `${platform.url}/api/v1${path}`;

/** Goes through the whole sign-in in a browser that nobody used; how it ended, as the page is told. */
async function signIn(person: string | undefined, wish = ''): Promise<Record<string, string>> {
  browser = new OidcBrowser();
  provider.person = person;
  return Object.fromEntries((await browser.go(api(`/sign-in/oidc${wish}`))).searchParams);
}

async function ask(path: string, init: RequestInit = {}) {
  const response = await browser.fetch(api(path), init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

/** To the door of our callback, by a person who signed in, and no further. */
async function comeBack(): Promise<string> {
  browser = new OidcBrowser();
  provider.person = 'id-olga';
  return (await browser.go(api('/sign-in/oidc'), ({ pathname }) => pathname.endsWith('/callback'))).href;
}

test('an operator signs in, sees all tenants, acts under their name, and signs out', async () => {
  expect((await ask('/sign-in')).body).toEqual({
    token: true,
    oidc: { label: 'Example ID', url: '/api/v1/sign-in/oidc', claim: 'groups' },
  });
  await platform.post(webhookOf([{ instance: 'db-1' }], { alertname: 'DiskFull' }));
  expect(await signIn('id-olga')).toEqual({ sign_in: 'done' });
  const [begun = new URL(platform.url)] = browser.seen.filter(({ pathname }) => pathname === '/auth');
  expect(Object.fromEntries(begun.searchParams)).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
  });
  const ours = browser.setCookies.filter((text) => text.startsWith('tocsin_'));
  expect(ours).toEqual([
    expect.stringMatching(
      /^tocsin_sign_in=[\w.-]+; Path=\/api\/v1\/sign-in\/oidc; Max-Age=600; HttpOnly; SameSite=Lax$/,
    ),
    'tocsin_sign_in=; Path=/api/v1/sign-in/oidc; Max-Age=0; HttpOnly; SameSite=Lax',
    expect.stringMatching(/^tocsin_session=[\w-]{43}; Path=\/api\/v1; Max-Age=3600; HttpOnly; SameSite=Strict$/),
  ]);
  const { body: session } = await ask('/session');
  expect(session).toMatchObject({ kind: 'operator', actor: 'olga', credential: 'oidc' });
  expect(Date.parse(session.endsAt) - Date.now()).toBeLessThanOrEqual(3_600_000);
  const groups = await waitUntil('the group is there', async () => (await ask('/groups')).body.groups);
  const act = (headers: Record<string, string>) =>
    ask(`/tenants/acme/groups/${groups[0].id}/acknowledge`, { method: 'POST', headers });
  expect((await act({ 'Tocsin-Actor': 'somebody-else' })).status).toBe(400);
  expect((await act({})).body).toEqual({ outcome: 'done' });
  const { body } = await ask('/tenants/acme/events?actor=olga');
  expect(body.events).toMatchObject([{ kind: 'acknowledged', by: 'olga', via: 'oidc:id-olga' }]);
  expect((await ask('/session', { method: 'DELETE' })).status).toBe(204);
  expect((await ask('/session')).status).toBe(401);
});

test("a tenant's person sees that tenant only, with the most that their groups give", async () => {
  expect(await signIn('id-anna')).toEqual({ sign_in: 'done' });
  expect((await ask('/session')).body).toMatchObject({
    ...{ kind: 'tenant', tenant: { id: 'acme' }, role: 'responder' },
    // The name has a letter that the history does not take.
    actor: 'id-anna',
  });
  const { body } = await ask('/tenants');
  expect(body.tenants.map(({ id }: { id: string }) => id)).toEqual(['acme']);
  for (const path of ['/tenants/globex', '/tenants/nosuch', '/tenants/globex/events', '/slack/installations']) {
    expect([path, (await ask(path)).status]).toEqual([path, 401]);
  }
});

test('who has roles of several tenants chooses, and gets none that is not theirs', async () => {
  const offered = { sign_in: 'choose', tenants: 'acme,globex' };
  expect(await signIn('id-both')).toEqual(offered);
  expect((await ask('/session')).status).toBe(401);
  expect(await signIn('id-both', '?tenant=nosuch')).toEqual(offered);
  expect(await signIn('id-both', '?tenant=globex')).toEqual({ sign_in: 'done' });
  // A name in the form of somebody in Slack is not taken over.
  expect((await ask('/session')).body).toMatchObject({ tenant: { id: 'globex' }, role: 'manager', actor: 'id-both' });
  expect((await ask('/tenants/acme')).status).toBe(401);
  expect(await signIn('id-anna', '?tenant=globex')).toEqual({ sign_in: 'done' });
  expect((await ask('/session')).body).toMatchObject({ tenant: { id: 'acme' } });
});

test('who is nothing here is told why, and does not get in', async () => {
  expect(await signIn('id-none')).toEqual({ sign_in: 'no_role' });
  expect(await signIn('id-bare')).toEqual({ sign_in: 'no_claim' });
  expect(await signIn(undefined)).toEqual({ sign_in: 'cancelled' });
  expect((await ask('/session')).status).toBe(401);
  expect(browser.setCookies.join()).not.toContain('tocsin_session');
});

test('a callback counts once, with its own state, in the browser that began, at any replica', async () => {
  const expired = { sign_in: 'expired' };
  const endOf = async (where: OidcBrowser, address: string) =>
    Object.fromEntries((await where.go(address)).searchParams);
  const address = await comeBack();
  expect(await endOf(new OidcBrowser(), address)).toEqual(expired);
  const wrong = new URL(address);
  wrong.searchParams.set('state', 'x'.repeat(43));
  expect(await endOf(browser.copy(), wrong.href)).toEqual(expired);
  const fresh = browser.copy();
  const elsewhere = new URL(address);
  elsewhere.searchParams.set('iss', 'https://evil.example');
  expect(await endOf(browser.copy(), elsewhere.href)).toEqual({ sign_in: 'refused' });
  const ofReplica = address.replace(platform.url, `http://127.0.0.1:${replica.port}`);
  const { headers } = await fetch(ofReplica, { redirect: 'manual', headers: { cookie: await flowCookie(browser) } });
  expect(headers.get('location')).toBe(`${platform.url}/console/?sign_in=done`);
  expect(await endOf(fresh, address)).toEqual(expired);
  expect((await fetch(api('/sign-in/oidc?back=https://evil.example'), { redirect: 'manual' })).status).toBe(400);
});

async function flowCookie({ setCookies }: OidcBrowser): Promise<string> {
  return setCookies.find((text) => text.startsWith('tocsin_sign_in='))?.split(';')[0] ?? '';
}

test('a provider that is away is told, and disturbs nothing else', async () => {
  expect(await signIn('id-olga')).toEqual({ sign_in: 'done' });
  const other = browser;
  const address = await comeBack();
  await provider.stop();
  expect(Object.fromEntries((await browser.go(address)).searchParams)).toEqual({ sign_in: 'unreachable' });
  browser = other;
  expect((await ask('/session')).body).toMatchObject({ actor: 'olga' });
  expect((await platform.post(webhookOf([{ instance: 'db-2' }], { alertname: 'Later' }))).ok).toBe(true);
});

test('the log says who and what came of it, without claims and secrets; the metrics count', async () => {
  const log = platform.log.join('');
  const lines = platform.log.map((line) => JSON.parse(line));
  const signedIn = lines.filter(({ msg }) => msg === 'somebody signed in');
  expect(signedIn).toContainEqual(
    expect.objectContaining({ subject: 'id-olga', role: 'operator', credential: 'oidc' }),
  );
  expect(signedIn).toContainEqual(expect.objectContaining({ subject: 'id-anna', tenant: 'acme', role: 'responder' }));
  const refused = lines.filter(({ msg }) => msg === 'a sign-in was refused');
  expect(refused).toContainEqual(expect.objectContaining({ subject: 'id-none', outcome: 'no_role' }));
  expect(refused).toContainEqual(expect.objectContaining({ outcome: 'unreachable', detail: 'ECONNREFUSED' }));
  for (const secret of [
    ...Object.values(SECRETS),
    CLIENT.clientSecret,
    'sre-secret-group',
    'globex-leads',
    'eyJ',
    'Ännchen',
  ]) {
    expect(log).not.toContain(secret);
  }
  const codes = browser.seen.flatMap(({ searchParams }) => searchParams.get('code') ?? []);
  expect(codes.length).toBeGreaterThan(0);
  for (const code of codes) expect(log).not.toContain(code);
  const metrics = await platform.metrics();
  for (const outcome of ['done', 'no_role', 'no_claim', 'choose', 'expired', 'cancelled', 'refused', 'unreachable']) {
    expect(metrics).toMatch(new RegExp(`tocsin_console_sign_ins_total\\{way="oidc",outcome="${outcome}"\\} [1-9]`));
  }
  expect(metrics).toMatch(/tocsin_api_requests_total\{operation="endSignIn",outcome="ok"\} [1-9]/);
  expect(metrics).toMatch(/tocsin_api_requests_total\{operation="showTenant",outcome="unauthorized"\} [1-9]/);
});
