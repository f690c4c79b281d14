/** The heartbeats that a tenant expects. */
import type { WatchdogShown } from '../core/api/watchdogs.ts';
import { groupIdOf } from '../core/ids.ts';
import type { Tenant, TenantWatchdog } from '../tenants/tenant.ts';
import type { Heartbeats, KnownWatchdog, Silence } from '../watchdogs/heartbeats.ts';
import { silenceIdentity } from '../watchdogs/tell-silence.ts';
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
    ...(silence === undefined ? {} : { silentSince: timeOf(silence.since), ...tellingGroup(name, silence) }),
  };
}

/** The group that says so; in several receivers' channels, the first one's. */
function tellingGroup(name: string, { severity, receivers: [receiver] }: Silence): Pick<WatchdogShown, 'group'> {
  return receiver === undefined ? {} : { group: groupIdOf({ ...silenceIdentity(name, severity), receiver }) };
}

function stateOf(known: KnownWatchdog | undefined): WatchdogShown['state'] {
  if (known?.silence !== undefined) return 'silent';
  return known?.heardAt === undefined ? 'waiting' : 'alive';
}
