import { channelScope, requireScope, visibleChannel } from '../access.ts';
import { accept, isRefusal } from '../answer.ts';
import { formatChannel } from '../format-channel.ts';
import type { Method } from '../method.ts';

/** The scope depends on the channel's kind. */
export const conversationsInfo: Method = {
  name: 'conversations.info',
  scopes: [],
  run({ workspace, bot, args }) {
    const channel = visibleChannel(workspace, args.string('channel'));
    if (isRefusal(channel)) return channel;
    return requireScope(bot, channelScope(channel, 'read')) ?? accept({ channel: formatChannel(channel, workspace) });
  },
};
