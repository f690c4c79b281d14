/**
 * What a confirmed or failed Slack call does to a group's state. Pure, and applicable to a newer state than the one that
 * was drawn: a webhook may have been merged while Slack was called.
 */
import { copyWith } from '../core/copy-with.ts';
import type { Fold } from '../core/fold.ts';
import type { DeadLetter, Doubt, Failure, Group, Message } from '../core/group.ts';
import type { ChannelId, MessageTs } from '../core/ids.ts';
import type { Drawn } from './drawn.ts';
import { applyEscalation, type EscalationEffect, withPingsInDoubt } from './escalation-effect.ts';
import { marked, marksUntil } from './marks.ts';
import { withoutNotes } from './notes.ts';
import { isAcknowledgementOver } from './press.ts';
import { goingOn, isReopened, withoutStory } from './story.ts';
import { stateOf } from './view.ts';
import { without } from './without.ts';

/** A message in Slack that a delivery of ours sent. */
export interface Found {
  readonly ts: MessageTs;
  /** Of what it drew, as its delivery's id has it. */
  readonly version: number;
  /** It drew what had come in until then, epoch milliseconds. */
  readonly drewAllUntil: number;
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
  /** The thread has the notes that were drawn. */
  | { readonly kind: 'told'; readonly drawn: Drawn }
  /** An earlier post of which nobody had heard is there: it is the group's message. */
  | {
      readonly kind: 'post_found';
      readonly found: Found;
      readonly channel: ChannelId;
      readonly sentTo: Message['sentTo'];
      readonly at: number;
    }
  /** So is an earlier reply in the message's thread. */
  | { readonly kind: 'reply_found'; readonly found: Found }
  /** It told these notes. */
  | { readonly kind: 'notes_found'; readonly notes: ReadonlySet<string> }
  /** Nobody can tell whether an earlier post or reply is there, and the tenant would rather miss one than see it twice. */
  | { readonly kind: 'left'; readonly drawn: Drawn }
  /** The last holder never said what became of the group. */
  | { readonly kind: 'in_doubt'; readonly since: number }
  /** Nothing is to be posted any more that might be there already. */
  | { readonly kind: 'doubt_settled' }
  /** A summary tells the group, or will. */
  | { readonly kind: 'folded'; readonly drawn: Drawn; readonly mark: Fold }
  /** The message was deleted or cannot be changed: a new one is due. */
  | { readonly kind: 'message_lost' }
  /**
   * `inDoubt`: an update that Slack may have taken: nothing is known then of what the message shows. `doubt`: a post or a
   * reply that Slack may have taken: it is looked for before it is sent again.
   */
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      readonly inDoubt: boolean;
      readonly doubt?: Doubt;
    }
  /** It got louder, or a target of it was missed: see escalation.ts. */
  | { readonly kind: 'escalation'; readonly effect: EscalationEffect }
  /** Telling it is given up: see dead-letter.ts. */
  | { readonly kind: 'given_up'; readonly letter: DeadLetter };

/** `changedMeanwhile`: the state is newer than the one that was drawn. */
export function applyOutcome(group: Group, outcome: Outcome, changedMeanwhile: boolean): Group {
  switch (outcome.kind) {
    case 'posted':
      return applyPosted(group, outcome, changedMeanwhile);
    case 'updated':
      return applyUpdated(group, outcome, changedMeanwhile);
    case 'replied':
      return applyReplied(group, outcome.drawn);
    case 'told':
      return withoutNotes(without(group, 'failure', 'dead'), outcome.drawn.notes);
    case 'notes_found':
      return withoutNotes(without(group, 'failure', 'dead'), outcome.notes);
    case 'post_found':
      return applyPostFound(group, outcome);
    case 'reply_found':
      return applyReplyFound(group, outcome.found);
    case 'folded':
      return applyFolded(group, outcome, changedMeanwhile);
    case 'left':
      return applyLeft(group, outcome.drawn, changedMeanwhile);
    case 'in_doubt':
      return withDoubt(withPingsInDoubt(group, outcome.since), { since: outcome.since });
    case 'doubt_settled':
      return without(group, 'doubt');
    case 'message_lost':
      return applyLost(group);
    case 'failed':
      return applyFailed(group, outcome);
    case 'escalation':
      return applyEscalation(group, outcome.effect);
    case 'given_up':
      return applyGivenUp(group, outcome.letter, changedMeanwhile);
    default:
      return outcome satisfies never;
  }
}

/**
 * Who had what is over is forgotten with its message, and so is its story: the next one may be for what fires again. While
 * it fires people know of it still, since when they did.
 */
function applyLost(group: Group): Group {
  const lost = without(withoutOldAcknowledgement(group), 'message', 'failure');
  return stateOf(group) === 'resolved'
    ? without(withoutStory(lost), 'acknowledged', 'openedAt')
    : { ...lost, ...goingOn(group) };
}

