import { setTimeout as pause } from 'node:timers/promises';
import type { GroupId, TenantId } from '../core/ids.ts';
import { isShownBy, type Press } from './press.ts';
import type { Store, Stored } from './store.ts';

export interface ShownGroup {
  readonly tenantId: TenantId;
  readonly stored: Stored;
}

interface Wanted {
  /** Those of the workspace that Slack signed for. */
  readonly tenantIds: readonly TenantId[];
  readonly groupId: GroupId;
  /** Absent where the group was named by itself: then there must be one tenant only, and any other number finds none. */
  readonly message: Press['message'] | undefined;
}

/**
 * People see a message as soon as Slack has it, and we know its ts once that is stored: so long, milliseconds, a press
 * on a message that is newer than the known one waits for it, as long as one command to the store may take.
 */
const STORED_SOON_MS = 1_000;
const LOOK_AGAIN_MS = 50;

/**
 * The tenant whose message it is, and the group; where none has it as its present message, one that has the group at all.
 * Rejects with `store_unavailable` when it may be that of a tenant whose data could not be read.
 */
export async function findShown(store: Store, wanted: Wanted): Promise<ShownGroup | undefined> {
  const until = performance.now() + STORED_SOON_MS;
  for (;;) {
    const found = await lookOnce(store, wanted);
    const isStoredSoon = found.some(({ stored }) => isNewer(wanted.message, stored));
    if (!isStoredSoon || performance.now() > until) return found[0];
    await pause(LOOK_AGAIN_MS);
  }
}

/** Slack's ts is a time, in seconds. */
function isNewer(message: Wanted['message'], { group: { message: known } }: Stored): boolean {
  return message !== undefined && (known === undefined || Number(message.ts) > Number(known.ts));
}

/** Whose message it is, alone; else all that have the group. */
async function lookOnce(store: Store, wanted: Wanted): Promise<readonly ShownGroup[]> {
  const { tenantIds, groupId, message } = wanted;
  if (message === undefined && tenantIds.length !== 1) return [];
  const read = await Promise.allSettled(
    tenantIds.map(async (tenantId) => ({ tenantId, stored: await store.read(tenantId, groupId) })),
  );
  const all = read.flatMap((each) => {
    if (each.status === 'rejected' || each.value.stored === undefined) return [];
    return [{ tenantId: each.value.tenantId, stored: each.value.stored }];
  });
  const shown = message && all.find(({ stored }) => isShownBy(stored.group, message));
  if (shown !== undefined) return [shown];
  for (const each of read) if (each.status === 'rejected') throw each.reason;
  return all;
}
