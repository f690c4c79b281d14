/** How a group that nobody takes gets louder, and how soon people are to answer. Durations and times are milliseconds. */
import type { ChannelId } from './ids.ts';
import type { Severity } from './severity.ts';

export interface EscalationPolicy {
  readonly name: string;
  /** At least one, each later than the one before it. */
  readonly steps: readonly EscalationStep[];
  /** How often the last step is taken again while nobody has the group; absent: it is not. */
  readonly repeat?: EscalationRepeat;
  /** Absent: steps are taken at any time. */
  readonly quiet?: QuietHours;
  /** Absent: who has a group has it until it is over. */
  readonly acknowledgement?: AcknowledgementTerm;
}

export interface EscalationStep {
  /** From when people were told of the group. */
  readonly afterMs: number;
  /** Whom the thread, and each of the channels, calls then, in Slack's mention syntax. */
  mentions(at: number): readonly string[];
  readonly channels: readonly ChannelId[];
  /** Slack's ids of those who get a direct message then. */
  people(at: number): readonly string[];
}

export interface EscalationRepeat {
  /** From the last step to its first repeat. */
  readonly everyMs: number;
  /** How many times as long as the one before each pause is; 1 or more. */
  readonly factor: number;
  readonly longestMs: number;
  readonly times: number;
}

export interface QuietHours {
  /** Groups of these severities wait for the end of the quiet hours. */
  readonly severities: ReadonlySet<Severity>;
  /** When the quiet hours end that hold at this moment; undefined while none do. */
  until(at: number): number | undefined;
}

export interface AcknowledgementTerm {
  /** How long after somebody took the group they are asked whether they still work on it. */
  readonly timeoutMs: number;
  /** How long after that they have it no more, unless they say that they do. */
  readonly graceMs: number;
}

/** From when people were told of the group; what is absent has no target. */
export interface ResponseTarget {
  readonly acknowledgeMs?: number;
  readonly resolveMs?: number;
}

export type ResponseTargets = Readonly<Partial<Record<Severity, ResponseTarget>>>;
