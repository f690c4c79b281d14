import { visibleChannel } from '../access.ts';
import { accept, isRefusal, refuse } from '../answer.ts';
import type { Method } from '../method.ts';

export const chatDelete: Method = {
  name: 'chat.delete',
  scopes: ['chat:write'],
  run(call) {
    const channel = visibleChannel(call.workspace, call.args.string('channel'));
    if (isRefusal(channel)) return channel;
    const message = channel.message(call.args.string('ts') ?? '');
    if (message === undefined) return refuse('message_not_found');
    if (message.botId !== call.bot.botId) return refuse('cant_delete_message');
    channel.remove(message.ts);
    call.changed(channel);
    return accept({ channel: channel.id, ts: message.ts });
  },
};
