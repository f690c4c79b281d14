/** Changes one group by compare-and-set, once for each deed, however often it is asked for. */
import type { Group } from '../core/group.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import { changeStored } from '../groups/change-stored.ts';
import type { GroupCache } from '../groups/group-cache.ts';
import type { GroupEvent, Store } from '../groups/store.ts';

export interface GroupChanges {
  readonly store: Store;
  readonly cache: GroupCache;
  /** The tenant has a group that is due. */
  readonly wake: (tenantId: TenantId) => void;
}

export interface GroupDeed {
  readonly tenantId: TenantId;
  readonly groupId: GroupId;
  /** The same again within a quarter of an hour is the same deed. */
  readonly id: string;
  /** Who does it: Slack's id of a person. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: Pick<GroupEvent, 'kind' | 'detail'>;
  /** Pure: it may be asked several times. */
  readonly change: (group: Group) => Group;
}

/**
 * `repeated`: it was done before · `unknown`: there is no such group. The group is due afterwards, and its message will be
 * redrawn. Rejects with `store_unavailable` when it could not be stored.
 */
export async function changeGroup(parts: GroupChanges, deed: GroupDeed): Promise<'done' | 'repeated' | 'unknown'> {
  const { tenantId, groupId, id, by, at, event, change } = deed;
  const result = await changeStored<never>(parts, {
    ...{ tenantId, groupId, id, by },
    stored: await parts.store.read(tenantId, groupId),
    change: ({ group }) => ({
      group: { ...change(group), pressedAt: at, pendingSince: group.pendingSince ?? at },
      event: { at, ...event },
    }),
  });
  if (result.outcome === 'refused') return result.refused;
  if (result.outcome === 'done') parts.wake(tenantId);
  return result.outcome;
}
