import type { GroupId, TenantId } from '../core/ids.ts';

/** More than one claim takes at a time would not be named in it. */
const MAX_IDS = 256;

/**
 * The groups that this process accepted since it last claimed: those that its next claim will most likely find due,
 * and so names to Redis beforehand. A wrong guess costs one more round trip, nothing else.
 */
export class AcceptedIds {
  readonly #tenants = new Map<TenantId, Set<GroupId>>();

  add(tenantId: TenantId, ids: readonly GroupId[]): void {
    const known = this.#tenants.get(tenantId) ?? new Set();
    this.#tenants.set(tenantId, known);
    for (const id of ids) if (known.size < MAX_IDS) known.add(id);
  }

  /** Takes out up to `limit` ids, first accepted first. */
  take(tenantId: TenantId, limit: number): readonly GroupId[] {
    const known = this.#tenants.get(tenantId);
    if (known === undefined) return [];
    const taken = [...known].slice(0, limit);
    for (const id of taken) known.delete(id);
    if (known.size === 0) this.#tenants.delete(tenantId);
    return taken;
  }
}
