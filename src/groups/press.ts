/** What somebody does to a group from its message. Pure. */
import type { Acknowledgement, Group } from '../core/group.ts';
import type { ChannelId, MessageTs } from '../core/ids.ts';
import { tellable } from './dead-letter.ts';
import { resumed } from './escalation-effect.ts';
import { marksOf } from './merge.ts';
import { withNote } from './notes.ts';
import { answered, escalateNow, keep } from './press-escalation.ts';
import { isReported, stateOf } from './view.ts';

/** What people do to groups. */
export type Deed =
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'unacknowledge' }
  /** Take it from who has it. */
  | { readonly kind: 'take_over' }
  /** Give it to somebody, `U…` or `W…`. */
  | { readonly kind: 'assign'; readonly to: string }
  | { readonly kind: 'comment'; readonly text: string }
  /** Close by hand what Alertmanager no longer reports. */
  | { readonly kind: 'close' }
  /** Who has it says that they still work on it. */
  | { readonly kind: 'keep' }
  /** Take the next step of the escalation now. */
  | { readonly kind: 'escalate' };
export type DeedKind = Deed['kind'];

export interface Press {
  readonly deed: Deed;
  /** Slack's id of the person, `U…` or `W…`; over the API, what whoever does it calls themselves. */
  readonly by: string;
  /** Over the API: the credential, for the history. */
  readonly via?: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Slack's name of this one press: the same again is the same press. */
  readonly id: string;
  /**
   * The message whose button it is, as Slack names it. Absent where the person named the group itself, out of a list of
   * its tenant's open groups: then it does not matter which message shows it, or whether one does.
   */
  readonly message?: ShownBy;
}

/** A message as Slack names it. */
export interface ShownBy {
  readonly channel: ChannelId;
  readonly ts: MessageTs;
}

export type Refusal =
  /** Somebody has it, perhaps the one who pressed. */
  | { readonly why: 'taken'; readonly by: Acknowledgement }
  | { readonly why: 'free' }
  /** Nothing of it fires any more. */
  | { readonly why: 'over' }
  /** Another message shows the group by now. */
  | { readonly why: 'replaced' }
  /** Alertmanager reports it still: only it can say that it is over. */
  | { readonly why: 'reported' }
  /** Somebody has asked for the next step already, or just now. */
  | { readonly why: 'escalating'; readonly person: string }
  /** Its receiver has no escalation policy. */
  | { readonly why: 'no_policy' };

export type PressEffect = { readonly group: Group } | { readonly refused: Refusal };

/**
 * The group after the press, or why nothing changes. `copyWindowMs`: the receiver's, as in {@link isReported}.
 */
export function press(group: Group, done: Press, copyWindowMs: number): PressEffect {
  const effect = effectOf(group, done, copyWindowMs);
  return 'group' in effect ? { group: answered(effect.group, done.at) } : effect;
}

function effectOf(group: Group, done: Press, copyWindowMs: number): PressEffect {
  if (done.message !== undefined && !isShownBy(group, done.message)) return { refused: { why: 'replaced' } };
  const { deed, by, at, id } = done;
  if (deed.kind === 'comment') {
    return { group: withNote(tellable(group, at), { id, at, kind: 'comment', by, text: deed.text }) };
  }
  if (stateOf(group) === 'resolved') return { refused: { why: 'over' } };
  if (deed.kind === 'close') return close(group, done, copyWindowMs);
  if (deed.kind === 'keep') return keep(group, done);
  if (deed.kind === 'escalate') return escalateNow(group, done);
  return hold(group, done, deed);
}

type HoldDeed = Exclude<Deed, { kind: 'comment' | 'close' | 'keep' | 'escalate' }>;

/** Who has it from now on. */
function hold(group: Group, done: Press, deed: HoldDeed): PressEffect {
  const refused = refusalOf(group, done, deed);
  if (refused !== undefined) return { refused };
  const { by, at, id } = done;
  const { acknowledged: before, ...rest } = group;
  const free = changedBy(rest, at);
  if (deed.kind === 'unacknowledge') return { group: resumed(free, at) };
  if (deed.kind === 'assign' && deed.to !== by) {
    const held = { ...free, acknowledged: { by: deed.to, at, assignedBy: by } };
    return { group: withNote(held, { id, at, kind: 'assigned', by, to: deed.to }) };
  }
  const held = { ...free, acknowledged: { by, at } };
  return { group: before === undefined ? held : withNote(held, { id, at, kind: 'taken_over', by, from: before.by }) };
}

/** Who shall have it must not have it yet. */
function refusalOf({ acknowledged }: Group, { by }: Press, deed: HoldDeed): Refusal | undefined {
  if (deed.kind === 'unacknowledge') return acknowledged === undefined ? { why: 'free' } : undefined;
  if (acknowledged === undefined) return undefined;
  const next = deed.kind === 'assign' ? deed.to : by;
  return deed.kind === 'acknowledge' || acknowledged.by === next ? { why: 'taken', by: acknowledged } : undefined;
}

/** What nobody reports leaves the group unconfirmed, as it would by itself in time. */
function close(group: Group, { by, at, id }: Press, copyWindowMs: number): PressEffect {
  const open = Object.values(group.alerts).filter(({ status }) => status === 'firing');
  if (open.some((alert) => isReported(alert, group, copyWindowMs))) return { refused: { why: 'reported' } };
  const gone = new Set(open.map(({ fingerprint }) => fingerprint));
  const alerts = Object.fromEntries(Object.entries(group.alerts).filter(([, each]) => !gone.has(each.fingerprint)));
  const closed: Group = {
    ...changedBy(group, at),
    alerts,
    marks: marksOf(alerts, group.marks),
    truncated: { ...group.truncated, count: 0, unknown: 0 },
    unconfirmed: group.unconfirmed + open.length + group.truncated.unknown,
  };
  return { group: withNote(closed, { id, at, kind: 'closed_by_hand', by }) };
}

function changedBy(group: Group, at: number): Group {
  return { ...group, pressedAt: at, pendingSince: group.pendingSince ?? at };
}

export function isShownBy({ message }: Group, { channel, ts }: ShownBy): boolean {
  return message !== undefined && message.channel === channel && message.ts === ts;
}

/**
 * Whether the acknowledgement was for what the message shows as over, and not for what fires since. Then a new message
 * begins without it: somebody must be called again.
 */
export function isAcknowledgementOver({ acknowledged, message, pendingSince }: Group): boolean {
  if (acknowledged === undefined || message?.resolvedAt === undefined) return false;
  return pendingSince === undefined || acknowledged.at < pendingSince;
}
