import type { TenantId } from '../core/ids.ts';

/**
 * Tenants that wait for places. They take turns: in its turn a tenant gets as many places as its weight says, then the
 * next one follows. Who cannot take all of them at once, because fewer are free, keeps its turn until it has had them
 * or has nothing more to do.
 */
export class TenantLine {
  readonly #weightOf: (tenantId: TenantId) => number;
  /** Who waits, longest first. */
  readonly #waiting = new Set<TenantId>();
  /** Whose turn has begun: the places that are left of it. */
  readonly #begun = new Map<TenantId, number>();

  /** Weights are whole numbers of at least 1, and may change with time. */
  constructor(weightOf: (tenantId: TenantId) => number) {
    this.#weightOf = weightOf;
  }

  /** Joins at the end; who waits already keeps its place. */
  join(tenantId: TenantId): void {
    this.#waiting.add(tenantId);
  }

  /** Leaves while its work is looked up; its turn goes on when it joins again. */
  leave(tenantId: TenantId): void {
    this.#waiting.delete(tenantId);
  }

  /** There is nothing more to do for it: its next turn begins anew. */
  endTurn(tenantId: TenantId): void {
    this.#begun.delete(tenantId);
  }

  has(tenantId: TenantId): boolean {
    return this.#waiting.has(tenantId);
  }

  clear(): void {
    this.#waiting.clear();
    this.#begun.clear();
  }

  /** Who waits, in the order in which they get places: first those whose turn has begun. */
  inOrder(): readonly TenantId[] {
    const begun = [...this.#begun.keys()].filter((tenantId) => this.#waiting.has(tenantId));
    return begun.length === 0
      ? [...this.#waiting]
      : [...begun, ...[...this.#waiting].filter((tenantId) => !this.#begun.has(tenantId))];
  }

  /** Places that the tenant may still take in its turn, 1 at least. */
  placesLeft(tenantId: TenantId): number {
    return this.#begun.get(tenantId) ?? Math.max(1, this.#weightOf(tenantId));
  }

  /** The tenant took so many places of its turn. */
  took(tenantId: TenantId, places: number): void {
    const left = this.placesLeft(tenantId) - places;
    if (left > 0) this.#begun.set(tenantId, left);
    else this.#begun.delete(tenantId);
  }
}
