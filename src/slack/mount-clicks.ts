import type { LookUp } from '../actions/look-up.ts';
import { TocsinError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import type { TenantWorkspace, Workspaces } from '../installations/workspaces.ts';
import type { InteractionTenant } from './answer-click.ts';
import { mountInteractions } from './interactions.ts';
import type { LookupTenant } from './lookup-parts.ts';

type InteractionOptions = Parameters<typeof mountInteractions>[0];

/** Takes the clicks of all tenants' workspaces, where this process is to; absent, and said in the log, where it is not. */
export function mountClicks({
  isConsole,
  signingSecret,
  workspaces,
  lookUp,
  ...options
}: Omit<InteractionOptions, 'signingSecret' | 'tenantsOf' | 'tenantOf' | 'lookups'> & {
  readonly lookUp: LookUp;
  readonly isConsole: boolean;
  readonly signingSecret: Secret | undefined;
  readonly workspaces: Workspaces;
}): ReturnType<typeof mountInteractions> | undefined {
  if (!isConsole) {
    options.logger.debug({}, 'clicks on buttons are taken by other processes');
    return undefined;
  }
  if (options.appToken !== undefined) refuseSeveral(workspaces);
  else if (signingSecret === undefined) {
    const words = 'neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set: clicks on buttons are not taken';
    options.logger.info({}, words);
    return undefined;
  }
  return mountInteractions({
    ...options,
    signingSecret,
    tenantsOf: (teamId) => workspaces.byTeam(teamId).map(interactionTenant),
    tenantOf: (id) => {
      const known = workspaces.known(id);
      return known && interactionTenant(known);
    },
    lookups: { ...lookUp, lookupTenantsOf: (teamId) => workspaces.byTeam(teamId).map(lookupTenant) },
  });
}

/** A socket brings the requests of one installation; to say so at the start is better than clicks that go nowhere. */
function refuseSeveral(workspaces: Workspaces): void {
  const count = workspaces.countWorkspaces();
  if (count <= 1) return;
  const words = `SLACK_APP_TOKEN is set, and Socket Mode is for one workspace, but the tenants have ${count}`;
  throw new TocsinError('config_invalid', `${words}; unset it, and set SLACK_SIGNING_SECRET: docs/slack.md`);
}

function interactionTenant({ tenant, workspace }: TenantWorkspace): InteractionTenant {
  const { id, locale, timeZone, renderer, access } = tenant;
  return {
    id,
    botToken: workspace.botToken,
    locale,
    timeZone,
    access,
    language: (audience) => renderer.language(audience),
    phrase: (key, of, values) => renderer.phrase(key, of, values),
  };
}

function lookupTenant(known: TenantWorkspace): LookupTenant {
  const { tenant } = known;
  const channels = new Set([...tenant.receivers.values()].map(({ channel }) => channel));
  return { ...interactionTenant(known), name: tenant.name, channels };
}
