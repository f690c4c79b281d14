import { valuesOf } from '../core/dictionary.ts';
import type { GroupState, Seen } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import type { Fingerprint } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { seenOf } from './view.ts';

/** What was drawn: taken from the view before the call, applied after it. */
export interface Drawn {
  readonly state: GroupState;
  readonly startedAt: number;
  readonly resolvedAt?: number;
  readonly repeatedAt?: number;
  /** When the state that was drawn was read from the store. */
  readonly readAt: number;
  readonly seen: ReadonlyMap<Fingerprint, Seen>;
  /** Ids of the notes that it held. */
  readonly notes: ReadonlySet<string>;
}

export function drawnFrom(view: GroupView, policy: ReceiverPolicy, readAt: number): Drawn {
  const { group } = view;
  return {
    state: view.state,
    startedAt: view.startedAt,
    ...(view.resolvedAt === undefined ? {} : { resolvedAt: view.resolvedAt }),
    ...(group.repeatedAt === undefined ? {} : { repeatedAt: group.repeatedAt }),
    readAt,
    seen: new Map(valuesOf(group.alerts).map((alert) => [alert.fingerprint, seenOf(alert, group, policy)])),
    notes: new Set(group.notes?.map(({ id }) => id)),
  };
}
