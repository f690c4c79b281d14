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
    readonly message: Press['message'];
  },
): Promise<ShownGroup | undefined> {
  const { tenantIds, groupId, message } = wanted;
  const read = await Promise.allSettled(
    tenantIds.map(async (tenantId) => ({ tenantId, stored: await store.read(tenantId, groupId) })),
  );
  const all = read.flatMap((each) => {
    if (each.status === 'rejected' || each.value.stored === undefined) return [];
    return [{ tenantId: each.value.tenantId, stored: each.value.stored }];
  });
  const shown = all.find(({ stored }) => isShownBy(stored.group, message));
  if (shown !== undefined) return shown;
  for (const each of read) if (each.status === 'rejected') throw each.reason;
  return all[0];
}
