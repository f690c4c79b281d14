import type { Group, GroupAlert, GroupState } from './group.ts';
import type { Severity } from './severity.ts';

/** What differs between the state and what readers were told last. Every list is most important first. */
export interface Changes {
  readonly fresh: readonly GroupAlert[];
  readonly refired: readonly GroupAlert[];
  readonly resolved: readonly GroupAlert[];
  readonly unreported: readonly GroupAlert[];
  /** Alerts that were told as firing and still are. */
  readonly stillFiring: number;
}

/** A group as it is to be drawn: pure facts, in the order of their importance. Made by `viewOf` in `groups/`. */
export interface GroupView {
  readonly group: Group;
  readonly state: GroupState;
  /** The most severe among the firing alerts, or among all when none fires. */
  readonly severity: Severity;
  /** Firing and reported, most severe first, then oldest first. */
  readonly firing: readonly GroupAlert[];
  /** Firing when last seen, but full payloads leave them out by now. */
  readonly unreported: readonly GroupAlert[];
  readonly resolved: readonly GroupAlert[];
  /** Alerts of the group that payloads left out for their size. */
  readonly truncated: number;
  /** Alerts that left unconfirmed. */
  readonly unconfirmed: number;
  /** When the oldest alert of this message began, epoch milliseconds. */
  readonly startedAt: number;
  /** When the last alert ended; present exactly when `state` is resolved. */
  readonly resolvedAt?: number;
  readonly changes: Changes;
}
