/** Where one story of a group ends and the next begins, for what counts within a story. Pure. */
import type { Group, Message } from '../core/group.ts';
import type { Drawn } from './drawn.ts';

/** Of a new message that goes on with what another one tells: since when people know it. */
export function goingOn({ message, openedAt }: Group): Pick<Message, 'openedAt'> {
  if (message === undefined) return openedAt === undefined ? {} : { openedAt };
  if (message.resolvedAt !== undefined) return {};
  return { openedAt: message.openedAt ?? message.postedAt };
}

/** Whether the message showed the group as over until it was drawn so. */
export function isReopened({ resolvedAt }: Message, drawn: Drawn): boolean {
  return resolvedAt !== undefined && drawn.resolvedAt === undefined;
}

/** Nothing escalated yet, and nobody was late. */
export function withoutStory(group: Group): Group {
  if (group.escalation === undefined && group.response === undefined) return group;
  const { escalation: _, response: _r, ...rest } = group;
  return rest;
}
