import type { GroupId } from '../core/ids.ts';

export type EventKind =
  | 'received'
  | 'merged'
  | 'repeated'
  | 'posted'
  | 'updated'
  | 'replied'
  | 'failed'
  | 'closed'
  /** It is told in its receiver's summary. */
  | 'folded'
  /** It was given up: a dead letter. `detail.reason` says why. */
  | 'dead'
  /** Somebody, `detail.by`, had a dead letter sent again, or dropped it; by `age` when it was kept for long enough. */
  | 'replayed'
  | 'dropped'
  /** Somebody, `detail.by`, took the group, or gave it back. */
  | 'acknowledged'
  | 'unacknowledged'
  /** Alertmanager's API said something of it that no webhook had told. */
  | 'checked'
  /** `detail.by` gave it to `detail.to`. */
  | 'assigned'
  /** `detail.by` said `detail.text`. */
  | 'commented'
  /** `detail.by` closed what Alertmanager no longer reports. */
  | 'closed_by_hand'
  /** Nothing of it fires any more, because nobody reported it for too long. */
  | 'expired'
  /** `detail.by` still works on it; or wants the next step of its escalation. */
  | 'kept'
  | 'hurried'
  /** Step `detail.step` was taken, because `detail.by` wanted it or because nobody had the group. */
  | 'escalated'
  /** `detail.to`, a channel or a person, was called there, or could not be. */
  | 'pinged'
  | 'ping_failed'
  /** `detail.person` was asked whether they still work on it; did not answer and has it no more. */
  | 'asked'
  | 'lapsed'
  /** The target `detail.target` was missed. */
  | 'late'
  /** `detail.by` silenced alerts of it, let the silence `detail.silence` end at another time, or ended it. */
  | 'silenced'
  | 'silence_moved'
  | 'unsilenced';

/** What happened to a group: one entry of its tenant's history, appended in the same atomic step as the change. */
export interface GroupEvent {
  readonly at: number;
  readonly kind: EventKind;
  readonly group: GroupId;
  readonly receiver: string;
  /**
   * A reason, a channel, counts, what somebody said: small facts, no label values. `became` stands there where the change
   * opened the group, or resolved it: see `telling` in view.ts. `tookMs`: how long Slack was behind what it shows now.
   */
  readonly detail?: Readonly<Record<string, string | number>>;
}

export interface PlacedEvent {
  /** Where it stands in its tenant's history: opaque, and never given twice. */
  readonly place: string;
  readonly event: GroupEvent;
}
