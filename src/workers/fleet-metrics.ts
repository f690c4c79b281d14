import type { MetricsSnapshot } from '../core/fleet.ts';
import { joinSnapshots, lastingPart, restartsSnapshot } from '../metrics/join-snapshots.ts';

/**
 * What all workers counted, so that no sum ever falls: what a worker last told stays when it ends, and stands in for it
 * while it does not answer. What it counted after it last told is lost with it.
 */
export class FleetMetrics {
  readonly #last = new Map<number, MetricsSnapshot>();
  #ended: MetricsSnapshot = [];
  #restarts = 0;

  note(worker: number, snapshot: MetricsSnapshot): void {
    this.#last.set(worker, lastingPart(snapshot));
  }

  /** What stands in for a worker that does not answer. */
  lastOf(worker: number): MetricsSnapshot {
    return this.#last.get(worker) ?? [];
  }

  async ended(worker: number): Promise<void> {
    const last = this.lastOf(worker);
    this.#last.delete(worker);
    this.#ended = await joinSnapshots([this.#ended, last]);
  }

  restarted(): void {
    this.#restarts += 1;
  }

  /** These figures of living workers, joined with what none of them counts. */
  async withOwn(living: readonly MetricsSnapshot[]): Promise<MetricsSnapshot> {
    return await joinSnapshots([...living, this.#ended, restartsSnapshot(this.#restarts)]);
  }
}
