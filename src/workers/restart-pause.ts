/** A worker that lived so long did not end because of how it was started, milliseconds. */
const LONG_LIFE_MS = 60_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** When to start workers anew. Each of those that end soon after their start makes the next pause longer, up to half a minute. */
export class RestartPause {
  #shortLives = 0;

  /** How long to wait before the next start, after a worker that lived so long. Milliseconds. */
  after(livedMs: number): number {
    this.#shortLives = livedMs >= LONG_LIFE_MS ? 0 : this.#shortLives + 1;
    if (this.#shortLives === 0) return 0;
    return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#shortLives - 1));
  }
}
