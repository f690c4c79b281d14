import { postableChannel } from '../access.ts';
import { accept, isRefusal, type Refusal, refuse } from '../answer.ts';
import type { Channel } from '../channel.ts';
import { hasContent, readContent } from '../message-content.ts';
import type { Method, MethodCall } from '../method.ts';
import { newMessage, threadParent, truncationWarning } from './chat-post-message.ts';

export const chatPostEphemeral: Method = {
  name: 'chat.postEphemeral',
  scopes: ['chat:write'],
  run(call) {
    const channel = postableChannel(call, call.args.string('channel'));
    if (isRefusal(channel)) return channel;
    const user = reader(call, channel);
    if (typeof user !== 'string') return user;
    const content = readContent(call.args, call.validate);
    if (isRefusal(content)) return content;
    if (!hasContent(content)) return refuse('no_text');
    const parent = threadParent(channel, call.args.string('thread_ts'));
    if (parent !== undefined && isRefusal(parent)) return parent;
    const message = { ...newMessage(call, content, parent), onlyFor: user };
    if (!call.sink) channel.addEphemeral(message);
    call.changed(channel);
    return accept({ message_ts: message.ts, ...truncationWarning(content.text) });
  },
};

/** The person that is to see it: somebody of the channel. */
function reader(call: MethodCall, channel: Channel): string | Refusal {
  const user = call.args.string('user');
  if (user === undefined || !call.workspace.users.has(user)) return refuse('user_not_found');
  return channel.members === undefined || channel.members.includes(user) ? user : refuse('user_not_in_channel');
}
