import { isTenantId, type TeamId, type TenantId } from '../core/ids.ts';
import { recordFrom, recordText } from '../installations/installation.ts';
import type { InstallationStores, Installations, StoredInstallation, Tickets } from '../installations/installations.ts';
import type { RedisConnection } from './redis-connection.ts';
import { asNumber, asText } from './replies.ts';

/** Installations that are read in one go. */
const AT_ONCE = 200;

interface Parts {
  readonly call: <T>(command: (connection: RedisConnection) => Promise<T>) => Promise<T>;
  readonly keyPrefix: string;
}

/** What all processes on one Redis share. A tenant's installation is in its own slot, as its groups are. */
export function createRedisInstallationStores(parts: Parts): InstallationStores {
  return { installations: createRedisInstallations(parts), tickets: createRedisTickets(parts) };
}

function createRedisInstallations({ call, keyPrefix }: Parts): Installations {
  const keysOf = (tenantId: TenantId) => ({
    installation: `${keyPrefix}{${tenantId}}:installation`,
    renewal: `${keyPrefix}{${tenantId}}:renewal`,
  });
  const changesKey = `${keyPrefix}installations`;
  const teamKey = (teamId: TeamId): string => `${keyPrefix}team:{${teamId}}`;

  async function read(tenantId: TenantId): Promise<StoredInstallation | undefined> {
    const key = keysOf(tenantId).installation;
    const [version, record] = await call(({ client }) => client.hmget(key, 'version', 'record'));
    if (version === null || version === undefined) return undefined;
    return { version: asNumber(version), record: recordFrom(asText(record)) };
  }

  return {
    read,
    async readAll(tenantIds) {
      const all = new Map<TenantId, StoredInstallation>();
      for (let start = 0; start < tenantIds.length; start += AT_ONCE) {
        const some = tenantIds.slice(start, start + AT_ONCE);
        for (const [tenantId, stored] of await Promise.all(some.map(async (id) => [id, await read(id)] as const))) {
          if (stored !== undefined) all.set(tenantId, stored);
        }
      }
      return all;
    },
    async write(tenantId, record, expectedVersion) {
      const { installation } = keysOf(tenantId);
      const reply = await call(({ client }) =>
        client.tocsinInstall(1, installation, expectedVersion, recordText(record)),
      );
      const isWritten = asNumber(reply) === 1;
      // In another slot, so in a step of its own: who misses it reads everything again before long.
      if (isWritten) await call(({ client }) => client.incr(changesKey));
      return isWritten;
    },
    changes: async () => Number((await call(({ client }) => client.get(changesKey))) ?? 0),
    async claimTeam(teamId, { tenantId, from }) {
      const reply = await call(({ client }) => client.tocsinClaimTeam(1, teamKey(teamId), tenantId, from ?? ''));
      const owner = asText(reply);
      if (!isTenantId(owner)) throw new Error('Redis names an owner that is no tenant');
      return owner;
    },
    async lock(tenantId, { holder, ms }) {
      const { renewal } = keysOf(tenantId);
      return (await call(({ client }) => client.set(renewal, holder, 'PX', ms, 'NX'))) === 'OK';
    },
    async unlock(tenantId, holder) {
      await call(({ client }) => client.tocsinUnlock(1, keysOf(tenantId).renewal, holder));
    },
  };
}

function createRedisTickets({ call, keyPrefix }: Parts): Tickets {
  const keyOf = (name: string): string => `${keyPrefix}ticket:${name}`;
  return {
    async put(name, { value, ms }) {
      await call(({ client }) => client.set(keyOf(name), value, 'PX', ms));
    },
    read: async (name) => (await call(({ client }) => client.get(keyOf(name)))) ?? undefined,
    take: async (name) => (await call(({ client }) => client.getdel(keyOf(name)))) ?? undefined,
    isFirst: async (name, ms) => (await call(({ client }) => client.set(keyOf(name), '', 'PX', ms, 'NX'))) === 'OK',
  };
}
