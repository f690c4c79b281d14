import type { FaultKind } from './faults.ts';

/** One call of the Web API, as the sandbox saw it. */
export interface RequestRecord {
  /** Epoch milliseconds by the sandbox's clock. */
  readonly at: number;
  readonly method: string;
  readonly teamId?: string;
  /** The channel's id when the call got so far, else what the caller wrote. */
  readonly channel?: string;
  /** What the caller was told, or would have been: see `fault`. */
  readonly ok: boolean;
  readonly error?: string;
  /** HTTP status; 0 when no answer was given. */
  readonly status: number;
  /** The message's. */
  readonly ts?: string;
  /** The fault that was played on it. */
  readonly fault?: FaultKind;
}

/** The newest calls, at most `limit`, oldest first. */
export class RequestLog {
  readonly #limit: number;
  #records: RequestRecord[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(record: RequestRecord): void {
    if (this.#limit === 0) return;
    this.#records.push(record);
    if (this.#records.length >= 2 * this.#limit) this.#records = this.#records.slice(-this.#limit);
  }

  all(): readonly RequestRecord[] {
    return this.#records.slice(-this.#limit);
  }

  /** The calls of one method, optionally of one channel. */
  of(method: string, channel?: string): readonly RequestRecord[] {
    return this.all().filter(
      (record) => record.method === method && (channel === undefined || record.channel === channel),
    );
  }

  clear(): void {
    this.#records = [];
  }
}
