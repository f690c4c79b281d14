/** What a button that somebody pressed does to a group. Pure. */
import type { Acknowledgement, Group } from '../core/group.ts';
import type { ChannelId, MessageTs } from '../core/ids.ts';
import { stateOf } from './view.ts';

/** What the buttons of a group's message ask for. */
export const PRESS_KINDS = ['acknowledge', 'unacknowledge'] as const;
export type PressKind = (typeof PRESS_KINDS)[number];

export interface Press {
  readonly kind: PressKind;
  /** Slack's id of the person, `U…` or `W…`. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The message whose button it is, as Slack names it. */
  readonly message: { readonly channel: ChannelId; readonly ts: MessageTs };
}

export type Refusal =
  /** Somebody has it, perhaps the one who pressed. */
  | { readonly why: 'taken'; readonly by: Acknowledgement }
  | { readonly why: 'free' }
  /** Nothing of it fires any more. */
  | { readonly why: 'over' }
  /** Another message shows the group by now. */
  | { readonly why: 'replaced' };

export type PressEffect = { readonly group: Group } | { readonly refused: Refusal };

/** The group after the press, or why nothing changes. */
export function press(group: Group, { kind, by, at, message }: Press): PressEffect {
  if (!isShownBy(group, message)) return { refused: { why: 'replaced' } };
  if (stateOf(group) === 'resolved') return { refused: { why: 'over' } };
  const { acknowledged, ...rest } = group;
  const pressed = { ...rest, pressedAt: at, pendingSince: group.pendingSince ?? at };
  if (kind === 'unacknowledge') return acknowledged === undefined ? { refused: { why: 'free' } } : { group: pressed };
  if (acknowledged !== undefined) return { refused: { why: 'taken', by: acknowledged } };
  return { group: { ...pressed, acknowledged: { by, at } } };
}

export function isShownBy({ message }: Group, { channel, ts }: Press['message']): boolean {
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
