import { OUTAGE_AFTER } from '../core/errors.ts';

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
    return failures >= OUTAGE_AFTER;
  }
}
