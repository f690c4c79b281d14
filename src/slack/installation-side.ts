/** Everything about installations that speaks with Slack: the pages, the renewal of tokens, the events of their end. */
import type { Application } from 'express';
import type { Clock } from '../core/clock.ts';
import { DELIVERY_REASONS } from '../core/errors.ts';
import type { TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Roles } from '../core/roles.ts';
import type { Gate } from '../delivery/gate.ts';
import { InstallLinks } from '../installations/install-links.ts';
import type { InstallationStores } from '../installations/installations.ts';
import type { installPartsOf } from '../installations/open-workspaces.ts';
import { type InstallationEvent, parkInstallations } from '../installations/park.ts';
import { TokenRenewals } from '../installations/token-renewals.ts';
import type { Workspaces } from '../installations/workspaces.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { readProductPhrases } from '../render/product-phrases.ts';
import type { Tenant, TenantSet } from '../tenants/tenant.ts';
import { mountInstall } from './mount-install.ts';
import { createSlackOauth, createTeamCheck, createTokenCheck } from './slack-oauth.ts';
import { createUndiciFetch } from './undici-fetch.ts';

export interface InstallationSideOptions extends InstallationStores {
  readonly app: Application;
  readonly roles: Roles;
  readonly parts: ReturnType<typeof installPartsOf>;
  readonly workspaces: Workspaces;
  readonly tenants: () => TenantSet;
  readonly gate: Gate;
  /** Has the tenant's groups looked at. */
  readonly wake: (tenantId: TenantId) => void;
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly localesDir: string;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface InstallationSide {
  /** Makes links to install the app, or the variables that are missing for it. */
  readonly links: InstallLinks | { readonly missing: readonly string[] };
  readonly onEvent: (event: InstallationEvent) => Promise<void>;
  close(patienceMs?: number): Promise<void>;
}

/** Mount it before whatever answers 404 to the rest. */
export function openInstallationSide(options: InstallationSideOptions): InstallationSide {
  const { parts, workspaces, installations, metrics, clock, logger } = options;
  const { fetch, close: closeFetch } = createUndiciFetch(options);
  const isAlive = createTokenCheck({ apiUrl: options.apiUrl, fetch });
  const teams = options.roles.has('console')
    ? workspaces.tokenTeams.start({ ask: createTeamCheck({ apiUrl: options.apiUrl, fetch }), metrics, logger })
    : undefined;
  const closeAsking = async (patienceMs?: number) => {
    await Promise.all([teams?.stop(), closeFetch(patienceMs)]);
  };
  const hold = (tenant: Tenant) => holdWorkspace(options, tenant);
  const onEvent = (event: InstallationEvent) =>
    parkInstallations({ workspaces, installations, isAlive, hold, metrics, clock, logger }, event);
  if ('missing' in parts) return { links: parts, onEvent, close: closeAsking };

  const oauth = createSlackOauth({ ...options, ...parts });
  const links = new InstallLinks({ tickets: options.tickets, publicUrl: parts.publicUrl, clock });
  if (options.roles.has('console')) {
    const phrases = readProductPhrases(options.localesDir);
    const onInstalled = (tenant: Tenant) => releaseWorkspace(options, tenant);
    mountInstall(options.app, { ...options, ...parts, links, oauth, phrases, onInstalled });
  }
  const renewals = new TokenRenewals({ ...options, ring: parts.ring, oauth });
  if (options.roles.has('deliver') || options.roles.has('console')) renewals.start();
  return {
    links,
    onEvent,
    async close(patienceMs) {
      await renewals.close();
      await Promise.all([oauth.close(patienceMs), closeAsking(patienceMs)]);
    },
  };
}

/** As a delivery does that finds the token dead, so that none has to find out. */
async function holdWorkspace({ gate, workspaces, metrics }: InstallationSideOptions, tenant: Tenant): Promise<void> {
  const reason = 'token_invalid';
  const scope = 'workspace';
  const place = { workspace: workspaces.nameOf(tenant), channel: '' };
  const firstMs = DELIVERY_REASONS[reason].backoffMs;
  const hold = await gate.hold({ ...place, scope, reason, firstMs, isOutage: false, isRetest: false });
  if (hold.isNew) metrics.holds.inc({ tenant: metrics.tenantLabel(tenant.id), scope, reason, event: 'begun' });
}

/** What waited for the workspace goes on at once, as far as it has not been put off by a failure of its own. */
async function releaseWorkspace(options: InstallationSideOptions, tenant: Tenant): Promise<void> {
  const { gate, workspaces, metrics, wake } = options;
  await workspaces.reread(tenant.id);
  for (const { scope, reason } of await gate.release({ workspace: workspaces.nameOf(tenant), channel: '' }, [
    'workspace',
  ])) {
    metrics.holds.inc({ tenant: metrics.tenantLabel(tenant.id), scope, reason, event: 'ended' });
  }
  wake(tenant.id);
}
