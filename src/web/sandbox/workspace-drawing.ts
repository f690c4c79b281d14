import type { PageUser, PageWorkspace } from '../../core/sandbox-page.ts';
import type { Reader } from '../block-kit/slack-date.ts';

/** What ids of a workspace are called. */
export function namesOf(workspace: PageWorkspace | undefined): ReadonlyMap<string, string> {
  if (workspace === undefined) return new Map();
  return new Map([
    ...workspace.users.map((user) => [user.id, callName(user)] as const),
    ...workspace.channels.map(({ id, name }) => [id, name] as const),
    ...workspace.userGroups.map(({ id, handle }) => [id, handle] as const),
  ]);
}

/** What a person is called. */
export function callName(user: PageUser): string {
  return user.realName ?? user.name;
}

/** How dates are written for a person: in their language and zone, as their Slack would. */
export function readerOf(user: PageUser | undefined, now: number): Reader {
  return user === undefined ? { now } : { locale: user.locale, timeZone: user.tz, now };
}
