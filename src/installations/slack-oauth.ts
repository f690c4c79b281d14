import type { TeamId } from '../core/ids.ts';
import type { Secret } from '../core/secret.ts';
import type { InstallationFacts, Tokens } from './installation.ts';

/** What Slack grants for a code: the workspace that the person chose, and its tokens. */
export type Grant = Tokens & Omit<InstallationFacts, 'installedAt'>;

export type RenewedTokens = Required<Tokens> & { readonly expiresAt: number };

/** `refused`: Slack's last word · `unknown`: no answer, or one that says to try again; it may have been done. */
export type OauthFailure = {
  readonly ok: false;
  readonly kind: 'refused' | 'unknown';
  /** Slack's code or the network's word, for the log. */
  readonly detail: string;
};

/** What is asked of Slack about installations. No call is repeated; failures are results. */
export interface SlackOauth {
  /** Where a person is sent to choose a workspace and to agree; `team` is the one that Slack offers first. */
  authorizeUrl(request: {
    readonly state: string;
    readonly redirectUri: string;
    readonly team: TeamId | undefined;
  }): string;
  exchange(request: {
    readonly code: string;
    readonly redirectUri: string;
  }): Promise<{ readonly ok: true; readonly grant: Grant } | OauthFailure>;
  /** Gives a new pair for a refresh token, which then is used up. */
  renew(refreshToken: Secret): Promise<{ readonly ok: true; readonly tokens: RenewedTokens } | OauthFailure>;
}
