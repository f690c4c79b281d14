/** What became of the last attempts to take the configuration over, for people to see. */
import type { Clock } from '../core/clock.ts';
import type { Fault } from '../core/fault.ts';

export interface Takeover {
  /** When what is in use was taken over, epoch milliseconds. */
  readonly at: number;
  /** Of the files as they were read last: then something older is in use. */
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

export interface Takeovers {
  last(): Takeover;
  note(result: {
    readonly replaced: boolean;
    readonly faults: readonly Fault[];
    readonly warnings: readonly Fault[];
  }): void;
}

/** Begins with what the process started with. */
export function createTakeovers(clock: Clock, warnings: readonly Fault[]): Takeovers {
  let last: Takeover = { at: clock.now(), faults: [], warnings };
  return {
    last: () => last,
    note: ({ replaced, ...told }) => {
      last = replaced ? { at: clock.now(), ...told } : { ...last, faults: told.faults };
    },
  };
}
