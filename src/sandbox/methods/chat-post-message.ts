import { postableChannel } from '../access.ts';
import { accept, isRefusal, type Refusal, refuse } from '../answer.ts';
import { flagArgument } from '../arguments.ts';
import { codePoints, firstCodePoints } from '../block-kit/text-length.ts';
import type { Channel, SandboxMessage } from '../channel.ts';
import { formatMessage } from '../format-message.ts';
import { type GivenContent, hasContent, readContent } from '../message-content.ts';
import type { Method, MethodCall } from '../method.ts';

/** [D] chat.postMessage: longer text is cut, with a warning. */
const MAX_TEXT = 40_000;

export const chatPostMessage: Method = {
  name: 'chat.postMessage',
  scopes: ['chat:write'],
  run(call) {
    const channel = postableChannel(call, call.args.string('channel'));
    if (isRefusal(channel)) return channel;
    if (call.sink) return swallow(call, channel);
    const content = readContent(call.args, call.validate);
    if (isRefusal(content)) return content;
    if (!hasContent(content)) return refuse('no_text');
    const parent = threadParent(channel, call.args.string('thread_ts'));
    if (parent !== undefined && isRefusal(parent)) return parent;
    const message = newMessage(call, content, parent);
    channel.add(message);
    call.changed(channel);
    return accept({
      channel: channel.id,
      ts: message.ts,
      message: formatMessage(message, true),
      ...truncationWarning(content.text),
    });
  },
};

/** A message that is about to be shown. */
export function newMessage(call: MethodCall, content: GivenContent, parent?: SandboxMessage): SandboxMessage {
  const { text, metadata, ...rest } = content;
  return {
    ...rest,
    ts: call.workspace.nextTs(call.now),
    text: firstCodePoints(text ?? '', MAX_TEXT),
    ...(metadata === undefined || metadata === null ? {} : { metadata }),
    ...(parent === undefined ? {} : { threadTs: parent.ts }),
    ...(parent !== undefined && flagArgument(call.args, 'reply_broadcast') ? { isBroadcast: true } : {}),
    botId: call.bot.botId,
    botUserId: call.bot.botUserId,
    botName: call.bot.botName,
    postedAt: call.now,
    revision: 0,
  };
}

/** The message that a reply belongs under; a reply's own `ts` leads to its parent. */
export function threadParent(channel: Channel, threadTs: string | undefined): SandboxMessage | Refusal | undefined {
  if (threadTs === undefined || threadTs === '') return undefined;
  const named = channel.message(threadTs);
  const parent = named?.threadTs === undefined ? named : channel.message(named.threadTs);
  return parent ?? refuse('thread_not_found');
}

export function truncationWarning(text: string | undefined): object {
  if (text === undefined || codePoints(text) <= MAX_TEXT) return {};
  return { warning: 'message_truncated', response_metadata: { warnings: ['message_truncated'] } };
}

/** For benchmarks: a true answer about a message that nobody keeps. */
function swallow(call: MethodCall, channel: Channel) {
  const ts = call.workspace.nextTs(call.now);
  return accept({ channel: channel.id, ts, message: { type: 'message', ts, bot_id: call.bot.botId } });
}
