/** Takes what Slack granted over as the tenant's installation, if it may be that. */
import type { Clock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import type { TeamId, TenantId } from '../core/ids.ts';
import type { Tenant, TenantSet } from '../tenants/tenant.ts';
import type { ReturnedInstall } from './install-links.ts';
import { type InstallationRecord, sealTokens } from './installation.ts';
import type { Installations } from './installations.ts';
import type { KeyRing } from './key-ring.ts';
import type { Grant } from './slack-oauth.ts';

/**
 * `other_workspace`: the tenant has another one, by its file or by its first installation · `workspace_taken`: another
 * tenant has this one · `link_used`: somebody else was first.
 */
export type InstallOutcome = 'installed' | 'other_workspace' | 'workspace_taken' | 'link_used';

export interface InstallStores {
  readonly tenants: () => TenantSet;
  readonly installations: Installations;
  readonly ring: KeyRing;
  readonly clock: Clock;
}

/** Writers of one tenant's installation are two people, or a person and a renewal: more conflicts are a fault. */
const MAX_ATTEMPTS = 10;

/** Rejects with `store_unavailable` when the store does not answer. */
export async function install(
  stores: InstallStores,
  { tenant, grant, returned }: { readonly tenant: Tenant; readonly grant: Grant; readonly returned: ReturnedInstall },
): Promise<InstallOutcome> {
  const { installations, ring, clock } = stores;
  if (!(await isItsWorkspace(stores, tenant, grant.teamId))) return 'other_workspace';
  if (!(await claimTeam(stores, tenant, grant.teamId))) return 'workspace_taken';
  if (!(await returned.useLink())) return 'link_used';
  const { botToken, refreshToken, ...facts } = grant;
  const tokens = refreshToken === undefined ? { botToken } : { botToken, refreshToken };
  const owner = { tenantId: tenant.id, teamId: grant.teamId };
  const record: InstallationRecord = { ...facts, installedAt: clock.now(), sealed: sealTokens(ring, owner, tokens) };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const version = (await installations.read(tenant.id))?.version ?? 0;
    if (await installations.write(tenant.id, record, version)) return 'installed';
  }
  throw new TocsinError('store_unavailable', 'the installation changed again and again while it was being written');
}

/** The file's word counts most; without one the first installation binds the tenant. */
async function isItsWorkspace({ installations }: InstallStores, tenant: Tenant, teamId: TeamId): Promise<boolean> {
  const bound = tenant.slack.teamId ?? (await installations.read(tenant.id))?.record.teamId;
  return bound === undefined || bound === teamId;
}

/**
 * One tenant a workspace: two installations of one app share a token there, and each would use up the other's renewals.
 * A workspace whose owner left, or went elsewhere, is free again.
 */
async function claimTeam(stores: InstallStores, tenant: Tenant, teamId: TeamId): Promise<boolean> {
  const { installations, tenants } = stores;
  const isNamed = tenants()
    .byTeam(teamId)
    .some(({ id }) => id !== tenant.id);
  // Who writes both tenants' files may let them share it; who only has a link may not.
  if (isNamed && tenant.slack.teamId === undefined) return false;
  const owner = await installations.claimTeam(teamId, { tenantId: tenant.id });
  if (owner === tenant.id) return true;
  if (await isInUse(stores, owner, teamId)) return false;
  return (await installations.claimTeam(teamId, { tenantId: tenant.id, from: owner })) === tenant.id;
}

async function isInUse({ installations, tenants }: InstallStores, owner: TenantId, teamId: TeamId): Promise<boolean> {
  if (tenants().get(owner)?.slack.install !== 'oauth') return false;
  return (await installations.read(owner))?.record.teamId === teamId;
}
