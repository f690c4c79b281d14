import type { Group, GroupAlert, GroupSilence, GroupState, Hidden } from './group.ts';
import type { Fingerprint } from './ids.ts';
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

/** Alerts that Alertmanager keeps back for one reason. */
export interface KeptBack {
  readonly why: Hidden['why'];
  /** The silence, where its document knows it. */
  readonly silence?: GroupSilence;
  /** What inhibits them, or the time interval; absent where that is not known. */
  readonly name?: string;
  readonly count: number;
}

/** A group as it is to be drawn: pure facts, in the order of their importance. Made by `viewOf` in `groups/`. */
export interface GroupView {
  readonly group: Group;
  readonly state: GroupState;
  /** The most severe among the firing alerts, or among all when none fires. */
  readonly severity: Severity;
  /** Firing and reported, most severe first, then oldest first. */
  readonly firing: readonly GroupAlert[];
  /** Firing when last seen, but full payloads leave them out by now, or Alertmanager keeps them back. */
  readonly unreported: readonly GroupAlert[];
  /** Those of the unreported ones that Alertmanager keeps back, and why; absent when it keeps none. */
  readonly hidden?: ReadonlyMap<Fingerprint, KeptBack>;
  readonly resolved: readonly GroupAlert[];
  /** Those of the resolved ones that Alertmanager kept back to their end, and did not tell of; absent when there are none. */
  readonly endedHidden?: ReadonlyMap<Fingerprint, Hidden['why']>;
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
