/**
 * Slack's limits, kept before Slack has to enforce them: posts per channel and per workspace, updates per workspace,
 * and the pauses that a 429 demands for one method of one workspace.
 *
 * A caller that may not go now is given a slot: the moment from which it may. The slot is remembered under the caller's
 * name, so that a group which comes back then goes at once, and a thousand waiting groups ask once each. A post passes
 * its channel's line first and only then takes a place in its workspace's: what waits for a busy channel holds up no other.
 */

/** Rates a second, and how many calls may go at once after a quiet time. */
export interface Pace {
  readonly perSecond: number;
  readonly burst: number;
}

export interface Paces {
  /** Slack: one message a second per channel, short bursts allowed (rate limits page). */
  readonly channelPosts: Pace;
  /** Slack: "several hundred messages per minute" per workspace, number secret. */
  readonly workspacePosts: Pace;
  /** Slack: chat.update is tier 3, 50 a minute per workspace. */
  readonly workspaceUpdates: Pace;
}

export type PacedMethod = 'chat.postMessage' | 'chat.update';

export interface PaceRequest {
  readonly method: PacedMethod;
  readonly workspace: string;
  readonly channel: string;
  /** Who asks: the same name gets the slot that it was given before. */
  readonly holder: string;
  readonly now: number;
}

interface Line {
  readonly name: string;
  readonly pace: Pace;
}

/** A slot that was not taken up is given away after this long. */
const SLOT_KEPT_MS = 60_000;

export class Pacer {
  readonly #paces: Paces;
  /** When the next call of a line would go if all came evenly. */
  readonly #nextAt = new Map<string, number>();
  /** Who waits: until when, and how many of its lines it has passed. */
  readonly #slots = new Map<string, { readonly at: number; readonly passed: number }>();
  readonly #blockedUntil = new Map<string, number>();
  #sweptAt = 0;

  constructor(paces: Paces) {
    this.#paces = paces;
  }

  /** Undefined: go now. Otherwise when to come back, epoch milliseconds. */
  admit(request: PaceRequest): number | undefined {
    this.#sweep(request.now);
    const { now } = request;
    const blocked = this.#blockedUntil.get(methodKey(request)) ?? 0;
    if (blocked > now) return blocked;
    const name = `${request.method} ${request.workspace} ${request.channel} ${request.holder}`;
    const lines = this.#linesOf(request);
    let { at, passed } = this.#slots.get(name) ?? { at: now, passed: 0 };
    while (at <= now) {
      const line = lines[passed];
      if (line === undefined) {
        this.#slots.delete(name);
        return undefined;
      }
      at = this.#take(line, now);
      passed += 1;
    }
    this.#slots.set(name, { at, passed });
    return at;
  }

  /** Slack answered 429: nobody calls this method of this workspace before `until`. */
  block(request: { readonly method: PacedMethod; readonly workspace: string; readonly until: number }): void {
    const key = methodKey(request);
    this.#blockedUntil.set(key, Math.max(request.until, this.#blockedUntil.get(key) ?? 0));
  }

  #linesOf({ method, workspace, channel }: PaceRequest): readonly Line[] {
    const { channelPosts, workspacePosts, workspaceUpdates } = this.#paces;
    if (method === 'chat.update') return [{ name: `updates ${workspace}`, pace: workspaceUpdates }];
    return [
      { name: `posts ${workspace} ${channel}`, pace: channelPosts },
      { name: `posts ${workspace}`, pace: workspacePosts },
    ];
  }

  /** The generic cell rate algorithm: calls are spaced evenly, and up to `burst` of them may come early. */
  #take({ name, pace }: Line, now: number): number {
    const intervalMs = 1_000 / pace.perSecond;
    const nextAt = Math.max(now, this.#nextAt.get(name) ?? 0);
    this.#nextAt.set(name, nextAt + intervalMs);
    return Math.ceil(nextAt - (pace.burst - 1) * intervalMs);
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < SLOT_KEPT_MS) return;
    this.#sweptAt = now;
    for (const [name, slot] of this.#slots) if (slot.at + SLOT_KEPT_MS < now) this.#slots.delete(name);
    for (const [line, nextAt] of this.#nextAt) if (nextAt < now) this.#nextAt.delete(line);
    for (const [key, until] of this.#blockedUntil) if (until < now) this.#blockedUntil.delete(key);
  }
}

function methodKey({ method, workspace }: { readonly method: string; readonly workspace: string }): string {
  return `${method} ${workspace}`;
}
