/** Changes one group by compare-and-set, once for each deed, however often it is asked for. */
import { hash } from 'node:crypto';
import { TocsinError } from '../core/errors.ts';
import type { Group } from '../core/group.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import type { GroupCache } from '../groups/group-cache.ts';
import type { GroupEvent, Store, Stored } from '../groups/store.ts';
import { stateOf } from '../groups/view.ts';

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

/** Slack's signature holds for five minutes either way: so long the same request could be sent again. */
const REPEATS_MS = 15 * 60_000;

/** Another writer can win so often in a row only if something is wrong. */
const MAX_ATTEMPTS = 20;

/**
 * `repeated`: it was done before · `unknown`: there is no such group. The group is due afterwards, and its message will be
 * redrawn. Rejects with `store_unavailable` when it could not be stored.
 */
export async function changeGroup(parts: GroupChanges, deed: GroupDeed): Promise<'done' | 'repeated' | 'unknown'> {
  const { tenantId, groupId } = deed;
  let current = await parts.store.read(tenantId, groupId);
  for (let attempt = 0; attempt < MAX_ATTEMPTS && current !== undefined; attempt++) {
    const next = await write(parts, deed, current);
    if (typeof next === 'string') return next;
    current = next.current;
  }
  if (current === undefined) return 'unknown';
  throw new TocsinError('store_unavailable', `the group changed ${MAX_ATTEMPTS} times while it was being written`);
}

async function write(
  { store, cache, wake }: GroupChanges,
  { tenantId, groupId, id, by, at, event, change }: GroupDeed,
  { group, version: expectedVersion }: Stored,
): Promise<'done' | 'repeated' | { readonly current: Stored | undefined }> {
  const after = { ...change(group), pressedAt: at, pendingSince: group.pendingSince ?? at };
  const result = await store.accept({
    tenantId,
    dedupeKey: hash('sha256', `deed\0${id}`, 'base64url'),
    dedupeMs: REPEATS_MS,
    peer: by,
    writes: [
      {
        group: after,
        state: stateOf(after),
        expectedVersion,
        event: { at, group: groupId, receiver: after.receiver, ...event },
      },
    ],
  });
  if (result.outcome === 'duplicate') return 'repeated';
  if (result.outcome === 'conflict') return { current: result.current.get(groupId) };
  const [version] = result.versions;
  if (version !== undefined) cache.set(tenantId, groupId, { group: after, version });
  wake(tenantId);
  return 'done';
}
