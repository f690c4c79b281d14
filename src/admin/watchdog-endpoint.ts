/** The heartbeats that a tenant expects. */
import type { WatchdogShown } from '../core/api/watchdogs.ts';
import type { Tenant, TenantWatchdog } from '../tenants/tenant.ts';
import type { Heartbeats, KnownWatchdog } from '../watchdogs/heartbeats.ts';
import type { Handlers } from './endpoint-handler.ts';
import { timeOf } from './group-json.ts';

export function watchdogEndpoint({
  heartbeats,
}: {
  readonly heartbeats: Pick<Heartbeats, 'known'>;
}): Pick<Handlers, 'listWatchdogs'> {
  return {
    listWatchdogs: async ({ tenant }) => {
      const known = new Map((await heartbeats.known(tenant.id)).map((each) => [each.name, each]));
      return { body: { watchdogs: tenant.watchdogs.map((each) => watchdogJson(tenant, each, known.get(each.name))) } };
    },
  };
}

function watchdogJson(
  { id }: Tenant,
  { name, everyMs, graceMs }: TenantWatchdog,
  known: KnownWatchdog | undefined,
): WatchdogShown {
  const { heardAt, silence } = known ?? {};
  return {
    ...{ tenant: id, name, everySeconds: everyMs / 1_000, graceSeconds: graceMs / 1_000 },
    state: stateOf(known),
    ...(heardAt === undefined ? {} : { lastSeenAt: timeOf(heardAt) }),
    ...(silence === undefined ? {} : { silentSince: timeOf(silence.since) }),
  };
}

function stateOf(known: KnownWatchdog | undefined): WatchdogShown['state'] {
  if (known?.silence !== undefined) return 'silent';
  return known?.heardAt === undefined ? 'waiting' : 'alive';
}
