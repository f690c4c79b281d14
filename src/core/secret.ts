import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

const MASK = '[secret]';

/** A value that cannot print itself: text, JSON and inspection show a mask. Only `reveal` gives it out. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself: only for the call that needs it, never for a log, an error or a metric. */
  reveal(): string {
    return this.#value;
  }

  /** SHA-256 of the value: to compare and to key caches. */
  digest(): Buffer {
    return createHash('sha256').update(this.#value).digest();
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
