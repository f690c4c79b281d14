import type { Answer } from './answer.ts';
import type { Arguments } from './arguments.ts';
import type { Channel } from './channel.ts';
import type { TriggerIds } from './trigger-ids.ts';
import type { ViewOwner, Views } from './views.ts';
import type { Installation } from './workspace.ts';

/** One authenticated call of a Slack method. */
export interface MethodCall extends Installation {
  readonly args: Arguments;
  /** Epoch milliseconds by the sandbox's clock. */
  readonly now: number;
  /** The sandbox's own address, for links. */
  readonly url: string;
  /** Check blocks as Slack does. */
  readonly validate: boolean;
  /** Nothing is kept: posts get a `ts`, updates are taken on trust. */
  readonly sink: boolean;
  /** The most objects that a page of history holds, when the sandbox plays an app that Slack restricts. */
  readonly maxHistoryObjects: number | undefined;
  readonly triggers: TriggerIds;
  readonly views: Views;
  /** Says that what the channel shows has changed. */
  changed(channel: Channel): void;
  /** Says that the modals that a person sees have changed. */
  viewsChanged(owner: ViewOwner): void;
}

/** A method that anybody may call, without a token. */
export interface PublicMethod {
  readonly name: string;
  run(args: Arguments): Answer;
}

/** One method of Slack's Web API. */
export interface Method {
  readonly name: string;
  /** The bot needs one of these; empty: none. */
  readonly scopes: readonly string[];
  run(call: MethodCall): Answer;
}
