import { randomBytes } from 'node:crypto';

/** [D] handling-user-interaction: five uses within thirty minutes. */
const USES = 5;
const LIFETIME_MS = 30 * 60_000;
/** How many are remembered. */
const REMEMBERED = 1_000;

/** The click that a `response_url` answers. */
export interface ResponseTarget {
  readonly teamId: string;
  readonly channel: string;
  /** The message that was clicked. */
  readonly ts: string;
  readonly userId: string;
}

/** The `response_url`s that clicks carry. */
export class ResponseUrls {
  readonly #issued = new Map<string, { readonly target: ResponseTarget; readonly expiresAt: number; uses: number }>();

  /** The path of a new one. */
  issue(target: ResponseTarget, now: number): string {
    const path = `/actions/${target.teamId}/${randomBytes(12).toString('hex')}`;
    this.#issued.set(path, { target, expiresAt: now + LIFETIME_MS, uses: 0 });
    const [oldest] = this.#issued.keys();
    if (this.#issued.size > REMEMBERED && oldest !== undefined) this.#issued.delete(oldest);
    return path;
  }

  /** Counts a use; Slack's error when there is none left. */
  use(path: string, now: number): ResponseTarget | string {
    const issued = this.#issued.get(path);
    if (issued === undefined) return 'invalid_url';
    if (now >= issued.expiresAt) return 'expired_url';
    if (issued.uses >= USES) return 'used_url';
    issued.uses += 1;
    return issued.target;
  }
}
