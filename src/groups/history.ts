/** A tenant's history as people read it, and what else they ask of the store besides the groups themselves. */
import type { GroupId, TenantId } from '../core/ids.ts';
import type { PlacedEvent } from './event.ts';

export interface HistoryPage {
  readonly tenantId: TenantId;
  readonly order: 'newest_first' | 'oldest_first';
  /** Only what comes behind this place, in that order; from the beginning of it without one. */
  readonly behind?: string;
  readonly limit: number;
}

/** Rejects with `store_unavailable`. The adapters in `store/` pass one contract suite. */
export interface History {
  /** Fewer than `limit` only where there are no more. */
  page(request: HistoryPage): Promise<readonly PlacedEvent[]>;
  /** When the group is looked at next if nothing happens before, epoch milliseconds; absent: it is not. */
  lookAt(tenantId: TenantId, groupId: GroupId): Promise<number | undefined>;
  /** Who first sent these facts, while they are remembered: then they would change nothing. See `Acceptance`. */
  seenFrom(tenantId: TenantId, dedupeKey: string): Promise<string | undefined>;
}

const PLACE = /^\d{1,20}(?:-\d{1,20})?$/;
/** Redis: both halves of a stream's id are of 64 bits. */
const LARGEST = 2n ** 64n - 1n;

/** Whether the text may be a place; what is none would be an error of the store's. */
export function isPlace(text: string): boolean {
  return PLACE.test(text) && text.split('-').every((half) => BigInt(half) <= LARGEST);
}
