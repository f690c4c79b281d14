import type { ChannelId } from './ids.ts';

/** How far a group that nobody takes has escalated. Times are epoch milliseconds. */
export interface Escalation {
  /** Steps taken, repeats of the last one among them. */
  readonly step: number;
  /** From when the next one is counted: the last step, or when somebody gave the group back. */
  readonly since: number;
  /** When the last step was taken; absent before the first. */
  readonly at?: number;
  /** Slack's id of who asked for the last step; absent when its time had come. */
  readonly by?: string;
  /** The next step is due: somebody asked for it, or, without a name, whoever had the group has it no more. */
  readonly hurried?: { readonly at: number; readonly by?: string };
  /** Posts beside the thread that were decided and not yet made, in their order. */
  readonly pings?: readonly Ping[];
}

/** A post elsewhere that calls people to the group's message. */
export interface Ping {
  /** Unique within the group; the same ping again is the same post. */
  readonly id: string;
  readonly to: { readonly channel: ChannelId } | { readonly person: string };
  /** In Slack's syntax. */
  readonly mentions: readonly string[];
  readonly step: number;
  /** Slack's id of who asked for it. */
  readonly by?: string;
  /** Tries that failed. */
  readonly attempts?: number;
  /** Not before then. */
  readonly retryAt?: number;
  /** Since when it may be there already: a try ended without an answer. */
  readonly doubtSince?: number;
}

export const RESPONSES = ['acknowledge', 'resolve'] as const;
export type ResponseKind = (typeof RESPONSES)[number];

/** How soon people answered. */
export interface Response {
  /** When somebody first had it. */
  readonly acknowledgedAt?: number;
  /** The targets that were missed, milliseconds from when people were told. */
  readonly late?: Readonly<Partial<Record<ResponseKind, number>>>;
}
