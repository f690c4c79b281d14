import type { Environment } from '../config/environment.ts';
import { systemClock } from '../core/clock.ts';
import { Releasers } from '../core/lifecycle.ts';
import { silentLogger } from '../core/logger.ts';
import { openWorkspaces } from '../installations/open-workspaces.ts';
import type { FoundWorkspace } from '../installations/workspaces.ts';
import { openStore } from '../store/open-store.ts';
import type { Configuration } from '../tenants/load-configuration.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { usage } from './command.ts';

/** The tenant's workspace. One that was installed is in the store that the relay uses. */
export async function workspaceFor(
  tenant: Tenant,
  { environment, process, tenants }: Configuration & { readonly environment: Environment },
): Promise<FoundWorkspace> {
  if (tenant.slack.install === 'token') return { ok: true, ...tenant.slack };
  const { redis } = environment;
  if (redis === undefined) {
    throw usage(`the app of ${tenant.id} is installed in the memory of its relay; set REDIS_URL here and there`);
  }
  const logger = silentLogger;
  const releasers = new Releasers();
  try {
    const { store, install } = openStore(redis, { ...process.redis, logger }, process.delivery.gate);
    releasers.add('store', () => store.close());
    const options = { tenants: () => tenants, ...install, clock: systemClock, logger };
    const { workspaces } = await openWorkspaces({ ...options, environment }, releasers);
    return await workspaces.find(tenant.id);
  } finally {
    await releasers.close();
  }
}

export function teamOf(workspace: FoundWorkspace, { slack }: Tenant): string {
  return workspace.ok ? workspace.teamId : (slack.teamId ?? 'that is not installed');
}
