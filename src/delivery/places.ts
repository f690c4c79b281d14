import type { TenantId } from '../core/ids.ts';

export interface PlacesOptions {
  /** Groups in delivery at once. */
  readonly concurrency: number;
  /** Groups of one tenant in delivery at once, for each unit of its weight. */
  readonly tenantConcurrency: number;
  /** Places that a tenant gets in its turn: whole, 1 at least. */
  readonly weightOf: (tenantId: TenantId) => number;
  /** How much of what the tenant may have at most it has from now on: 0 to 1. */
  readonly onUse?: (tenantId: TenantId, ratio: number) => void;
}

/** How many groups are in delivery, over all and of each tenant, and how many more may be. */
export class Places {
  readonly #options: PlacesOptions;
  readonly #taken = new Map<TenantId, number>();
  #total = 0;

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  get isFull(): boolean {
    return this.#total >= this.#options.concurrency;
  }

  /** A quarter of all places is kept for tenants that have nothing in delivery: hanging calls of others fill the rest. */
  roomFor(tenantId: TenantId): number {
    const { concurrency, tenantConcurrency, weightOf } = this.#options;
    const mine = this.#taken.get(tenantId) ?? 0;
    const shared = concurrency - Math.ceil(concurrency / 4) - this.#total;
    const room = Math.min(tenantConcurrency * weightOf(tenantId) - mine, shared);
    return mine === 0 ? Math.max(1, room) : room;
  }

  /** Takes so many places, or gives them back when `count` is negative. */
  occupy(tenantId: TenantId, count: number): void {
    this.#total += count;
    const mine = (this.#taken.get(tenantId) ?? 0) + count;
    if (mine > 0) this.#taken.set(tenantId, mine);
    else this.#taken.delete(tenantId);
    const { tenantConcurrency, weightOf, onUse } = this.#options;
    onUse?.(tenantId, mine / (tenantConcurrency * weightOf(tenantId)));
  }
}
