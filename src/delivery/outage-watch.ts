import { DELIVERY_REASONS, type DeliveryReason } from '../core/errors.ts';

/** Reasons that say that Slack, or the way to it, is out of order, not the message. */
const OUTAGE_REASONS: ReadonlySet<DeliveryReason> = new Set([
  'slack_unreachable',
  'slack_unavailable',
  'slack_server_error',
  'timeout',
  'connection_lost',
  'bad_answer',
  'http_refused',
]);

/**
 * Calls that must fail in a row before a workspace is left alone: one lost connection among many is a matter of that
 * call, three without a success between them are not (our choice).
 */
const IN_A_ROW = 3;

export function isOutageReason(reason: DeliveryReason): boolean {
  return OUTAGE_REASONS.has(reason);
}

/** The first pause after such a failure, milliseconds. */
export function firstPauseMs(reason: DeliveryReason): number {
  return DELIVERY_REASONS[reason].backoffMs;
}

/** Counts, for each workspace, the calls of this process that failed in a row for reasons that are not theirs. */
export class OutageWatch {
  readonly #failures = new Map<string, number>();

  succeeded(workspace: string): void {
    this.#failures.delete(workspace);
  }

  /** Whether this failure shows that Slack is out of reach for the workspace. */
  failed(workspace: string): boolean {
    const failures = (this.#failures.get(workspace) ?? 0) + 1;
    this.#failures.set(workspace, failures);
    return failures >= IN_A_ROW;
  }
}
