/** Asks the OpenID provider that the operator names, by openid-client: authorization code with PKCE, nothing else. */
import type { ClientAuth, Configuration, IDToken } from 'openid-client';
import type { OidcConfig } from '../config/oidc-settings.ts';
import type { Clock } from '../core/clock.ts';
import type { Secret } from '../core/secret.ts';
import { valuesOf } from './oidc-roles.ts';

/** What ties a sign-in to the browser that began it. */
export interface SignInKeys {
  readonly state: string;
  readonly nonce: string;
  /** PKCE's: only its SHA-256 goes with the browser. */
  readonly verifier: string;
}

export interface Identity {
  readonly subject: string;
  /** Of the ID token, and of userinfo where a claim that is needed is not in it. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * `cancelled`: the person said no there · `expired`: the code was used, or is too old · `refused`: the provider's last word, or an answer that must not be believed ·
 * `unreachable`: none. `detail` is the protocol's or the network's word, for the log.
 */
export interface ProviderFailure {
  readonly failure: 'cancelled' | 'expired' | 'refused' | 'unreachable';
  readonly detail: string;
}

export interface OidcProvider {
  /** Where a browser goes to sign in. */
  authorizeUrl(keys: SignInKeys): Promise<URL | ProviderFailure>;
  /** Who came back, by the address at which they did. Tokens are forgotten at once. */
  identify(url: URL, keys: SignInKeys): Promise<Identity | ProviderFailure>;
}

export interface OidcProviderOptions
  extends Pick<OidcConfig, 'issuer' | 'clientId' | 'scopes' | 'claim' | 'nameClaim'> {
  readonly clientSecret: Secret;
  /** Where the provider sends browsers back to. */
  readonly redirectUri: string;
  readonly clock: Clock;
}

/** Ours: people wait for it, and a provider that takes longer is as good as away. */
const TIMEOUT_SECONDS = 5;
/** Ours: clocks that NTP keeps are closer by far. */
const SKEW_SECONDS = 30;
/** Ours: after so long a provider's endpoints are asked for again; its keys whenever a token names an unknown one. */
const KNOWN_MS = 3_600_000;
/** Ours: while a provider is away it is not asked for each visitor. */
const AWAY_MS = 5_000;

/** Connects to nothing until somebody signs in: a provider that is away keeps nobody from starting. */
export function createOidcProvider(options: OidcProviderOptions): OidcProvider {
  const { clientId, scopes, claim, nameClaim, redirectUri } = options;
  const discovered = remembered(() => discover(options), options.clock);
  return {
    authorizeUrl: ({ state, nonce, verifier }) =>
      orFailure('unreachable', async () => {
        const [client, provider] = [await load(), await discovered()];
        const challenge = await client.calculatePKCECodeChallenge(verifier);
        return client.buildAuthorizationUrl(provider, {
          ...{ client_id: clientId, redirect_uri: redirectUri, scope: scopes.join(' '), state, nonce },
          ...{ response_type: 'code', code_challenge: challenge, code_challenge_method: 'S256' },
        });
      }),
    async identify(url, { state, nonce, verifier }) {
      const found = await orFailure('unreachable', discovered);
      if ('failure' in found) return found;
      return await orFailure('refused', async () => {
        const client = await load();
        const checks = {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        };
        const tokens = await client.authorizationCodeGrant(found, url, checks);
        const claims = tokens.claims() as IDToken;
        const isWhole = [claim, nameClaim].every((name) => valuesOf(claims, name) !== undefined);
        const asks = !isWhole && found.serverMetadata().userinfo_endpoint !== undefined;
        if (!asks) return { subject: claims.sub, claims };
        const more = await client.fetchUserInfo(found, tokens.access_token, claims.sub);
        return { subject: claims.sub, claims: { ...more, ...claims } };
      });
    },
  };
}

/** Only where somebody signs in that way: few processes need it. */
function load() {
  return import('openid-client');
}

async function discover({ issuer, clientId, clientSecret }: OidcProviderOptions): Promise<Configuration> {
  const client = await load();
  const secret = clientSecret.reveal();
  const [basic, post] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)];
  // Basic is what holds where a provider does not say (OpenID Connect Discovery 1.0, section 3).
  const authenticate: ClientAuth = (provider, ...rest) => {
    const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = provider;
    (methods.includes('client_secret_basic') ? basic : post)(provider, ...rest);
  };
  return await client.discovery(
    new URL(issuer),
    clientId,
    { client_secret: secret, [client.clockTolerance]: SKEW_SECONDS },
    authenticate,
    {
      timeout: TIMEOUT_SECONDS,
      // The first has the ID token's signature checked, although it comes from the provider itself. By HTTP: see OidcSettings.
      execute: [
        client.enableNonRepudiationChecks,
        ...(issuer.startsWith('http:') ? [client.allowInsecureRequests] : []),
      ],
    },
  );
}

/** One question for all who ask meanwhile; an answer is good for long, a failure for a few seconds. */
function remembered<T>(ask: () => Promise<T>, clock: Clock): () => Promise<T> {
  let known: { until: number; readonly answer: Promise<T> } | undefined;
  return async () => {
    if (known === undefined || known.until <= clock.now()) {
      const asked = { until: clock.now() + KNOWN_MS, answer: ask() };
      known = asked;
      asked.answer.catch(() => {
        asked.until = clock.now() + AWAY_MS;
      });
    }
    return await known.answer;
  };
}

/** What openid-client throws, as a result. Its messages and causes may quote answers, and tokens in them: none is kept. */
async function orFailure<T>(otherwise: 'refused' | 'unreachable', ask: () => Promise<T>): Promise<T | ProviderFailure> {
  try {
    return await ask();
  } catch (error) {
    const detail = wordIn(error) ?? 'unknown';
    if (detail === 'access_denied') return { failure: 'cancelled', detail };
    if (detail === 'invalid_grant') return { failure: 'expired', detail };
    return { failure: isNetwork(detail) ? 'unreachable' : otherwise, detail };
  }
}

/** The protocol's word before the library's before the network's. */
function wordIn(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const words: readonly unknown[] = [Reflect.get(error, 'error'), Reflect.get(error, 'code')];
  const word = words.find((each) => typeof each === 'string' && /^[\w.-]{1,60}$/.test(each));
  return typeof word === 'string' ? word : wordIn(Reflect.get(error, 'cause'));
}

/**
 * The network's or TLS's word is in capitals, the protocol's is not, the library's begins with OAUTH. A server or proxy that
 * is out of order answers with another status than the protocol's, or without JSON.
 */
function isNetwork(detail: string): boolean {
  if (!detail.startsWith('OAUTH_')) return /^[A-Z]/.test(detail);
  return ['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON'].includes(detail);
}
