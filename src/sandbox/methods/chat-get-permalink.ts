import { visibleChannel } from '../access.ts';
import { accept, isRefusal, refuse } from '../answer.ts';
import type { Method } from '../method.ts';

/** The link opens the sandbox's own page; its path is Slack's, below the workspace. */
export const chatGetPermalink: Method = {
  name: 'chat.getPermalink',
  scopes: [],
  run({ workspace, args, url }) {
    const channel = visibleChannel(workspace, args.string('channel'));
    if (isRefusal(channel)) return channel;
    const message = channel.message(args.string('message_ts') ?? '');
    if (message === undefined) return refuse('message_not_found');
    const path = `${url}/workspaces/${workspace.teamId}/archives/${channel.id}/p${message.ts.replace('.', '')}`;
    const thread = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
    return accept({ channel: channel.id, permalink: `${path}${thread}` });
  },
};
