import pLimit, { type LimitFunction } from 'p-limit';
import type { TenantId } from '../core/ids.ts';

/**
 * Bounds how many webhooks of one tenant are worked on at a time; its others wait in the order in which they came. What
 * another tenant sends meanwhile has no more than these before it, however many one tenant sends.
 */
export class TenantConcurrency {
  readonly #most: number;
  /** Of tenants that have something under way. */
  readonly #limits = new Map<TenantId, LimitFunction>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Of tenants that have something under way, how much of what they may have at a time; above 1 the rest waits. */
  used(): ReadonlyMap<TenantId, number> {
    const ratio = ({ activeCount, pendingCount }: LimitFunction) => (activeCount + pendingCount) / this.#most;
    return new Map(Array.from(this.#limits, ([tenantId, limit]) => [tenantId, ratio(limit)]));
  }

  /** Does the work when it is its turn, and ends as it ends. */
  async run(tenantId: TenantId, work: () => Promise<void>): Promise<void> {
    const limit = this.#limits.get(tenantId) ?? pLimit(this.#most);
    this.#limits.set(tenantId, limit);
    try {
      await limit(work);
    } finally {
      const isIdle = limit.activeCount + limit.pendingCount === 0;
      if (isIdle && this.#limits.get(tenantId) === limit) this.#limits.delete(tenantId);
    }
  }
}
