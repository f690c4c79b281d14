import type { TenantId } from '../core/ids.ts';
import type { History } from '../groups/history.ts';
import { placedAt } from './memory-outbox.ts';
import type { TenantMemory } from './memory-tenant.ts';

export function createMemoryHistory(memoryOf: (tenantId: TenantId) => TenantMemory, now: () => number): History {
  return {
    async page({ tenantId, order, behind, limit }) {
      const memory = memoryOf(tenantId);
      const placed = memory.events.map((event, index) => placedAt(memory, index, event));
      const at = behind === undefined ? undefined : Number(behind);
      if (order === 'oldest_first') return placed.filter(({ place }) => Number(place) > (at ?? 0)).slice(0, limit);
      return placed
        .reverse()
        .filter(({ place }) => Number(place) < (at ?? Number.POSITIVE_INFINITY))
        .slice(0, limit);
    },
    lookAt: async (tenantId, groupId) => memoryOf(tenantId).due.get(groupId),
    seenFrom: async (tenantId, dedupeKey) => memoryOf(tenantId).seen.peerOf(dedupeKey, now()),
  };
}
