import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long a page of metrics may hold up webhooks and deliveries at a time, milliseconds: about a busy turn of the loop. */
const HOLD_MS = 10;

/** Cuts long work up, so that the process's other work comes in between: taken after each small step of it. */
export class Breaks {
  #since = performance.now();

  /** Goes on in the loop's next turn where the work has held this one for long enough, else at once. */
  async take(): Promise<void> {
    if (performance.now() - this.#since < HOLD_MS) return;
    await nextTurn();
    this.#since = performance.now();
  }
}
