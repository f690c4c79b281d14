import { type GroupId, groupId, type TenantId } from '../core/ids.ts';
import { FIRST_LOOK_MS, FOLD_PATIENCE_MS, type Folds, type Member } from '../groups/folds.ts';
import { deliveryText, factsText, SCHEMA } from '../groups/group-document.ts';
import type { RedisConnection } from './redis-connection.ts';
import { asNumber, asStored, asText, rowsOf } from './replies.ts';
import type { TenantKeys } from './tenant-keys.ts';

/** Documents that are asked for, or poked, in one step: more would hold up others that use the connection. */
const AT_ONCE = 200;

interface Parts {
  readonly call: <T>(command: (connection: RedisConnection) => Promise<T>) => Promise<T>;
  readonly keysOf: (tenantId: TenantId) => TenantKeys;
  /** Told which documents are due now: other processes may take them, too. */
  readonly onDue: (tenantId: TenantId, ids: readonly GroupId[]) => void;
}

export function createRedisFolds({ call, keysOf, onDue }: Parts): Folds {
  const readSome = async (tenantId: TenantId, rows: readonly (readonly unknown[])[]): Promise<readonly Member[]> => {
    const keys = keysOf(tenantId);
    return Promise.all(
      rows.map(async ([text, place]): Promise<Member> => {
        const id = groupId(asText(text));
        const read = await call(({ client }) => client.hmget(keys.group(id), 'version', 'facts', 'delivery'));
        const stored = read[0] === null ? undefined : asStored(read[0], read[1], read[2]);
        return { id, place: asNumber(place), stored };
      }),
    );
  };
  return {
    async fold({ tenantId, digest, groupId: id }) {
      const keys = keysOf(tenantId);
      const texts = [factsText(digest), deliveryText(digest)];
      await call(({ client }) =>
        client.tocsinFold(
          3,
          keys.group(digest.id),
          keys.members(digest.id),
          keys.due,
          digest.id,
          id,
          ...texts,
          FOLD_PATIENCE_MS,
          SCHEMA,
          FIRST_LOOK_MS,
        ),
      );
    },
    async members(tenantId, digestId) {
      const list = await call(({ client }) => client.zrange(keysOf(tenantId).members(digestId), 0, '-1', 'WITHSCORES'));
      const members: Member[] = [];
      for (const rows of partsOf(rowsOf(list, 2))) members.push(...(await readSome(tenantId, rows)));
      return members;
    },
    async leave(tenantId, digestId, ids) {
      for (const some of partsOf(ids)) {
        await call(({ client }) => client.zrem(keysOf(tenantId).members(digestId), ...some));
      }
    },
    async poke(tenantId, ids, delayMs) {
      const keys = keysOf(tenantId);
      for (const some of partsOf(ids)) {
        const names = some.map((id: GroupId) => keys.group(id));
        await call(({ client }) => client.tocsinPoke(1 + names.length, keys.due, ...names, delayMs, ...some));
      }
      if (ids.length > 0 && delayMs === 0) onDue(tenantId, ids);
    },
  };
}

function partsOf<T>(list: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(list.length / AT_ONCE);
  return Array.from({ length: count }, (_, part) => list.slice(part * AT_ONCE, (part + 1) * AT_ONCE));
}
