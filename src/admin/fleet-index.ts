/** How every tenant is now: what is at hand of its groups, and the store's figures. */
import type { OpenBySeverity, Parked, TenantNow } from '../core/api/tenants.ts';
import type { TenantId } from '../core/ids.ts';
import type { Store, TenantStats } from '../groups/store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { timeOf } from './group-json.ts';
import { GroupRoom } from './group-room.ts';
import type { IndexedGroup } from './indexed-group.ts';
import { type IndexParts, TenantIndex } from './tenant-index.ts';

export interface FleetParts extends Omit<IndexParts, 'room'> {
  readonly store: Pick<Store, 'openGroups' | 'read' | 'stats'>;
}

/** Tenants whose news is read at a time. */
const TOGETHER = 50;

/** After nobody asked for so long everything is forgotten, and read again for whoever asks next: ours. */
const IDLE_MS = 10 * 60_000;

const NO_STATS: TenantStats = { groups: { open: 0, resolved: 0 }, deadLetters: 0, due: 0, oldestDueMs: 0 };

export class FleetIndex {
  readonly #parts: FleetParts;
  readonly #room = new GroupRoom();
  readonly #tenants = new Map<TenantId, TenantIndex>();
  /** As it was told last, so that what is as it was is the same object. */
  readonly #told = new Map<TenantId, { readonly json: string; readonly now: TenantNow }>();
  #idle: NodeJS.Timeout | undefined;

  constructor(parts: FleetParts) {
    this.#parts = parts;
  }

  /** Their groups, with what happened until now. Rejects with `store_unavailable`. */
  async of(tenants: readonly Tenant[]): Promise<readonly TenantIndex[]> {
    this.#forgetWhenIdle();
    const indexes = tenants.map(({ id }) => this.#indexOf(id));
    for (let start = 0; start < indexes.length; start += TOGETHER) {
      await Promise.all(indexes.slice(start, start + TOGETHER).map((index) => index.refresh()));
    }
    return indexes;
  }

  /** In the order of the tenants; of a tenant of whom nothing changed the same object as before. Rejects with `store_unavailable`. */
  async now(tenants: readonly Tenant[]): Promise<readonly TenantNow[]> {
    const indexes = await this.of(tenants);
    const stats = await this.#parts.store.stats(tenants.map(({ id }) => id));
    const now = this.#parts.clock.now();
    return tenants.flatMap((tenant, place) => {
      const index = indexes[place];
      if (index === undefined) return [];
      return this.#same(tenant.id, tenantNow(tenant, { index, stats: stats.get(tenant.id) ?? NO_STATS, now }));
    });
  }

  /** Forgets tenants that are no more. */
  keepOnly(ids: ReadonlySet<TenantId>): void {
    for (const [id, index] of this.#tenants) {
      if (ids.has(id)) continue;
      index.forget();
      this.#tenants.delete(id);
      this.#told.delete(id);
    }
  }

  /** Nobody needs them once the last page is closed: see group-room.ts for what they take. */
  #forgetWhenIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.keepOnly(new Set()), IDLE_MS).unref();
  }

  #same(id: TenantId, now: TenantNow): TenantNow {
    const json = JSON.stringify(now);
    const known = this.#told.get(id);
    if (known?.json === json) return known.now;
    this.#told.set(id, { json, now });
    return now;
  }

  #indexOf(id: TenantId): TenantIndex {
    const known = this.#tenants.get(id) ?? new TenantIndex(id, { ...this.#parts, room: this.#room });
    this.#tenants.set(id, known);
    return known;
  }
}

interface Known {
  readonly index: TenantIndex;
  readonly stats: TenantStats;
  readonly now: number;
}

function tenantNow({ id, name, tier, locale }: Tenant, { index, stats, now }: Known): TenantNow {
  const open: OpenBySeverity = { critical: 0, error: 0, warning: 0, info: 0, none: 0 };
  let unacknowledged = 0;
  for (const { summary, silencedUntil } of index.groups.values()) {
    if (summary.state !== 'open') continue;
    open[summary.severity] += 1;
    if (summary.acknowledged === undefined && silencedUntil <= now) unacknowledged += 1;
  }
  const { groups, due, oldestDueMs, deadLetters } = stats;
  return {
    ...{ id, name, tier, locale, open, unacknowledged, due, deadLetters },
    groups: { ...groups },
    isPartial: index.isPartial,
    oldestDueSeconds: Math.round(oldestDueMs / 100) / 10,
    parked: parkedOf([...index.groups.values()], now),
    objective: index.deliveries.objective(now),
    ...(index.lastEventAt === undefined ? {} : { lastEventAt: timeOf(index.lastEventAt) }),
  };
}

/** What is left alone until a time, by receiver and reason. */
function parkedOf(groups: readonly IndexedGroup[], now: number): Parked[] {
  const places = new Map<string, Parked>();
  for (const group of groups) {
    const parked = parkedBy(group, now);
    if (parked === undefined) continue;
    const key = `${parked.receiver}\0${parked.reason}`;
    const known = places.get(key);
    places.set(key, known === undefined ? parked : together(known, parked));
  }
  return [...places.values()];
}

function parkedBy({ summary }: IndexedGroup, now: number): Parked | undefined {
  const { failure, receiver, deadSince } = summary;
  if (failure?.heldUntil === undefined || deadSince !== undefined || Date.parse(failure.heldUntil) <= now)
    return undefined;
  const { reason, detail, since, heldUntil: until } = failure;
  return { receiver, reason, since, until, groups: 1, ...(detail === undefined ? {} : { detail }) };
}

/** Times in one form and zone compare as texts. */
function together(a: Parked, b: Parked): Parked {
  const [since = a.since] = [a.since, b.since].sort();
  const [until = a.until] = [a.until, b.until].sort().reverse();
  return { ...a, since, until, groups: a.groups + b.groups };
}
