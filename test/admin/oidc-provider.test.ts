/** What is asked of a provider, and when. */
import { expect, test } from '@jest/globals';
import { createOidcProvider } from '../../src/admin/oidc-provider.ts';
import { beginFlow, FLOW_MS, readFlow } from '../../src/admin/sign-in-flow.ts';
import { Secret } from '../../src/core/secret.ts';
import { OidcBrowser } from '../acceptance/oidc-browser.ts';
import { freePort } from '../servers/free-port.ts';
import { startOpenIdProvider } from '../servers/openid-provider.ts';

const CLIENT = { clientId: 'tocsin', clientSecret: 'provider-secret-0f1e' };
const REDIRECT = 'http://127.0.0.1:1/callback';
const PEOPLE = { 'id-eve': { preferred_username: 'eve', groups: ['sre'] } };

test('a provider that was away is found once it is there, and asked no more often than every few seconds', async () => {
  let now = Date.now();
  const port = await freePort();
  const ours = createOidcProvider({
    issuer: `http://127.0.0.1:${port}`,
    clientId: CLIENT.clientId,
    clientSecret: new Secret(CLIENT.clientSecret),
    scopes: ['openid', 'profile', 'groups'],
    claim: 'groups',
    nameClaim: 'preferred_username',
    redirectUri: REDIRECT,
    clock: { now: () => now },
  });
  const { keys } = beginFlow(undefined, now);
  const away = { failure: 'unreachable', detail: 'ECONNREFUSED' };
  expect(await ours.authorizeUrl(keys)).toEqual(away);
  const theirs = await startOpenIdProvider({ ...CLIENT, redirectUri: REDIRECT, people: PEOPLE, inIdToken: true, port });
  try {
    expect(await ours.authorizeUrl(keys)).toEqual(away);
    now += 5_000;
    const url = await ours.authorizeUrl(keys);
    expect(url).toBeInstanceOf(URL);
    theirs.person = 'id-eve';
    const back = await new OidcBrowser().go(String(url), ({ href }) => href.startsWith(REDIRECT));
    const { keys: others } = beginFlow(undefined, now);
    const otherBrowsers = { ...others, state: keys.state };
    expect(await ours.identify(back, otherBrowsers)).toEqual({ failure: 'expired', detail: 'invalid_grant' });
    const again = await new OidcBrowser().go(String(url), ({ href }) => href.startsWith(REDIRECT));
    expect(await ours.identify(again, { ...keys, nonce: others.nonce })).toMatchObject({ failure: 'refused' });
    const third = await new OidcBrowser().go(String(url), ({ href }) => href.startsWith(REDIRECT));
    // All claims are in the ID token, so nothing else is asked for.
    expect(await ours.identify(third, keys)).toMatchObject({
      subject: 'id-eve',
      claims: { groups: ['sre'], iss: theirs.issuer },
    });
  } finally {
    await theirs.stop();
  }
});

test('the way there and back is of one browser, and over after ten minutes', () => {
  const { cookie, keys } = beginFlow('acme', 1_000_000);
  expect(readFlow(cookie, 1_000_000 + FLOW_MS)).toEqual({ keys, tenant: 'acme' });
  expect(readFlow(cookie, 1_000_001 + FLOW_MS)).toBeUndefined();
  expect(readFlow(cookie, 1_000_000 - 60_001)).toBeUndefined();
  expect(new Set([...Object.values(keys), ...Object.values(beginFlow('acme', 1_000_000).keys)]).size).toBe(6);
  for (const other of ['', 'x', cookie.slice(1), `${cookie}!`, cookie.replace('.', '. ')]) {
    expect(readFlow(other, 1_000_000)).toBeUndefined();
  }
  expect(readFlow(cookie.replace('acme', 'globex'), 1_000_000)?.keys).not.toEqual(keys);
});
