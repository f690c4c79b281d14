/** A real OpenID provider, `oidc-provider`, on loopback. Whoever is sent there signs in at once as the person that is set. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Provider, { type Adapter, type AdapterPayload } from 'oidc-provider';
import { freePort } from './free-port.ts';

export interface OpenIdProvider {
  readonly issuer: string;
  /** Who sits in front of the browser, by subject; undefined: somebody who thinks better of it. */
  person: string | undefined;
  stop(): Promise<void>;
}

export interface OpenIdProviderOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  /** Claims by subject, given for the scopes `profile` and `groups`. */
  readonly people: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Whether claims are in the ID token already, and not in userinfo only. */
  readonly inIdToken?: boolean;
  /** A free one when absent. */
  readonly port?: number;
}

export async function startOpenIdProvider(options: OpenIdProviderOptions): Promise<OpenIdProvider> {
  const port = options.port ?? (await freePort());
  const issuer = `http://127.0.0.1:${port}`;
  const provider = createProvider(issuer, options);
  const state = { person: undefined as string | undefined };
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/') === true) void signIn(provider, state.person, request, response);
    else void answer(request, response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(state, {
    issuer,
    async stop() {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

async function signIn(
  provider: Provider,
  person: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const result = person === undefined ? { error: 'access_denied' } : { login: { accountId: person, remember: false } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

function createProvider(issuer: string, options: OpenIdProviderOptions): Provider {
  const { clientId, clientSecret, redirectUri, people, inIdToken = false } = options;
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const provider: Provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256' }] },
    ...{ adapter: memoryAdapter(), ttl: { Interaction: 60, Grant: 60, Session: 60, AccessToken: 60, IdToken: 60 } },
    cookies: { keys: ['only for tests'] },
    claims: { openid: ['sub'], profile: ['preferred_username'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'groups'],
    conformIdTokenClaims: !inIdToken,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: async () => ({ sub: subject, ...people[subject] }),
    }),
    // Nobody is asked whether Tocsin may know who they are.
    async loadExistingGrant({ oidc }) {
      const { client, session } = oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile groups');
      await grant.save();
      return grant;
    },
  });
  return provider;
}

/** Everything for as long as the test lives. Its own adapter warns that it is none for production. */
function memoryAdapter(): (name: string) => Adapter {
  const all = new Map<string, AdapterPayload>();
  return (name) => {
    const find = async (id: string) => all.get(`${name}:${id}`);
    const findBy = async (key: 'uid' | 'userCode', value: string) =>
      Array.from(all).find(([id, kept]) => id.startsWith(`${name}:`) && kept[key] === value)?.[1];
    return {
      find,
      findByUid: (uid) => findBy('uid', uid),
      findByUserCode: (code) => findBy('userCode', code),
      upsert: async (id, payload) => void all.set(`${name}:${id}`, payload),
      destroy: async (id) => void all.delete(`${name}:${id}`),
      async consume(id) {
        const kept = await find(id);
        if (kept !== undefined) kept.consumed = Math.floor(Date.now() / 1_000);
      },
      async revokeByGrantId(grantId) {
        for (const [id, kept] of all) if (kept.grantId === grantId) all.delete(id);
      },
    };
  };
}
