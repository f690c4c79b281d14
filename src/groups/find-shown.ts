import type { GroupId, TenantId } from '../core/ids.ts';
import { isShownBy, type Press } from './press.ts';
import type { Store, Stored } from './store.ts';

export interface ShownGroup {
  readonly tenantId: TenantId;
  readonly stored: Stored;
}

/**
 * The tenant whose message it is, and the group; where none has it as its present message, one that has the group at all.
 * Rejects with `store_unavailable` when it may be that of a tenant whose data could not be read.
 */
export async function findShown(
  store: Store,
  wanted: {
    /** Those of the workspace that Slack signed for. */
    readonly tenantIds: readonly TenantId[];
    readonly groupId: GroupId;
    /** Absent where the group was named by itself: then there must be one tenant only, and any other number finds none. */
    readonly message: Press['message'] | undefined;
  },
): Promise<ShownGroup | undefined> {
  const { tenantIds, groupId, message } = wanted;
  if (message === undefined && tenantIds.length !== 1) return undefined;
  const read = await Promise.allSettled(
    tenantIds.map(async (tenantId) => ({ tenantId, stored: await store.read(tenantId, groupId) })),
  );
  const all = read.flatMap((each) => {
    if (each.status === 'rejected' || each.value.stored === undefined) return [];
    return [{ tenantId: each.value.tenantId, stored: each.value.stored }];
  });
  const shown = message && all.find(({ stored }) => isShownBy(stored.group, message));
  if (shown !== undefined) return shown;
  for (const each of read) if (each.status === 'rejected') throw each.reason;
  return all[0];
}
