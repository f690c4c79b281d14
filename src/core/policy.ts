import type { EscalationPolicy, ResponseTargets } from './escalation-policy.ts';

/** How a receiver wants its groups told. Durations are milliseconds. */
export interface ReceiverPolicy {
  /** Say in the thread what changed. */
  readonly threadUpdates: boolean;
  /** What to do when Alertmanager repeats itself. */
  readonly onRepeat: 'ignore' | 'thread' | 'repost';
  /** A group that fires again within this time after it resolved reopens its message; later it gets a new one. */
  readonly reopenWindowMs: number;
  /** Payloads within this time of each other are views of the same moment: see `reported` in groups/view.ts. */
  readonly copyWindowMs: number;
  /** An alert that full payloads have left out for so long leaves the group, marked as not confirmed. */
  readonly unreportedTimeoutMs: number;
  /** New groups go into one summary when posting all that waits for the channel would take longer than this. */
  readonly stormAfterMs: number;
  /** What to tell of groups that fired and resolved while Slack could not be reached. */
  readonly missed: 'summary' | 'each' | 'none';
  /** A group that nothing of could be told for so long is given up: see groups/dead-letter.ts. The process's setting. */
  readonly deadAfterMs: number;
  /** How long a group that was given up is kept. The process's setting. */
  readonly deadLettersKeptMs: number;
  /** What happens while nobody takes a group; absent: nothing. */
  readonly escalation?: EscalationPolicy;
  /** Absent: none. */
  readonly targets?: ResponseTargets;
}

/** Where nobody can look up whether Slack took a message: an alert that is seen twice, or one that may not be seen. */
export type InDoubt = 'post_again' | 'leave';
