import type { GroupId, TenantId } from '../core/ids.ts';

/** A longer backlog than this is claimed in two round trips instead of one. */
const MAX_IDS = 1_024;

/**
 * The groups that this process sent to be accepted and has not claimed yet: those that its next claims will most
 * likely find due, and so names to Redis beforehand. A wrong guess costs one more round trip, nothing else.
 */
export class AcceptedIds {
  readonly #tenants = new Map<TenantId, Set<GroupId>>();

  add(tenantId: TenantId, ids: readonly GroupId[]): void {
    const known = this.#tenants.get(tenantId) ?? new Set();
    this.#tenants.set(tenantId, known);
    for (const id of ids) if (known.size < MAX_IDS) known.add(id);
  }

  /** Up to `limit` ids, first sent first. */
  first(tenantId: TenantId, limit: number): readonly GroupId[] {
    return [...(this.#tenants.get(tenantId) ?? [])].slice(0, limit);
  }

  has(tenantId: TenantId): boolean {
    return this.#tenants.has(tenantId);
  }

  forget(tenantId: TenantId, ids: readonly GroupId[]): void {
    const known = this.#tenants.get(tenantId);
    for (const id of ids) known?.delete(id);
    if (known?.size === 0) this.#tenants.delete(tenantId);
  }
}
