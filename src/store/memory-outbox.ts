import { type Outbox, READERS_KEPT_MS } from '../actions/outbox.ts';
import type { TenantId } from '../core/ids.ts';
import type { GroupEvent, PlacedEvent } from '../groups/event.ts';
import type { TenantMemory } from './memory-tenant.ts';

/** The event that stands at this index of those that are kept. */
export function placedAt({ forgotten }: TenantMemory, index: number, event: GroupEvent): PlacedEvent {
  return { place: String(forgotten + index + 1), event };
}

/** See the outbox scripts. Here a place is a number: which of all events of the history it is. */
export function createMemoryOutbox(memoryOf: (tenantId: TenantId) => TenantMemory, now: () => number): Outbox {
  return {
    async take({ tenantId, reader, holder, leaseMs, limit }) {
      const memory = memoryOf(tenantId);
      const known = memory.readers.get(reader);
      if (known !== undefined && known.holder !== holder && known.until > now()) return undefined;
      const isNew = known === undefined || known.takenAt + READERS_KEPT_MS <= now();
      const place = isNew ? memory.forgotten + memory.events.length : known.place;
      memory.readers.set(reader, { holder, until: now() + leaseMs, place, takenAt: now() });
      const first = Math.max(0, place - memory.forgotten);
      const events = memory.events
        .slice(first, first + limit)
        .map((event, index): PlacedEvent => placedAt(memory, first + index, event));
      return { events, hasGap: place < memory.forgotten };
    },
    async keep({ tenantId, reader, holder, leaseMs, place }) {
      const { readers } = memoryOf(tenantId);
      const known = readers.get(reader);
      if (known?.holder !== holder) return false;
      readers.set(reader, {
        ...known,
        until: now() + leaseMs,
        place: place === undefined ? known.place : Number(place),
      });
      return true;
    },
  };
}
