/** How soon a tenant's changes stood in Slack, of the last hour. */
import type { Objective } from '../core/api/tenants.ts';
import type { GroupEvent } from '../groups/event.ts';

/** The objective: 99.9 % of what is accepted stands in Slack within this. */
const WITHIN_MS = 10_000;
/** Ours. */
const WINDOW_MS = 3_600_000;
/** Of a storm's tens of thousands these are enough for a share and a percentile. */
const KEPT = 2_000;

interface Delivery {
  readonly at: number;
  readonly tookMs: number;
}

export class RecentDeliveries {
  /** Oldest first. */
  #all: Delivery[] = [];

  note({ at, kind, detail }: GroupEvent): void {
    const tookMs = detail?.tookMs;
    if ((kind !== 'posted' && kind !== 'updated') || typeof tookMs !== 'number') return;
    this.#all.push({ at, tookMs });
    if (this.#all.length > 2 * KEPT) this.#all = this.#all.slice(-KEPT);
  }

  clear(): void {
    this.#all = [];
  }

  objective(now: number): Objective {
    const recent = this.#all.filter(({ at }) => at > now - WINDOW_MS).slice(-KEPT);
    const first = recent.length === KEPT ? (recent[0]?.at ?? 0) : 0;
    const sorted = recent.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
    const at = (share: number): number =>
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) / 1_000;
    return {
      withinSeconds: WITHIN_MS / 1_000,
      shown: sorted.length,
      late: sorted.filter((tookMs) => tookMs > WITHIN_MS).length,
      ...(sorted.length === 0 ? {} : { p50Seconds: at(0.5), p95Seconds: at(0.95) }),
      windowSeconds: 60 * Math.ceil(Math.min(WINDOW_MS, now - first) / 60_000),
    };
  }
}
