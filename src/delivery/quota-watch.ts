import type { Clock } from '../core/clock.ts';
import type { TenantId } from '../core/ids.ts';
import type { Store } from '../groups/store.ts';
import { Standing } from './standing.ts';

/** What a tenant uses of one of its quotas; above 1 what begins is told in summaries. */
export interface QuotaUsed {
  readonly tenantId: TenantId;
  readonly quota: 'messages' | 'groups';
  readonly ratio: number;
}

/** What is used of tenants' quotas, as far as this process knows. */
export class QuotaWatch {
  readonly #store: Pick<Store, 'stats'>;
  readonly #clock: Clock;
  readonly #used = new Standing<QuotaUsed>();

  constructor(store: Pick<Store, 'stats'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Groups of the tenant that are open now: a round trip. Rejects with `store_unavailable` when nobody can tell. */
  async openGroups(tenantId: TenantId): Promise<number> {
    return (await this.#store.stats([tenantId])).get(tenantId)?.groups.open ?? 0;
  }

  /** `forMs`: how long that holds unless it is noted anew, milliseconds. */
  note(used: QuotaUsed, forMs: number): void {
    this.#used.note(`${used.tenantId} ${used.quota}`, used, this.#clock.now() + forMs);
  }

  used(): readonly QuotaUsed[] {
    return this.#used.at(this.#clock.now());
  }
}
