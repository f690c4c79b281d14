/** More facts than this within one window would be a flood; then the oldest are forgotten, and merging a copy is harmless. */
const MAX_SEEN = 50_000;

/** The webhooks' facts that were stored lately, each for a while, with the peer that sent them first. */
export class SeenFacts {
  /** In the order of arrival, so about in the order of expiry. */
  readonly #facts = new Map<string, { readonly peer: string; readonly until: number }>();

  /** Who sent these facts, if they are still remembered. */
  peerOf(key: string, now: number): string | undefined {
    const seen = this.#facts.get(key);
    return seen === undefined || seen.until <= now ? undefined : seen.peer;
  }

  add(key: string, peer: string, { now, forMs }: { readonly now: number; readonly forMs: number }): void {
    this.#facts.delete(key);
    this.#facts.set(key, { peer, until: now + Math.max(1, forMs) });
    for (const [oldest, { until }] of this.#facts) {
      if (until > now && this.#facts.size <= MAX_SEEN) return;
      this.#facts.delete(oldest);
    }
  }
}
