/** Changes one stored group by compare-and-set, once for each deed, however often it is asked for. */
import { hash } from 'node:crypto';
import { TocsinError } from '../core/errors.ts';
import type { Group } from '../core/group.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import type { GroupCache } from './group-cache.ts';
import type { GroupEvent, Store, Stored } from './store.ts';
import { stateOf, telling } from './view.ts';

export interface StoredDeed<Refusal> {
  readonly tenantId: TenantId;
  readonly groupId: GroupId;
  /** The same again within a quarter of an hour is the same deed. */
  readonly id: string;
  /** Who does it: Slack's id of a person. */
  readonly by: string;
  /** The group as it was read last; undefined when there is none. */
  readonly stored: Stored | undefined;
  /** Pure: it may be asked several times, of a newer group each time. */
  readonly change: (stored: Stored) => Changed | { readonly refused: Refusal };
}

export interface Changed {
  readonly group: Group;
  readonly event: Pick<GroupEvent, 'at' | 'kind' | 'detail'>;
}

/** `repeated`: it was done before · `unknown`: there is no such group. */
export type DeedOutcome<Refusal> =
  | { readonly outcome: 'done'; readonly before: Group; readonly after: Group }
  | { readonly outcome: 'repeated' | 'unknown' }
  | { readonly outcome: 'refused'; readonly refused: Refusal };

/** Slack's signature of a press holds for five minutes either way: so long the same one could be sent again. */
const REPEATS_MS = 15 * 60_000;

/** Another writer can win so often in a row only if something is wrong. */
const MAX_ATTEMPTS = 20;

/** The group is due when it is done. Rejects with `store_unavailable` when it could not be stored: then it may be done again. */
export async function changeStored<Refusal>(
  parts: { readonly store: Store; readonly cache: GroupCache },
  deed: StoredDeed<Refusal>,
): Promise<DeedOutcome<Refusal>> {
  let current = deed.stored;
  for (let attempt = 0; attempt < MAX_ATTEMPTS && current !== undefined; attempt++) {
    const next = deed.change(current);
    if ('refused' in next) return { outcome: 'refused', refused: next.refused };
    const written = await write(parts, deed, { current, next });
    if (written === 'repeated') return { outcome: 'repeated' };
    if (written === 'done') return { outcome: 'done', before: current.group, after: next.group };
    current = written.current;
  }
  if (current === undefined) return { outcome: 'unknown' };
  throw new TocsinError('store_unavailable', `the group changed ${MAX_ATTEMPTS} times while it was being written`);
}

async function write(
  { store, cache }: { readonly store: Store; readonly cache: GroupCache },
  { tenantId, groupId, id, by }: StoredDeed<unknown>,
  { current, next: { group, event } }: { readonly current: Stored; readonly next: Changed },
): Promise<'done' | 'repeated' | { readonly current: Stored | undefined }> {
  const result = await store.accept({
    tenantId,
    dedupeKey: hash('sha256', `press\0${id}`, 'base64url'),
    dedupeMs: REPEATS_MS,
    peer: by,
    writes: [
      {
        group,
        state: stateOf(group),
        expectedVersion: current.version,
        event: telling({ ...event, group: groupId, receiver: group.receiver }, current.group, group),
      },
    ],
  });
  if (result.outcome === 'duplicate') return 'repeated';
  if (result.outcome === 'conflict') return { current: result.current.get(groupId) };
  const [version] = result.versions;
  if (version !== undefined) cache.set(tenantId, groupId, { group, version }, result.texts?.[0]);
  return 'done';
}
