import type { GroupId, TenantId } from '../core/ids.ts';
import type { Stored } from './store.ts';

/** Groups whose documents are remembered: a few thousand of some kilobytes each. */
const DEFAULT_CAPACITY = 2_000;

/** Documents with more alerts than this are read anew instead of being kept in memory. */
const MAX_ALERTS_KEPT = 100;

/**
 * The last known document of recently used groups, so that a merge into a known group needs one round trip. Never
 * trusted: every write compares versions, and a stale entry costs one more round trip.
 */
export class GroupCache {
  readonly #entries = new Map<string, Stored>();
  readonly #capacity: number;

  constructor(capacity = DEFAULT_CAPACITY) {
    this.#capacity = capacity;
  }

  get(tenantId: TenantId, groupId: GroupId): Stored | undefined {
    return this.#entries.get(`${tenantId}/${groupId}`);
  }

  /** Remembers the document, or with `undefined` that nothing is known. */
  set(tenantId: TenantId, groupId: GroupId, stored: Stored | undefined): void {
    const key = `${tenantId}/${groupId}`;
    this.#entries.delete(key);
    if (stored === undefined || Object.keys(stored.group.alerts).length > MAX_ALERTS_KEPT) return;
    this.#entries.set(key, stored);
    if (this.#entries.size <= this.#capacity) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }
}
