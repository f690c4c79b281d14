import { randomBytes } from 'node:crypto';
import type { ViewOwner } from './views.ts';

/** [D] surfaces/modals: a trigger lives three seconds and opens one modal. */
const LIFETIME_MS = 3_000;
/** How many are remembered, to tell a used one from an invented one. */
const REMEMBERED = 1_000;

/** The `trigger_id`s that clicks carry. */
export class TriggerIds {
  readonly #issued = new Map<string, { readonly owner: ViewOwner; readonly expiresAt: number; used: boolean }>();

  /** For a click of that person. */
  issue(owner: ViewOwner, now: number): string {
    const id = `${now}.${randomBytes(6).toString('hex')}`;
    this.#issued.set(id, { owner, expiresAt: now + LIFETIME_MS, used: false });
    const [oldest] = this.#issued.keys();
    if (this.#issued.size > REMEMBERED && oldest !== undefined) this.#issued.delete(oldest);
    return id;
  }

  /** Uses the trigger up, and says whose click it was; Slack's error when it cannot be used. */
  redeem(id: string | undefined, now: number): ViewOwner | string {
    const issued = id === undefined ? undefined : this.#issued.get(id);
    if (issued === undefined) return 'invalid_trigger_id';
    if (issued.used) return 'exchanged_trigger_id';
    if (now >= issued.expiresAt) return 'expired_trigger_id';
    issued.used = true;
    return issued.owner;
  }
}
