import type { Clock } from '../core/clock.ts';
import type { TenantId } from '../core/ids.ts';

/** setTimeout fires at once above 2^31 ms; a day is plenty. */
const MAX_TIMER_MS = 24 * 60 * 60_000;

/** One alarm a tenant, the earliest that was asked for, with one timer for all of them. */
export class TenantAlarms {
  readonly #clock: Clock;
  readonly #onDue: (tenantIds: readonly TenantId[]) => void;
  /** When tenants become due, by this process's clock. */
  readonly #alarms = new Map<TenantId, number>();
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #isStopped = false;

  constructor(clock: Clock, onDue: (tenantIds: readonly TenantId[]) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  set(tenantId: TenantId, delayMs: number): void {
    const at = this.#clock.now() + delayMs;
    if (at >= (this.#alarms.get(tenantId) ?? Number.POSITIVE_INFINITY)) return;
    this.#alarms.set(tenantId, at);
    if (at < this.#timerAt) this.#setTimer(at);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #setTimer(at: number): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#timerAt = at;
    const delayMs = Math.min(Math.max(0, at - this.#clock.now()), MAX_TIMER_MS);
    this.#timer = setTimeout(() => this.#ring(), delayMs);
  }

  #ring(): void {
    const now = this.#clock.now();
    this.#timerAt = Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    const due: TenantId[] = [];
    for (const [tenantId, at] of this.#alarms) {
      if (at > now) {
        next = Math.min(next, at);
        continue;
      }
      this.#alarms.delete(tenantId);
      due.push(tenantId);
    }
    if (Number.isFinite(next)) this.#setTimer(next);
    this.#onDue(due);
  }
}
