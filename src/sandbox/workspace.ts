import { Channel } from './channel.ts';
import type { SandboxToken, SandboxUser, SandboxUserGroup, TokenState, WorkspaceSettings } from './options.ts';

/** A token and the workspace that it opens. */
export interface Installation {
  readonly workspace: Workspace;
  readonly bot: SandboxToken;
}

/** The state of one workspace. */
export class Workspace {
  readonly teamId: string;
  readonly name: string;
  readonly domain: string;
  readonly editWindowMs: number;
  readonly users: ReadonlyMap<string, SandboxUser>;
  readonly #userGroups: Map<string, SandboxUserGroup>;
  readonly #tokens: Map<string, SandboxToken>;
  readonly #channels: Map<string, Channel>;
  readonly #keepMessages: number;
  #lastMicros = 0;

  constructor(settings: WorkspaceSettings, keepMessages: number) {
    this.teamId = settings.teamId;
    this.name = settings.name;
    this.domain = settings.domain;
    this.editWindowMs = settings.editWindowSeconds === undefined ? Infinity : settings.editWindowSeconds * 1_000;
    this.users = new Map(settings.users.map((user) => [user.id, user]));
    this.#userGroups = new Map(settings.userGroups.map((group) => [group.id, group]));
    this.#tokens = new Map(settings.tokens.map((token) => [token.token, token]));
    this.#channels = new Map(settings.channels.map((channel) => [channel.id, new Channel(channel, keepMessages)]));
    this.#keepMessages = keepMessages;
  }

  token(token: string): SandboxToken | undefined {
    return this.#tokens.get(token);
  }

  tokens(): readonly string[] {
    return [...this.#tokens.keys()];
  }

  /** All tokens with what they may do, in the order in which they came. */
  installed(): readonly SandboxToken[] {
    return [...this.#tokens.values()];
  }

  addToken(token: SandboxToken): void {
    this.#tokens.set(token.token, token);
  }

  /** The first bot of the workspace: the one that clicks are told to. */
  get firstBot(): SandboxToken | undefined {
    return this.#tokens.values().next().value;
  }

  /** Lets a token expire, be revoked or work again while the sandbox runs. */
  setTokenState(token: string, state: TokenState): void {
    const known = this.#tokens.get(token);
    if (known !== undefined) this.#tokens.set(token, { ...known, state });
  }

  get userGroups(): readonly SandboxUserGroup[] {
    return [...this.#userGroups.values()];
  }

  /** People come and go while the sandbox runs. */
  setUserGroupMembers(id: string, users: readonly string[]): void {
    const known = this.#userGroups.get(id);
    if (known !== undefined) this.#userGroups.set(id, { ...known, users: [...users] });
  }

  channels(): readonly Channel[] {
    return [...this.#channels.values()];
  }

  channel(id: string): Channel | undefined {
    return this.#channels.get(id);
  }

  /** By id, `#name` or name; a person's id opens the conversation with that person. */
  findChannel(reference: string): Channel | undefined {
    return this.#channels.get(reference) ?? this.#byName(reference) ?? this.#directMessage(reference);
  }

  /** A new message's `ts`: seconds and microseconds, growing within the workspace. */
  nextTs(now: number): string {
    this.#lastMicros = Math.max(now * 1_000, this.#lastMicros + 1);
    const seconds = Math.floor(this.#lastMicros / 1e6);
    return `${seconds}.${String(this.#lastMicros % 1e6).padStart(6, '0')}`;
  }

  #byName(reference: string): Channel | undefined {
    const name = reference.startsWith('#') ? reference.slice(1) : reference;
    for (const channel of this.#channels.values()) if (channel.name === name) return channel;
    return undefined;
  }

  #directMessage(userId: string): Channel | undefined {
    const user = this.users.get(userId);
    if (user === undefined) return undefined;
    const id = `D${userId.slice(1)}`;
    const opened =
      this.#channels.get(id) ??
      new Channel(
        { id, name: user.name, isPrivate: true, isArchived: false, isMember: true, members: [userId] },
        this.#keepMessages,
        true,
      );
    this.#channels.set(id, opened);
    return opened;
  }
}
