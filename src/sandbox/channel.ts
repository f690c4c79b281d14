import type { SandboxChannel } from './options.ts';

/** A message as the sandbox keeps it. Replaced, never changed. */
export interface SandboxMessage {
  readonly ts: string;
  readonly text: string;
  readonly blocks?: readonly unknown[];
  readonly attachments?: readonly unknown[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The parent's `ts`; only replies have it. */
  readonly threadTs?: string;
  /** A reply that the channel shows too. */
  readonly isBroadcast?: boolean;
  readonly botId: string;
  readonly botUserId: string;
  readonly botName: string;
  /** Epoch milliseconds by the sandbox's clock. */
  readonly postedAt: number;
  /** Present when Slack would show "edited": the last change had text but no blocks. */
  readonly edited?: { readonly user: string; readonly ts: string };
  /** Changes since the post. */
  readonly revision: number;
  /** Set for a message that only this person sees. */
  readonly onlyFor?: string;
}

/** A conversation and its messages, oldest first, at most `keep` of each kind: beyond that the oldest leave. */
export class Channel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isDirect: boolean;
  readonly members: readonly string[] | undefined;
  isArchived: boolean;
  isMember: boolean;
  readonly #messages = new Map<string, SandboxMessage>();
  readonly #threads = new Map<string, string[]>();
  readonly #ephemerals: SandboxMessage[] = [];
  readonly #keep: number;

  constructor(settings: SandboxChannel, keep: number, isDirect = false) {
    this.id = settings.id;
    this.name = settings.name;
    this.isPrivate = settings.isPrivate;
    this.isArchived = settings.isArchived;
    this.isMember = settings.isMember;
    this.members = settings.members;
    this.isDirect = isDirect;
    this.#keep = keep;
  }

  messages(): readonly SandboxMessage[] {
    return [...this.#messages.values()];
  }

  ephemerals(): readonly SandboxMessage[] {
    return this.#ephemerals;
  }

  message(ts: string): SandboxMessage | undefined {
    return this.#messages.get(ts);
  }

  replies(ts: string): readonly SandboxMessage[] {
    const found = this.#threads.get(ts) ?? [];
    return found.flatMap((reply) => this.#messages.get(reply) ?? []);
  }

  add(message: SandboxMessage): void {
    this.#messages.set(message.ts, message);
    if (message.threadTs !== undefined) {
      const thread = this.#threads.get(message.threadTs);
      if (thread === undefined) this.#threads.set(message.threadTs, [message.ts]);
      else thread.push(message.ts);
    }
    if (this.#messages.size > this.#keep) this.#dropOldest();
  }

  replace(message: SandboxMessage): void {
    this.#messages.set(message.ts, message);
  }

  remove(ts: string): void {
    this.#messages.delete(ts);
  }

  addEphemeral(message: SandboxMessage): void {
    this.#ephemerals.push(message);
    if (this.#ephemerals.length > this.#keep) this.#ephemerals.shift();
  }

  removeEphemeral(ts: string): void {
    const index = this.#ephemerals.findIndex((message) => message.ts === ts);
    if (index >= 0) this.#ephemerals.splice(index, 1);
  }

  #dropOldest(): void {
    for (const ts of this.#messages.keys()) {
      this.#messages.delete(ts);
      this.#threads.delete(ts);
      return;
    }
  }
}
