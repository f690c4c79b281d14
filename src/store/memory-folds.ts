import type { GroupId, TenantId } from '../core/ids.ts';
import { FIRST_LOOK_MS, FOLD_PATIENCE_MS, type Folds, type Member } from '../groups/folds.ts';
import { isLeased, storedOf, type TenantMemory } from './memory-tenant.ts';

/** See the fold scripts. */
export function createMemoryFolds(memoryOf: (tenantId: TenantId) => TenantMemory, now: () => number): Folds {
  return {
    fold: async ({ tenantId, ...request }) => fold(memoryOf(tenantId), request, now()),
    members: async (tenantId, digestId) => membersOf(memoryOf(tenantId), digestId),
    leave: async (tenantId, digestId, ids) => {
      for (const id of ids) memoryOf(tenantId).members.get(digestId)?.places.delete(id);
    },
    poke: async (tenantId, ids, delayMs) => {
      for (const id of ids) poke(memoryOf(tenantId), id, { now: now(), delayMs });
    },
  };
}

function fold(
  memory: TenantMemory,
  { digest, groupId }: Omit<Parameters<Folds['fold']>[0], 'tenantId'>,
  now: number,
): void {
  const { groups, members } = memory;
  const isNew = !groups.has(digest.id);
  if (isNew) {
    memory.highestVersion += 1;
    groups.set(digest.id, { group: digest, state: 'digest', version: memory.highestVersion });
  }
  const known = members.get(digest.id) ?? { places: new Map<GroupId, number>(), given: 0 };
  members.set(digest.id, known);
  known.given = Math.max(now, known.given + 1);
  known.places.delete(groupId);
  known.places.set(groupId, known.given);
  poke(memory, digest.id, { now, delayMs: isNew ? FIRST_LOOK_MS : FOLD_PATIENCE_MS });
}

function membersOf({ groups, members }: TenantMemory, digestId: GroupId): readonly Member[] {
  return [...(members.get(digestId)?.places ?? [])].map(([id, place]) => ({
    id,
    place,
    stored: storedOf(groups.get(id)),
  }));
}

function poke(
  memory: TenantMemory,
  id: GroupId,
  { now, delayMs }: { readonly now: number; readonly delayMs: number },
): void {
  const { groups, due } = memory;
  const entry = groups.get(id);
  if (entry === undefined) return;
  if (!isLeased(entry, now)) {
    due.set(id, Math.min(now + delayMs, due.get(id) ?? Number.POSITIVE_INFINITY));
    return;
  }
  groups.set(id, { ...entry, version: entry.version + 1 });
  memory.highestVersion = Math.max(memory.highestVersion, entry.version + 1);
}
