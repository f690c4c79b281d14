import type { TeamId } from '../core/ids.ts';
import type { Secret } from '../core/secret.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** Names workspaces for what is counted and stored by them. No name holds a secret. */
export class WorkspaceNames {
  /** A digest takes longer than the rest of a delivery's preparation: once for each token. */
  readonly #ofTokens = new WeakMap<Secret, string>();

  /**
   * By its team and token where the tenant's file names both. The team alone would not do: it is what a tenant writes of
   * itself, and one that names another's must not use up the other's pace. An installation's team is proven by Slack, and
   * one tenant's; its tokens change every few hours.
   */
  of({ id, slack }: Tenant, installedIn: TeamId | undefined): string {
    if (slack.install === 'oauth')
      return installedIn === undefined ? `not-installed/${id}` : `${installedIn}/installed`;
    const { teamId, botToken } = slack;
    const name = this.#ofTokens.get(botToken) ?? `${teamId}/${botToken.digest().toString('hex').slice(0, 12)}`;
    this.#ofTokens.set(botToken, name);
    return name;
  }
}
