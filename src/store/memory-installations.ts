import type { Clock } from '../core/clock.ts';
import type { TeamId, TenantId } from '../core/ids.ts';
import type { InstallationStores, Installations, StoredInstallation, Tickets } from '../installations/installations.ts';

/** For one process, and nothing survives its end: whoever uses it says so. */
export function createMemoryInstallationStores(clock: Clock): InstallationStores {
  return { installations: createMemoryInstallations(clock), tickets: createMemoryTickets(clock) };
}

function createMemoryInstallations({ now }: Clock): Installations {
  const records = new Map<TenantId, StoredInstallation>();
  const teams = new Map<TeamId, TenantId>();
  const locks = new Map<TenantId, { readonly holder: string; readonly until: number }>();
  let changes = 0;
  return {
    read: async (tenantId) => records.get(tenantId),
    readAll: async (tenantIds) => new Map([...records].filter(([tenantId]) => tenantIds.includes(tenantId))),
    async write(tenantId, record, expectedVersion) {
      if ((records.get(tenantId)?.version ?? 0) !== expectedVersion) return false;
      records.set(tenantId, { record, version: expectedVersion + 1 });
      changes += 1;
      return true;
    },
    changes: async () => changes,
    async claimTeam(teamId, { tenantId, from }) {
      const owner = teams.get(teamId);
      if (owner !== undefined && owner !== from) return owner;
      teams.set(teamId, tenantId);
      return tenantId;
    },
    async lock(tenantId, { holder, ms }) {
      const held = locks.get(tenantId);
      if (held !== undefined && held.until > now()) return false;
      locks.set(tenantId, { holder, until: now() + ms });
      return true;
    },
    async unlock(tenantId, holder) {
      if (locks.get(tenantId)?.holder === holder) locks.delete(tenantId);
    },
  };
}

/** Names kept before those that are over are looked for. */
const SWEEP_ABOVE = 1_000;

function createMemoryTickets({ now }: Clock): Tickets {
  const kept = new Map<string, { readonly value: string; readonly until: number }>();
  let sweepAbove = SWEEP_ABOVE;
  const read = (name: string): string | undefined => {
    const found = kept.get(name);
    return found !== undefined && found.until > now() ? found.value : undefined;
  };
  const put = (name: string, value: string, ms: number): void => {
    kept.set(name, { value, until: now() + ms });
    if (kept.size <= sweepAbove) return;
    for (const [each, { until }] of kept) if (until <= now()) kept.delete(each);
    sweepAbove = Math.max(SWEEP_ABOVE, 2 * kept.size);
  };
  return {
    put: async (name, { value, ms }) => put(name, value, ms),
    read: async (name) => read(name),
    async take(name) {
      const value = read(name);
      kept.delete(name);
      return value;
    },
    async isFirst(name, ms) {
      if (read(name) !== undefined) return false;
      put(name, '', ms);
      return true;
    },
  };
}
