import type { Waiter } from './gate.ts';

/** Groups whose places are remembered; beyond that the oldest are forgotten, and their places lapse by themselves. */
const REMEMBERED = 50_000;

/** Where the groups of this process stand in line, so that one that has nothing to send any more can leave. */
export class PlacesInLine {
  readonly #waiters = new Map<string, Waiter>();

  /** The group waits there. Returns where it waited before, if that was for something else. */
  note(group: string, waiter: Waiter): Waiter | undefined {
    const before = this.#waiters.get(group);
    this.#waiters.delete(group);
    this.#waiters.set(group, waiter);
    if (this.#waiters.size > REMEMBERED) this.#forgetOldest();
    return before !== undefined && before.holder !== waiter.holder ? before : undefined;
  }

  /** The gate let the group pass. */
  passed(group: string, { holder }: Waiter): void {
    if (this.#waiters.get(group)?.holder === holder) this.#waiters.delete(group);
  }

  /** The group waits for nothing. Returns where it still stands. */
  ended(group: string): Waiter | undefined {
    const waiter = this.#waiters.get(group);
    this.#waiters.delete(group);
    return waiter;
  }

  #forgetOldest(): void {
    const [oldest] = this.#waiters.keys();
    if (oldest !== undefined) this.#waiters.delete(oldest);
  }
}
