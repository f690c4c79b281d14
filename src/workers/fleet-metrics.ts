import type { MetricsSnapshot } from '../core/fleet.ts';
import { joinSnapshots, lastingPart, restartsSnapshot } from '../metrics/join-snapshots.ts';

/**
 * What all workers counted, so that no sum ever falls: what a worker last told stays when it ends, and stands in for it
 * while it does not answer. What it counted after it last told is lost with it.
 */
export class FleetMetrics {
  readonly #last = new Map<number, MetricsSnapshot>();
  /** What workers that ended had told, joined as far as somebody asked. */
  #ended: readonly MetricsSnapshot[] = [];
  #restarts = 0;

  note(worker: number, snapshot: MetricsSnapshot): void {
    this.#last.set(worker, lastingPart(snapshot));
  }

  /** What stands in for a worker that does not answer. */
  lastOf(worker: number): MetricsSnapshot {
    return this.#last.get(worker) ?? [];
  }

  ended(worker: number): void {
    this.#ended = [...this.#ended, this.lastOf(worker)];
    this.#last.delete(worker);
  }

  restarted(): void {
    this.#restarts += 1;
  }

  /** What these workers told, by their numbers, joined with what no living worker counts. */
  async withOwn(told: ReadonlyMap<number, MetricsSnapshot>): Promise<MetricsSnapshot> {
    const ended = this.#ended;
    // Who has ended since it answered is among those already.
    const living = [...told].filter(([worker]) => this.#last.has(worker)).map(([, snapshot]) => snapshot);
    const ofEnded = await joinSnapshots(ended);
    if (this.#ended === ended) this.#ended = [ofEnded];
    return await joinSnapshots([...living, ofEnded, restartsSnapshot(this.#restarts)]);
  }
}
