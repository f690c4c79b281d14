/**
 * What a confirmed or failed Slack call does to a group's state. Pure, and applicable to a newer state than the one that
 * was drawn: a webhook may have been merged while Slack was called.
 */
import { dictionaryOf } from '../core/dictionary.ts';
import type { Failure, Group, GroupState, Message, Seen } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import type { ChannelId, Fingerprint, MessageTs } from '../core/ids.ts';
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
}

export function drawnFrom(view: GroupView, policy: ReceiverPolicy, readAt: number): Drawn {
  const { group } = view;
  return {
    state: view.state,
    startedAt: view.startedAt,
    ...(view.resolvedAt === undefined ? {} : { resolvedAt: view.resolvedAt }),
    ...(group.repeatedAt === undefined ? {} : { repeatedAt: group.repeatedAt }),
    readAt,
    seen: new Map(Object.values(group.alerts).map((alert) => [alert.fingerprint, seenOf(alert, group, policy)])),
  };
}

export type Outcome =
  | {
      readonly kind: 'posted';
      readonly drawn: Drawn;
      readonly channel: ChannelId;
      readonly ts: MessageTs;
      readonly sentTo: Message['sentTo'];
      readonly hash: string;
      readonly at: number;
    }
  /** `tells`: nothing is said in the thread, so the message itself is all that readers are told. */
  | { readonly kind: 'updated'; readonly drawn: Drawn; readonly hash: string; readonly tells: boolean }
  | { readonly kind: 'replied'; readonly drawn: Drawn }
  /** The message was deleted or cannot be changed: a new one is due. */
  | { readonly kind: 'message_lost' }
  /** `inDoubt`: an update that Slack may have applied, so that nothing is known of what the message shows. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly inDoubt: boolean };

/** `changedMeanwhile`: the state is newer than the one that was drawn. */
export function applyOutcome(group: Group, outcome: Outcome, changedMeanwhile: boolean): Group {
  switch (outcome.kind) {
    case 'posted':
      return applyPosted(group, outcome, changedMeanwhile);
    case 'updated':
      return applyUpdated(group, outcome, changedMeanwhile);
    case 'replied':
      return applyReplied(group, outcome.drawn);
    case 'message_lost':
      return without(group, 'message', 'failure');
    case 'failed':
      return { ...(outcome.inDoubt ? doubted(group) : group), failure: outcome.failure };
    default:
      return outcome satisfies never;
  }
}

function doubted(group: Group): Group {
  return group.message === undefined ? group : { ...group, message: { ...group.message, hash: '' } };
}

function applyPosted(group: Group, outcome: Outcome & { kind: 'posted' }, changedMeanwhile: boolean): Group {
  const { drawn } = outcome;
  const message: Message = {
    channel: outcome.channel,
    ts: outcome.ts,
    sentTo: outcome.sentTo,
    hash: outcome.hash,
    postedAt: outcome.at,
    startedAt: drawn.startedAt,
    ...(drawn.resolvedAt === undefined ? {} : { resolvedAt: drawn.resolvedAt }),
    ...(drawn.repeatedAt === undefined ? {} : { repeatToldAt: drawn.repeatedAt }),
  };
  const shown = { ...group, message, unconfirmed: 0, marks: marked(group, drawn, 'both') };
  return settlePending(without(shown, 'failure'), drawn, changedMeanwhile);
}

function applyUpdated(group: Group, outcome: Outcome & { kind: 'updated' }, changedMeanwhile: boolean): Group {
  if (group.message === undefined) return group;
  const { drawn, hash, tells } = outcome;
  const { resolvedAt: _, ...before } = group.message;
  const message: Message = {
    ...before,
    hash,
    startedAt: drawn.startedAt,
    ...(drawn.resolvedAt === undefined ? {} : { resolvedAt: drawn.resolvedAt }),
  };
  const shown = { ...group, message, marks: marked(group, drawn, tells ? 'both' : 'shown') };
  return settlePending(without(shown, 'failure'), drawn, changedMeanwhile);
}

function applyReplied(group: Group, drawn: Drawn): Group {
  const told = { ...without(group, 'failure'), marks: marked(group, drawn, 'told') };
  if (group.message === undefined || drawn.repeatedAt === undefined) return told;
  return { ...told, message: { ...group.message, repeatToldAt: drawn.repeatedAt } };
}

/** What came in after the state was drawn still waits to be shown. */
function settlePending(group: Group, drawn: Drawn, changedMeanwhile: boolean): Group {
  if (!changedMeanwhile || group.pendingSince === undefined) return without(group, 'pendingSince');
  return { ...group, pendingSince: Math.max(group.pendingSince, drawn.readAt) };
}

function marked({ alerts, marks }: Group, drawn: Drawn, as: 'shown' | 'told' | 'both'): Group['marks'] {
  const all = dictionaryOf(marks);
  for (const [fingerprint, seen] of drawn.seen) {
    if (alerts[fingerprint] === undefined) continue;
    if (as === 'both') all[fingerprint] = { shown: seen, told: seen };
    else all[fingerprint] = { ...all[fingerprint], [as]: seen };
  }
  return all;
}

function without(group: Group, ...names: readonly ('message' | 'failure' | 'pendingSince')[]): Group {
  const copy: { -readonly [K in keyof Group]: Group[K] } = { ...group };
  for (const name of names) delete copy[name];
  return copy;
}
