/**
 * A tenant's groups at hand, so that lists and counts of ten thousand of them cost no reading of documents: the history
 * says which groups changed, and only these are read again.
 */
import type { Clock } from '../core/clock.ts';
import type { Group } from '../core/group.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { PlacedEvent } from '../groups/event.ts';
import type { History } from '../groups/history.ts';
import type { Store, Stored } from '../groups/store.ts';
import type { GroupRoom, Seat } from './group-room.ts';
import { type IndexedGroup, indexed } from './indexed-group.ts';
import { RecentDeliveries } from './recent-deliveries.ts';

export interface IndexParts {
  readonly store: Pick<Store, 'openGroups' | 'read'>;
  readonly history: Pick<History, 'page'>;
  readonly policyOf: (tenantId: TenantId, receiver: string) => ReceiverPolicy;
  readonly clock: Clock;
  /** What tenants share of the memory for groups. */
  readonly room: GroupRoom;
}

/** Groups that are kept at hand of one tenant, open ones first: ours, some 20 MB. */
export const MOST_GROUPS = 10_000;
/** Documents that are read together, and events. */
const READ_TOGETHER = 100;
const EVENTS_TOGETHER = 1_000;
/** After so many events in one turn everything is read anew: that is cheaper by then. */
const MOST_EVENTS = 10_000;
/** Everything is read anew after this, for what left the history unseen, and what time alone changes. */
const ANEW_MS = 10 * 60_000;
/** What is known counts as new for this long. */
const FRESH_MS = 250;

export class TenantIndex {
  readonly #tenantId: TenantId;
  readonly #parts: IndexParts;
  readonly #seat: Seat;
  #groups = new Map<GroupId, IndexedGroup>();
  readonly deliveries = new RecentDeliveries();
  /** Of the last event that is known; empty: there was none. */
  #place: string | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #freshAt = Number.NEGATIVE_INFINITY;
  #refreshing: Promise<void> | undefined;
  /** Some groups are left out for their number. */
  isPartial = false;
  /** When anything last happened, epoch milliseconds. */
  lastEventAt: number | undefined;
  /** Grows with every change that was seen. */
  version = 0;

  constructor(tenantId: TenantId, parts: IndexParts) {
    this.#tenantId = tenantId;
    this.#parts = parts;
    this.#seat = parts.room.seat();
  }

  get groups(): ReadonlyMap<GroupId, IndexedGroup> {
    return this.#groups;
  }

  /** Takes in what happened since; of several who ask at once one reads. Rejects with `store_unavailable`. */
  async refresh(): Promise<void> {
    const { clock } = this.#parts;
    if (clock.now() - this.#freshAt < FRESH_MS) return;
    this.#refreshing ??= this.#takeIn().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
    this.#freshAt = clock.now();
  }

  /** Gives the room back that its groups take. */
  forget(): void {
    this.#groups = new Map();
    this.#readAt = Number.NEGATIVE_INFINITY;
    this.#seat.giveBack();
  }

  async #takeIn(): Promise<void> {
    const isOld = this.#parts.clock.now() - this.#readAt > ANEW_MS;
    if (isOld || !(await this.#follow())) await this.#readAll();
  }

  /** False when too much happened. */
  async #follow(): Promise<boolean> {
    for (let seen = 0; seen < MOST_EVENTS; seen += EVENTS_TOGETHER) {
      const events = await this.#events('oldest_first', EVENTS_TOGETHER, this.#place);
      // Noted last: what could not be read now is read the next time.
      await this.#readChanged([...new Set(events.map(({ event }) => event.group))]);
      this.#note(events);
      if (events.length < EVENTS_TOGETHER) return true;
    }
    return false;
  }

  async #readAll(): Promise<void> {
    // Until all is read nothing is known from which the history could be followed.
    this.#readAt = Number.NEGATIVE_INFINITY;
    const newest = await this.#events('newest_first', EVENTS_TOGETHER);
    this.#place = newest[0]?.place;
    this.deliveries.clear();
    this.#note([...newest].reverse());
    this.#seat.giveBack();
    const groups = new Map<GroupId, IndexedGroup>();
    let isPartial = false;
    for (const state of ['open', 'resolved'] as const) {
      let after: GroupId | undefined;
      do {
        const request = { tenantId: this.#tenantId, state, limit: READ_TOGETHER };
        const page = await this.#parts.store.openGroups({ ...request, ...(after === undefined ? {} : { after }) });
        const kept = page.groups.filter(({ group }) => this.#keep(groups, group));
        after = page.next;
        isPartial ||= kept.length < page.groups.length;
      } while (after !== undefined && !isPartial);
    }
    this.#groups = groups;
    this.isPartial = isPartial;
    this.#readAt = this.#parts.clock.now();
    this.version += 1;
  }

  #note(events: readonly PlacedEvent[]): void {
    for (const { place, event } of events) {
      this.#place = place;
      this.lastEventAt = Math.max(this.lastEventAt ?? 0, event.at);
      this.deliveries.note(event);
    }
  }

  async #readChanged(ids: readonly GroupId[]): Promise<void> {
    for (let start = 0; start < ids.length; start += READ_TOGETHER) {
      const some = ids.slice(start, start + READ_TOGETHER);
      const read = await Promise.all(some.map((id) => this.#parts.store.read(this.#tenantId, id)));
      for (const [index, id] of some.entries()) this.#replace(id, read[index]);
    }
    if (ids.length > 0) this.version += 1;
  }

  #replace(id: GroupId, stored: Stored | undefined): void {
    if (stored === undefined) this.#groups.delete(id);
    else if (stored.group.digest === undefined)
      this.isPartial = !this.#keep(this.#groups, stored.group) || this.isPartial;
  }

  /** False when there is no room for it. */
  #keep(groups: Map<GroupId, IndexedGroup>, group: Group): boolean {
    const hasRoom = groups.has(group.id) || (groups.size < MOST_GROUPS && this.#seat.take(groups.size));
    if (hasRoom) groups.set(group.id, this.#indexed(group));
    return hasRoom;
  }

  #indexed(group: Group): IndexedGroup {
    const { policyOf, clock } = this.#parts;
    const looking = { policy: policyOf(this.#tenantId, group.receiver), now: clock.now() };
    return indexed(this.#tenantId, group, looking);
  }

  #events(order: 'newest_first' | 'oldest_first', limit: number, behind?: string): Promise<readonly PlacedEvent[]> {
    const request = { tenantId: this.#tenantId, order, limit };
    return this.#parts.history.page({ ...request, ...(behind === undefined ? {} : { behind }) });
  }
}