function withUnknownContent(group: Group): Group {
  return group.message === undefined ? group : { ...group, message: { ...group.message, hash: '' } };
}

function applyFailed(group: Group, { failure, inDoubt, doubt }: Outcome & { kind: 'failed' }): Group {
  const doubted = doubt === undefined ? group : withDoubt(group, doubt);
  return { ...(inDoubt ? withUnknownContent(doubted) : doubted), failure };
}

/** Nothing waits any more to be told. What came in after it was given up does, and is news. */
function applyGivenUp(group: Group, letter: DeadLetter, changedMeanwhile: boolean): Group {
  return { ...(changedMeanwhile ? group : without(group, 'pendingSince')), dead: letter };
}

function applyLeft(group: Group, drawn: Drawn, changedMeanwhile: boolean): Group {
  const { doubt, ...rest } = group;
  const told = { ...rest, marks: marked(group, drawn, 'both') };
  const isFirstPost = group.message === undefined && doubt !== undefined;
  return settlePending(isFirstPost ? { ...told, doubt: { ...doubt, left: true } } : told, drawn, changedMeanwhile);
}

function applyFolded(group: Group, { drawn, mark }: Outcome & { kind: 'folded' }, changedMeanwhile: boolean): Group {
  const told = { ...without(group, 'failure', 'dead'), folded: mark, marks: marked(group, drawn, 'both') };
  return settlePending(told, drawn, changedMeanwhile);
}

/** A post or a reply may have reached Slack since then. */
function withDoubt(group: Group, doubt: Doubt): Group {
  return { ...group, doubt: { ...doubt, since: Math.min(group.doubt?.since ?? doubt.since, doubt.since) } };
}

/**
 * What the message shows is known only in part: an update brings it up to date. The doubt stays, because a reply may
 * have been sent after it.
 */
function applyPostFound(group: Group, { found, channel, sentTo, at }: Outcome & { kind: 'post_found' }): Group {
  const starts = Object.values(group.alerts).map((alert) => alert.startsAt);
  const message: Message = {
    channel,
    ts: found.ts,
    sentTo,
    hash: '',
    postedAt: Number(found.ts) * 1_000,
    startedAt: starts.reduce((earliest, start) => Math.min(earliest, start), at),
    ...(group.repeatedAt === undefined ? {} : { repeatToldAt: group.repeatedAt }),
    ...goingOn(group),
  };
  const marks = marksUntil(group, found.drewAllUntil);
  const pendingSince = group.pendingSince ?? at;
  const begun = withoutOldAcknowledgement(group);
  return { ...without(begun, 'failure', 'dead', 'folded', 'openedAt'), message, unconfirmed: 0, marks, pendingSince };
}

/** It is the newest of all, so nothing is in doubt any more. */
function applyReplyFound(group: Group, { drewAllUntil }: Found): Group {
  const told = { ...without(group, 'failure', 'dead', 'doubt'), marks: marksUntil(group, drewAllUntil) };
  if (group.message === undefined || group.repeatedAt === undefined || group.repeatedAt > drewAllUntil) return told;
  return { ...told, message: { ...group.message, repeatToldAt: group.repeatedAt } };
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
    ...goingOn(group),
  };
  const begun = withoutOldAcknowledgement(group);
  const shown = copyWith(begun, { message, unconfirmed: 0, marks: marked(group, drawn, 'both') });
  return settlePending(without(shown, 'failure', 'dead', 'doubt', 'folded', 'openedAt'), drawn, changedMeanwhile);
}

/** A new message for what fires again: whoever took what is over has not taken this. */
export function withoutOldAcknowledgement(group: Group): Group {
  const begun = group.message?.resolvedAt === undefined ? group : withoutStory(group);
  return isAcknowledgementOver(begun) ? without(begun, 'acknowledged') : begun;
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
    ...(isReopened(group.message, drawn) ? { openedAt: drawn.readAt } : {}),
  };
  const told = isReopened(group.message, drawn) ? withoutStory(group) : group;
  const shown = { ...told, message, marks: marked(group, drawn, tells ? 'both' : 'shown') };
  return settlePending(without(shown, 'failure', 'dead'), drawn, changedMeanwhile);
}

function applyReplied(group: Group, drawn: Drawn): Group {
  const told = { ...without(group, 'failure', 'dead', 'doubt'), marks: marked(group, drawn, 'told') };
  if (group.message === undefined || drawn.repeatedAt === undefined) return told;
  return { ...told, message: { ...group.message, repeatToldAt: drawn.repeatedAt } };
}

/** What came in after the state was drawn still waits to be shown. */
function settlePending(group: Group, drawn: Drawn, changedMeanwhile: boolean): Group {
  if (!changedMeanwhile || group.pendingSince === undefined) return without(group, 'pendingSince');
  return { ...group, pendingSince: Math.max(group.pendingSince, drawn.readAt) };
}
