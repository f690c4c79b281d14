import { type FetchFunction, type OauthV2AccessResponse, WebAPIPlatformError, WebClient } from '@slack/web-api';
import type { Clock } from '../core/clock.ts';
import { DELIVERY_REASONS } from '../core/errors.ts';
import { teamId } from '../core/ids.ts';
import { Secret } from '../core/secret.ts';
import type { Grant, OauthFailure, RenewedTokens, SlackOauth } from '../installations/slack-oauth.ts';
import type { AskTeams } from '../installations/token-teams.ts';
import { BOT_SCOPES } from './app-manifest.ts';
import { explainSlackError } from './slack-errors.ts';
import { silentSlackLogger } from './slack-logger.ts';
import { createUndiciFetch } from './undici-fetch.ts';

export interface SlackOauthOptions {
  /** Where Slack's Web API is, e.g. `https://slack.com/api/`; people are sent to `oauth/v2/authorize` beside it. */
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly clock: Clock;
}

/** Asks Slack by WebClient: Slack's InstallProvider takes a state many times and renews without a lock (docs/adr/0016). */
export function createSlackOauth(
  options: SlackOauthOptions,
): SlackOauth & { close(patienceMs?: number): Promise<void> } {
  const { apiUrl, clientId, clientSecret, clock } = options;
  const { fetch, close } = createUndiciFetch(options);
  const client = createClient({ apiUrl, fetch });
  const credentials = () => ({ client_id: clientId, client_secret: clientSecret.reveal() });

  return {
    authorizeUrl({ state, redirectUri, team }) {
      const url = new URL('../oauth/v2/authorize', apiUrl);
      url.searchParams.set('client_id', clientId);
      url.searchParams.set('scope', BOT_SCOPES.map(({ name }) => name).join(','));
      url.searchParams.set('redirect_uri', redirectUri);
      url.searchParams.set('state', state);
      if (team !== undefined) url.searchParams.set('team', team);
      return url.href;
    },
    async exchange({ code, redirectUri }) {
      try {
        const answer = await client.oauth.v2.access({ ...credentials(), code, redirect_uri: redirectUri });
        const grant = grantOf(answer, clock.now());
        return grant === undefined ? { ok: false, kind: 'refused', detail: 'no_workspace' } : { ok: true, grant };
      } catch (error) {
        return failureOf(error);
      }
    },
    async renew(refreshToken) {
      const parameters = { grant_type: 'refresh_token' as const, refresh_token: refreshToken.reveal() };
      try {
        const answer = await client.oauth.v2.access({ ...credentials(), ...parameters });
        const tokens = renewedOf(answer, clock.now());
        return tokens === undefined ? { ok: false, kind: 'unknown', detail: 'bad_answer' } : { ok: true, tokens };
      } catch (error) {
        return failureOf(error);
      }
    },
    close,
  };
}

/** Asks Slack whether it takes a token; undefined when Slack does not tell. */
export function createTokenCheck(where: {
  readonly apiUrl: string;
  readonly fetch: FetchFunction;
}): (botToken: Secret) => Promise<boolean | undefined> {
  return async (botToken) => {
    try {
      await createClient(where, botToken).auth.test();
      return true;
    } catch (error) {
      const { reason } = explainSlackError(error);
      return DELIVERY_REASONS[reason].verdict === 'workspace' ? false : undefined;
    }
  };
}

/** Asks Slack which workspace and organization a token is of; undefined when Slack does not tell. */
export function createTeamCheck(where: { readonly apiUrl: string; readonly fetch: FetchFunction }): AskTeams {
  return async (botToken) => {
    try {
      const { team_id: team, enterprise_id: organization } = await createClient(where, botToken).auth.test();
      const teams = [team, organization].filter((id) => id !== undefined && id !== '').map((id) => teamId(String(id)));
      return teams.length === 0 ? undefined : teams;
    } catch {
      // Deliveries with it tell what is wrong; nothing is known of its workspace.
      return undefined;
    }
  };
}

/** For a call or two: no `headers`, no retries, no words of its own, as in slack-clients.ts. */
function createClient(
  { apiUrl, fetch }: { readonly apiUrl: string; readonly fetch: FetchFunction },
  token?: Secret,
): WebClient {
  return new WebClient(token?.reveal(), {
    slackApiUrl: apiUrl,
    fetch,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: silentSlackLogger,
  });
}

/** Undefined for an installation in an organization, which has no workspace of its own. */
function grantOf(answer: OauthV2AccessResponse, now: number): Grant | undefined {
  const { access_token: token, team, bot_user_id: botUserId } = answer;
  if (!token || !team?.id || !botUserId || answer.is_enterprise_install === true) return undefined;
  return {
    botToken: new Secret(token),
    ...(answer.refresh_token ? { refreshToken: new Secret(answer.refresh_token) } : {}),
    ...expiryOf(answer, now),
    teamId: teamId(team.id),
    teamName: team.name ?? team.id,
    appId: answer.app_id ?? '',
    botUserId,
    scopes: (answer.scope ?? '').split(',').filter((scope) => scope !== ''),
    installedBy: answer.authed_user?.id ?? '',
  };
}

function renewedOf(answer: OauthV2AccessResponse, now: number): RenewedTokens | undefined {
  const { access_token: token, refresh_token: refresh } = answer;
  const { expiresAt } = expiryOf(answer, now);
  if (!token || !refresh || expiresAt === undefined) return undefined;
  return { botToken: new Secret(token), refreshToken: new Secret(refresh), expiresAt };
}

function expiryOf({ expires_in: seconds }: OauthV2AccessResponse, now: number): { readonly expiresAt?: number } {
  return typeof seconds === 'number' && seconds > 0 ? { expiresAt: now + seconds * 1_000 } : {};
}

/** A code of Slack's is its last word, unless it says that Slack itself is out of order. */
function failureOf(error: unknown): OauthFailure {
  const { reason, detail } = explainSlackError(error);
  const { verdict } = DELIVERY_REASONS[reason];
  const isTransient = reason !== 'unknown_error' && (verdict === 'retry' || verdict === 'ambiguous');
  const isLast = error instanceof WebAPIPlatformError && !isTransient;
  return { ok: false, kind: isLast ? 'refused' : 'unknown', detail };
}
