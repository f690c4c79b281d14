/** Whose message it is that somebody pressed a button of. */
import type { GroupId, TenantId } from '../core/ids.ts';
import { isShownBy, type Press } from './press.ts';
import type { Store, Stored } from './store.ts';

export interface FoundGroup {
  readonly tenantId: TenantId;
  readonly stored: Stored;
}

/**
 * The tenant whose message it is; where none has it as its present message, one that has the group at all. `tenantIds`:
 * those of the workspace that Slack signed for. What the button names is believed only as far as a stored message bears
 * it out.
 */
export async function findGroup(
  store: Store,
  wanted: { readonly tenantIds: readonly TenantId[]; readonly groupId: GroupId; readonly message: Press['message'] },
): Promise<FoundGroup | undefined> {
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
  // It may be that of a tenant whose data could not be read.
  for (const each of read) if (each.status === 'rejected') throw each.reason;
  return all[0];
}
