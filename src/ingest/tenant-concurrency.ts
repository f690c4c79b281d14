import type { TenantId } from '../core/ids.ts';
import type { Metrics } from '../metrics/metrics.ts';

interface Turns {
  underWay: number;
  /** Who waits, first come first. */
  readonly waiting: (() => void)[];
}

/**
 * Bounds how many webhooks of one tenant are worked on at a time; its others wait in the order in which they came. What
 * another tenant sends meanwhile has no more than these before it, however many one tenant sends.
 *
 * Where there is room, which is nearly always, a webhook passes without anything being made for it: with p-limit, a
 * limiter for each tenant that has something under way and six promises for each webhook took 2 % of the relay's time.
 */
export class TenantConcurrency {
  readonly #most: number;
  /** Of tenants that have something under way. */
  readonly #tenants = new Map<TenantId, Turns>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Of tenants that have something under way, how much of what they may have at a time; above 1 the rest waits. */
  used(): ReadonlyMap<TenantId, number> {
    const ratio = ({ underWay, waiting }: Turns) => (underWay + waiting.length) / this.#most;
    return new Map(Array.from(this.#tenants, ([tenantId, turns]) => [tenantId, ratio(turns)]));
  }

  /** Does the work when it is its turn, and ends as it ends. */
  async run(tenantId: TenantId, work: () => Promise<void>): Promise<void> {
    const turns = this.#tenants.get(tenantId) ?? { underWay: 0, waiting: [] };
    this.#tenants.set(tenantId, turns);
    if (turns.underWay < this.#most) turns.underWay += 1;
    else await new Promise<void>((resolve) => turns.waiting.push(resolve));
    try {
      await work();
    } finally {
      this.#end(tenantId, turns);
    }
  }

  /** Hands the turn on to who waits, so that nobody can come between. */
  #end(tenantId: TenantId, turns: Turns): void {
    const next = turns.waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    turns.underWay -= 1;
    if (turns.underWay === 0) this.#tenants.delete(tenantId);
  }
}

/** Tells at each scrape how much of its share each tenant uses. */
export function showUse({ quotaUsed, onSnapshot, tenantLabel }: Metrics, concurrency: TenantConcurrency): void {
  let shown: readonly string[] = [];
  onSnapshot(() => {
    for (const tenant of shown) quotaUsed.remove({ tenant, quota: 'webhooks' });
    const used = [...concurrency.used()];
    for (const [tenantId, ratio] of used) quotaUsed.set({ tenant: tenantLabel(tenantId), quota: 'webhooks' }, ratio);
    shown = used.map(([tenantId]) => tenantLabel(tenantId));
  });
}
