import { visibleChannel } from '../access.ts';
import { accept, isRefusal, refuse } from '../answer.ts';
import { formatChannel } from '../format-channel.ts';
import type { Method } from '../method.ts';

export const conversationsJoin: Method = {
  name: 'conversations.join',
  scopes: ['channels:join'],
  run({ workspace, args, changed }) {
    const channel = visibleChannel(workspace, args.string('channel'));
    if (isRefusal(channel)) return channel;
    if (channel.isPrivate) return refuse('method_not_supported_for_channel_type');
    if (channel.isArchived) return refuse('is_archived');
    if (channel.isMember) {
      const warning = 'already_in_channel';
      const channelShown = formatChannel(channel, workspace);
      return accept({ channel: channelShown, warning, response_metadata: { warnings: [warning] } });
    }
    channel.isMember = true;
    changed(channel);
    return accept({ channel: formatChannel(channel, workspace) });
  },
};
