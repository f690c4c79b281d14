import type { TenantId } from '../core/ids.ts';
import type { Claim } from '../groups/store.ts';

/** A claimed group that waits for a place. */
export interface ReadyClaim {
  readonly claim: Claim;
  /** This process's clock when it was claimed. */
  readonly claimedAt: number;
}

/** Claimed groups that wait for a place, in the order in which they were due. */
export class ReadyClaims {
  readonly #tenants = new Map<TenantId, ReadyClaim[]>();

  add(tenantId: TenantId, ready: readonly ReadyClaim[]): void {
    if (ready.length > 0) this.#tenants.set(tenantId, [...(this.#tenants.get(tenantId) ?? []), ...ready]);
  }

  /** Removes and returns up to `count` of the tenant's, longest due first. */
  take(tenantId: TenantId, count: number): readonly ReadyClaim[] {
    const waiting = this.#tenants.get(tenantId) ?? [];
    const taken = waiting.splice(0, count);
    if (waiting.length === 0) this.#tenants.delete(tenantId);
    return taken;
  }

  has(tenantId: TenantId): boolean {
    return this.#tenants.has(tenantId);
  }

  /** Removes and returns everything. */
  takeAll(): readonly Claim[] {
    const all = [...this.#tenants.values()].flat().map(({ claim }) => claim);
    this.#tenants.clear();
    return all;
  }
}
