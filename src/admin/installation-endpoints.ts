/** Installations of the Slack app, for operators: docs/admin-api.md. */
import type { InstallationShown } from '../core/api/installations.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { InstallLinks } from '../installations/install-links.ts';
import type { InstallationStores } from '../installations/installations.ts';
import { keyIdOf } from '../installations/key-ring.ts';
import type { Workspaces } from '../installations/workspaces.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { type Handlers, problem } from './endpoint-handler.ts';
import { timeOf } from './group-json.ts';

export interface InstallationApi extends Pick<InstallationStores, 'installations'> {
  readonly workspaces: Workspaces;
  readonly links: InstallLinks | { readonly missing: readonly string[] };
  readonly clock: Clock;
  readonly logger: Logger;
}

type InstallationHandlers = Pick<Handlers, 'makeInstallLink' | 'listInstallations'>;

export function installationEndpoints(api: InstallationApi): InstallationHandlers {
  return {
    makeInstallLink: (request) => makeLink(api, request),
    listInstallations: async () => ({ body: { installations: await listInstallations(api) } }),
  };
}

const HOUR_MS = 3_600_000;

async function makeLink(
  { links, workspaces, logger }: InstallationApi,
  { tenant: { id }, query, caller }: Parameters<InstallationHandlers['makeInstallLink']>[0],
): ReturnType<InstallationHandlers['makeInstallLink']> {
  const tenant = workspaces.installable().find((each) => each.id === id);
  if (tenant === undefined) {
    const detail = `tenant ${id} has a token of its own; write "install: oauth" under slack in its tenant.yaml in place of bot_token, and reload`;
    return problem(409, 'Not set up', detail);
  }
  if ('missing' in links) {
    return problem(409, 'Not set up', `the relay lacks ${links.missing.join(', ')}; set it and start the relay anew`);
  }
  const link = await links.create(tenant.id, query.hours * HOUR_MS);
  logger.info({ tenant: tenant.id, by: caller.actor }, 'a link to install the Slack app was made');
  return { body: { url: link.url, expiresAt: timeOf(link.expiresAt) } };
}

async function listInstallations({ installations, workspaces, clock }: InstallationApi): Promise<InstallationShown[]> {
  const tenants = workspaces.installable();
  const stored = await installations.readAll(tenants.map(({ id }) => id));
  return Promise.all(
    tenants.map(async (tenant) => {
      const record = stored.get(tenant.id)?.record;
      if (record === undefined) return { tenant: tenant.id, state: 'not_installed' };
      const { teamId: team, teamName, scopes, installedBy, installedAt, expiresAt, sealed } = record;
      return {
        tenant: tenant.id,
        state: await stateOf(workspaces, tenant),
        ...(record.parked === undefined ? {} : { parked: record.parked.why }),
        team,
        teamName,
        scopes: [...scopes],
        installedBy,
        installedAt: new Date(installedAt).toISOString(),
        ...(expiresAt === undefined ? {} : { tokenEndsInSeconds: Math.round((expiresAt - clock.now()) / 1_000) }),
        keyId: keyIdOf(sealed),
      };
    }),
  );
}

async function stateOf(workspaces: Workspaces, tenant: Tenant): Promise<string> {
  const found = await workspaces.find(tenant.id);
  return found.ok ? 'in_order' : found.detail;
}
