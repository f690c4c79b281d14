import { z } from 'zod';

/**
 * `rate_limited`: 429 with Retry-After · `rate_limited_no_header`: 429 without · `status`: an HTTP error ·
 * `error`: one of Slack's codes, with 200 · `non_json`: 200 with a page · `hang_…`: no answer, ever ·
 * `reset_…`: the connection is dropped · `slow_headers`, `slow_body`: the answer takes `delayMs`.
 * `…_before`: the call was not carried out; `…_after`, and both slow ones: it was.
 */
export const FaultKind = z.enum([
  'rate_limited',
  'rate_limited_no_header',
  'status',
  'error',
  'non_json',
  'hang_before',
  'hang_after',
  'reset_before',
  'reset_after',
  'slow_headers',
  'slow_body',
]);
export type FaultKind = z.infer<typeof FaultKind>;

/** A fault to play on the next calls that match. What is absent matches anything. */
export const PlannedFault = z.strictObject({
  kind: FaultKind,
  method: z.string().optional(),
  teamId: z.string().optional(),
  /** Its id, or as the caller names it. */
  channel: z.string().optional(),
  /** How many calls it is played on. */
  times: z.int().positive().default(1),
  /** For `status`. */
  status: z.int().min(400).max(599).default(500),
  /** For `error`. */
  error: z.string().default('internal_error'),
  /** For `rate_limited`. */
  retryAfterSeconds: z.int().nonnegative().default(1),
  /** For the slow ones. */
  delayMs: z.int().nonnegative().default(1_000),
  /** For `status`, `error` and `non_json`: carry the call out all the same. */
  applied: z.boolean().default(false),
});
/** As one writes it: defaults left out. */
export type PlannedFault = z.input<typeof PlannedFault>;
export type Fault = z.output<typeof PlannedFault>;

const CARRIED_OUT: ReadonlySet<FaultKind> = new Set(['hang_after', 'reset_after', 'slow_headers', 'slow_body']);
const MAY_BE_CARRIED_OUT: ReadonlySet<FaultKind> = new Set(['status', 'error', 'non_json']);

/** Whether the call takes effect although its answer goes wrong. */
export function isCarriedOut(fault: Fault): boolean {
  return CARRIED_OUT.has(fault.kind) || (fault.applied && MAY_BE_CARRIED_OUT.has(fault.kind));
}

export interface FaultyCall {
  readonly method: string;
  readonly teamId: string;
  /** The names that the call's channel goes by. */
  readonly channels: readonly (string | undefined)[];
}

/** The faults that wait to be played, first planned first. */
export class Faults {
  #planned: readonly { readonly fault: Fault; readonly left: number }[] = [];

  add(planned: PlannedFault): void {
    const fault = PlannedFault.parse(planned);
    this.#planned = [...this.#planned, { fault, left: fault.times }];
  }

  clear(): void {
    this.#planned = [];
  }

  /** How many calls are still to fail. */
  get left(): number {
    return this.#planned.reduce((sum, { left }) => sum + left, 0);
  }

  /** The fault for this call, used up once more. */
  take(call: FaultyCall): Fault | undefined {
    if (this.#planned.length === 0) return undefined;
    const found = this.#planned.find(({ fault }) => matches(fault, call));
    if (found === undefined) return undefined;
    this.#planned = this.#planned.flatMap((planned) => {
      if (planned !== found) return [planned];
      return planned.left > 1 ? [{ fault: planned.fault, left: planned.left - 1 }] : [];
    });
    return found.fault;
  }
}

function matches(fault: Fault, call: FaultyCall): boolean {
  return (
    (fault.method === undefined || fault.method === call.method) &&
    (fault.teamId === undefined || fault.teamId === call.teamId) &&
    (fault.channel === undefined || call.channels.includes(fault.channel))
  );
}
