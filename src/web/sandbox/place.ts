import type { Place } from '../slack/channel-list.tsx';

/** The place that an address names: a permalink's path, or `#team/channel/thread`. */
export function placeOf({ pathname, search, hash }: Location): Place | undefined {
  const linked = /^\/workspaces\/([^/]+)\/archives\/([^/]+)\/p(\d+)(\d{6})$/.exec(pathname);
  if (linked !== null) {
    const [, teamId = '', channel = '', seconds, micros] = linked;
    const thread = new URLSearchParams(search).get('thread_ts') ?? undefined;
    return { teamId, channel, thread, ts: `${seconds}.${micros}` };
  }
  const [teamId, channel, thread] = hash.slice(1).split('/');
  return teamId === undefined || channel === undefined ? undefined : { teamId, channel, thread };
}

/** The address of a channel, with its open thread. */
export function addressOf({ teamId, channel, thread }: Place): string {
  return `/#${[teamId, channel, thread].filter((part) => part !== undefined).join('/')}`;
}

/** The address of one message, as chat.getPermalink gives it. */
export function permalinkOf(place: Place, message: { readonly ts: string; readonly threadTs?: string }): string {
  const path = `/workspaces/${place.teamId}/archives/${place.channel}/p${message.ts.replace('.', '')}`;
  return message.threadTs === undefined ? path : `${path}?thread_ts=${message.threadTs}&cid=${place.channel}`;
}
