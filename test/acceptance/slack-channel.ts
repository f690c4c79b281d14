import { expect } from '@jest/globals';
import type { SandboxMessage } from '../../src/sandbox/channel.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { textOf } from './text-of.ts';

/** A channel as a reader watches it: what is expected is waited for, and everything else is a fault. */
export class SlackChannel {
  readonly #sandbox: Sandbox;
  readonly #teamId: string;
  readonly #id: string;
  readonly #expected = new Set<string>();

  constructor(sandbox: Sandbox, teamId: string, id: string) {
    this.#sandbox = sandbox;
    this.#teamId = teamId;
    this.#id = id;
  }

  all(): readonly SandboxMessage[] {
    return this.#sandbox.messages(this.#teamId, this.#id);
  }

  /** Waits for a new message (no reply) that says `pattern`. */
  async expectMessage(pattern: RegExp, { timeoutMs = 15_000 } = {}): Promise<SlackMessage> {
    const found = await waitUntil(
      `a message says ${pattern}`,
      () => this.#unexpected().find((each) => each.threadTs === undefined && pattern.test(textOf(each))),
      { timeoutMs, details: () => this.#describe() },
    );
    this.#expected.add(found.ts);
    return new SlackMessage(this, found.ts);
  }

  /** Waits for a new reply in the thread that says `pattern`. */
  async expectReply(threadTs: string, pattern: RegExp): Promise<SandboxMessage> {
    const found = await waitUntil(
      `a reply says ${pattern}`,
      () => this.#unexpected().find((each) => each.threadTs === threadTs && pattern.test(textOf(each))),
      { details: () => this.#describe() },
    );
    this.#expected.add(found.ts);
    return found;
  }

  expectNothingElse(): void {
    expect(this.#unexpected().map(textOf)).toEqual([]);
  }

  click(ts: string, actionId: string, userId: string, option?: string) {
    const chosen = option === undefined ? {} : { option };
    return this.#sandbox.click({ teamId: this.#teamId, channel: this.#id, ts, actionId, userId, ...chosen });
  }

  /** What only this person was shown. */
  whispersTo(userId: string): readonly string[] {
    return this.#sandbox
      .ephemerals(this.#teamId, this.#id)
      .flatMap((each) => (each.onlyFor === userId ? [each.text] : []));
  }

  /** How often the message was changed by a call, and how often anything was posted to the channel. */
  calls(method: 'chat.postMessage' | 'chat.update'): number {
    return this.#sandbox.requestLog
      .of(method, this.#id)
      .filter((each) => each.teamId === this.#teamId && each.status !== 429).length;
  }

  /** How often Slack answered 429 for this channel. */
  limited(): number {
    return this.#sandbox.requestLog.of('chat.postMessage').filter((each) => each.status === 429).length;
  }

  #unexpected(): readonly SandboxMessage[] {
    return this.all().filter((each) => !this.#expected.has(each.ts));
  }

  #describe(): string {
    return this.all()
      .map(
        (each) =>
          `--- ${each.ts} ${each.threadTs === undefined ? '' : '(reply) '}revision ${each.revision}\n${textOf(each)}`,
      )
      .join('\n');
  }
}

/** One message of the relay's. */
export class SlackMessage {
  readonly #channel: SlackChannel;
  readonly ts: string;

  constructor(channel: SlackChannel, ts: string) {
    this.#channel = channel;
    this.ts = ts;
  }

  now(): SandboxMessage {
    const found = this.#channel.all().find((each) => each.ts === this.ts);
    if (found === undefined) throw new Error(`the message ${this.ts} is gone`);
    return found;
  }

  text(): string {
    return textOf(this.now());
  }

  /** Waits until the message itself says `pattern`. */
  async expectUpdate(pattern: RegExp, { timeoutMs = 15_000 } = {}): Promise<void> {
    await waitUntil(`the message says ${pattern}`, () => pattern.test(this.text()), {
      timeoutMs,
      details: () => this.text(),
    });
  }

  expectReply(pattern: RegExp): Promise<SandboxMessage> {
    return this.#channel.expectReply(this.ts, pattern);
  }

  click(actionId: string, { as }: { as: string }) {
    return this.#channel.click(this.ts, actionId, as);
  }

  /** Chooses "More…" in the ⋯ menu. */
  more({ as }: { as: string }) {
    const value = /"value":"([0-9a-f]{36})"/.exec(JSON.stringify(this.now()))?.[1];
    if (value === undefined) throw new Error('the message has no menu of ours');
    return this.#channel.click(this.ts, 'more', as, value);
  }
}
