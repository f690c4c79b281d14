/** How often each caller may ask: a bucket of tokens for each key, in this process. */
import type { Clock } from '../core/clock.ts';

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Ours: a page that asks for everything at once and a script that walks all groups fit; a loop gone wild does not. */
export const CALLER_RATE: Rate = { perSecond: 100, burst: 1_000 };
/** Ours: wrong tokens from one address, which may be a proxy's and everybody's: what is beyond is told to wait, and not why. */
export const FAILURE_RATE: Rate = { perSecond: 1, burst: 300 };
/** Ours: sessions with one token; the store keeps each for hours, so that without a bound one token could fill it. */
export const SIGN_IN_RATE: Rate = { perSecond: 0.1, burst: 200 };

/** Keys that are remembered: ours; who was longest silent is forgotten first, and its bucket is full by then. */
const KEPT = 10_000;

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

export class RequestRate {
  readonly #rate: Rate;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /** Takes a request of the key, which counts for as many as its weight. 0 when it may go; else in how many seconds to come again. */
  take(key: string, weight = 1): number {
    const tokens = this.#tokensOf(key);
    const left = tokens < weight ? tokens : tokens - weight;
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: left, at: this.#clock.now() });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > KEPT && oldest !== undefined) this.#buckets.delete(oldest);
    return this.#secondsWith(tokens, weight);
  }

  #tokensOf(key: string): number {
    const { perSecond, burst } = this.#rate;
    const known = this.#buckets.get(key);
    if (known === undefined) return burst;
    return Math.min(burst, known.tokens + ((this.#clock.now() - known.at) / 1_000) * perSecond);
  }

  #secondsWith(tokens: number, wanted: number): number {
    return tokens < wanted ? Math.ceil((wanted - tokens) / this.#rate.perSecond) : 0;
  }
}
