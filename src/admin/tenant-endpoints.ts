/** Tenants: how they are, and what they are configured as. */
import type { ConfigState, TenantDetails } from '../core/api/tenants.ts';
import { formatFault } from '../core/fault.ts';
import type { Workspaces } from '../installations/workspaces.ts';
import type { Takeover } from '../tenants/takeovers.ts';
import type { Tenant, TenantReceiver, TenantSet } from '../tenants/tenant.ts';
import { visibleTo } from './caller.ts';
import { type Handlers, problem } from './endpoint-handler.ts';
import type { FleetIndex } from './fleet-index.ts';
import { timeOf } from './group-json.ts';

export interface TenantEndpointParts {
  readonly tenants: () => TenantSet;
  readonly fleet: FleetIndex;
  readonly takeover: () => Takeover;
  readonly workspaces: Pick<Workspaces, 'find'>;
}

type TenantHandlers = Pick<Handlers, 'listTenants' | 'showTenant'>;

export function tenantEndpoints({ tenants, fleet, takeover, workspaces }: TenantEndpointParts): TenantHandlers {
  return {
    listTenants: async ({ caller, query: { after = '', limit } }) => {
      const rest = visibleTo(caller, tenants().all()).filter(({ id }) => id > after);
      const shown = rest.slice(0, limit);
      const last = shown.at(-1);
      const next = rest.length > shown.length && last !== undefined ? { next: last.id } : {};
      return { body: { tenants: [...(await fleet.now(shown))], ...next } };
    },
    showTenant: async ({ tenant, caller }) => {
      const [now] = await fleet.now([tenant]);
      if (now === undefined) return problem(404, 'No such tenant', 'the tenant left the configuration');
      const found = await workspaces.find(tenant.id);
      const config = configStateOf(takeover(), caller.of === undefined);
      return { body: { now, config, ...configuredAs(tenant), slack: slackOf(tenant, found) } };
    },
  };
}

/** Faults name files and places of all tenants: only operators see them. */
export function configStateOf({ at, faults, warnings }: Takeover, isOperator: boolean): ConfigState {
  return {
    takenOverAt: timeOf(at),
    isValid: faults.length === 0,
    faults: isOperator ? faults.map(formatFault) : [],
    warnings: isOperator ? warnings.map(formatFault) : [],
  };
}

function configuredAs(tenant: Tenant): Omit<TenantDetails, 'now' | 'config' | 'slack'> {
  return {
    timeZone: tenant.timeZone,
    receivers: Array.from(tenant.receivers.values(), receiverOf),
    routes: tenant.router.routes.map((route) => ({
      path: route.path,
      receiver: route.receiver,
      matchers: [...route.matchers],
      continues: route.continues,
      muteTimeIntervals: [...route.muteTimeIntervals],
      activeTimeIntervals: [...route.activeTimeIntervals],
    })),
    roles: tenant.access.roles.map(({ name, permissions, everybody, users, userGroups, receivers }) => ({
      ...{ name, everybody },
      permissions: [...permissions],
      users: [...users],
      userGroups: [...userGroups],
      ...(receivers === undefined ? {} : { receivers: [...receivers] }),
    })),
    alertmanagers: tenant.alertmanagers.map(({ name, url, externalUrl }) => ({ name, url, externalUrl })),
    // Addresses of webhooks often hold a secret.
    webhooks: tenant.webhooks.map(({ name, kinds }) => ({ name, kinds: [...kinds] })),
    schedules: tenant.schedules.map(({ name }) => name),
    tokens: tokensOf(tenant),
  };
}

function receiverOf(receiver: TenantReceiver): TenantDetails['receivers'][number] {
  const { name, channel, fallbackChannel, template, locale, timeZone, colorBar, mentions, policy } = receiver;
  return {
    ...{ name, channel, locale, timeZone, colorBar },
    ...(fallbackChannel === undefined ? {} : { fallbackChannel }),
    ...(template === undefined ? {} : { template }),
    mentions: Object.fromEntries(Object.entries(mentions).map(([severity, whom]) => [severity, [...(whom ?? [])]])),
    policy: { ...policy, escalation: policy.escalation !== undefined },
  };
}

/** Of a digest, to tell tokens apart: it opens nothing, and as much of it can be told. */
const DIGEST_CHARS = 8;

function tokensOf({ tokenDigests, apiTokens, tokensSince, slack }: Tenant): TenantDetails['tokens'] {
  const shown = (digest: Buffer) => {
    const hex = digest.toString('hex');
    const since = tokensSince.get(hex);
    return {
      digest: hex.slice(0, DIGEST_CHARS),
      ...(since === undefined ? {} : { since: timeOf(since.at), sinceBy: since.by }),
    };
  };
  return [
    ...tokenDigests.map((digest) => ({ use: 'ingest' as const, ...shown(digest) })),
    ...apiTokens.map(({ name, digest, role }) => ({ use: 'api' as const, name, role: role.name, ...shown(digest) })),
    ...(slack.install === 'token' ? [{ use: 'slack' as const, ...shown(slack.botToken.digest()) }] : []),
  ];
}

function slackOf({ slack }: Tenant, found: Awaited<ReturnType<Workspaces['find']>>): TenantDetails['slack'] {
  return {
    install: slack.install,
    inDoubt: slack.inDoubt,
    ...(slack.teamId === undefined ? {} : { team: slack.teamId }),
    ...(found.ok ? {} : { problem: found.detail }),
  };
}
