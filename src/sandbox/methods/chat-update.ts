import { visibleChannel } from '../access.ts';
import { accept, isRefusal, type Refusal, refuse } from '../answer.ts';
import type { Channel, SandboxMessage } from '../channel.ts';
import { formatMessage } from '../format-message.ts';
import { type GivenContent, readContent } from '../message-content.ts';
import type { Method, MethodCall } from '../method.ts';

/** [D] chat.update says 4,000 characters; [M] Slack counts UTF-8 bytes. */
const MAX_TEXT_BYTES = 4_000;

export const chatUpdate: Method = {
  name: 'chat.update',
  scopes: ['chat:write'],
  run(call) {
    const channel = visibleChannel(call.workspace, call.args.string('channel'));
    if (isRefusal(channel)) return channel;
    if (call.sink) return accept({ channel: channel.id, ts: call.args.string('ts'), text: '', message: {} });
    const message = editableMessage(call, channel);
    if (isRefusal(message)) return message;
    const content = readContent(call.args, call.validate);
    if (isRefusal(content)) return content;
    if (content.text !== undefined && Buffer.byteLength(content.text) > MAX_TEXT_BYTES) return refuse('msg_too_long');
    const updated = applyUpdate(call, message, content);
    if (isRefusal(updated)) return updated;
    channel.replace(updated);
    call.changed(channel);
    return accept({ channel: channel.id, ts: updated.ts, text: updated.text, message: formatMessage(updated, true) });
  },
};

function editableMessage(call: MethodCall, channel: Channel): SandboxMessage | Refusal {
  const message = channel.message(call.args.string('ts') ?? '');
  if (message === undefined) return refuse('message_not_found');
  if (message.botId !== call.bot.botId) return refuse('cant_update_message');
  if (channel.isArchived) return refuse('is_archived');
  return call.now - message.postedAt > call.workspace.editWindowMs ? refuse('edit_window_closed') : message;
}

/**
 * [D] chat.update: text without blocks removes the blocks, `[]` too; neither keeps them. Attachments and metadata stay
 * unless given, `{}` removes metadata. Text alone gets the "edited" mark, blocks do not.
 */
function applyUpdate(call: MethodCall, message: SandboxMessage, content: GivenContent): SandboxMessage | Refusal {
  const blocks = content.blocks ?? (content.text === undefined ? message.blocks : undefined);
  const attachments = content.attachments ?? message.attachments;
  const text = content.text ?? message.text;
  if (text === '' && !isFilled(blocks) && !isFilled(attachments)) return refuse('no_text');
  const { blocks: _blocks, attachments: _attachments, ...rest } = message;
  const shown = {
    ...rest,
    text,
    ...(isFilled(blocks) ? { blocks } : {}),
    ...(isFilled(attachments) ? { attachments } : {}),
    revision: message.revision + 1,
  };
  return withMetadata(withMark(call, shown, content), content.metadata);
}

function withMark(call: MethodCall, message: SandboxMessage, content: GivenContent): SandboxMessage {
  if (content.text === undefined || isFilled(content.blocks)) return message;
  return { ...message, edited: { user: call.bot.botUserId, ts: call.workspace.nextTs(call.now) } };
}

function withMetadata(message: SandboxMessage, given: GivenContent['metadata']): SandboxMessage {
  if (given === undefined) return message;
  const { metadata: _metadata, ...rest } = message;
  return given === null ? rest : { ...rest, metadata: given };
}

function isFilled(part: readonly unknown[] | undefined): part is readonly unknown[] {
  return part !== undefined && part.length > 0;
}
