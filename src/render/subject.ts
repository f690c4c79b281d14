import type { Hidden } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import type { GroupId } from '../core/ids.ts';
import type { Severity } from '../core/severity.ts';

/**
 * How a group stands. `unreported`: Alertmanager leaves it out; `unconfirmed`: it left so, and nobody knows why. It
 * fires, and Alertmanager says why it keeps that back: `silenced`, `inhibited`, `muted`.
 */
export type Status = 'firing' | 'unreported' | 'resolved' | 'unconfirmed' | Hidden['why'];

/** What helpers need to know of what is being drawn. */
export interface Subject {
  readonly status: Status;
  readonly severity: Severity;
  /** Absent where there is nothing to press: a group that is over, a digest. */
  readonly buttons?: {
    readonly groupId: GroupId;
    readonly isAcknowledged: boolean;
    /** Who has it is asked whether they still work on it. */
    readonly isAsked: boolean;
    /** Whether the tenant has Alertmanagers that we may ask. */
    readonly canSilence: boolean;
  };
}

export function statusOf(view: GroupView): Status {
  if (view.state === 'resolved') return view.unconfirmed > 0 ? 'unconfirmed' : 'resolved';
  if (view.firing.length > 0) return 'firing';
  const [first] = view.hidden?.values() ?? [];
  return first !== undefined && view.hidden?.size === view.unreported.length ? first.why : 'unreported';
}

export function subjectOf(view: GroupView, canSilence: boolean): Subject {
  const { severity, group } = view;
  const status = statusOf(view);
  if (view.state !== 'open') return { status, severity };
  const isAcknowledged = group.acknowledged !== undefined;
  const isAsked = group.acknowledged?.askedAt !== undefined;
  return { status, severity, buttons: { groupId: group.id, isAcknowledged, isAsked, canSilence } };
}
