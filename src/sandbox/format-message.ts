import type { Channel, SandboxMessage } from './channel.ts';

/** A message as Slack's answers show it. Without `allMetadata` only the metadata's `event_type` comes back. */
export function formatMessage(message: SandboxMessage, allMetadata: boolean): Readonly<Record<string, unknown>> {
  return {
    type: 'message',
    ...(message.isBroadcast === true ? { subtype: 'thread_broadcast' } : {}),
    user: message.botUserId,
    bot_id: message.botId,
    app_id: 'A0SANDBOX',
    text: message.text,
    ts: message.ts,
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(message.blocks === undefined ? {} : { blocks: message.blocks }),
    ...(message.attachments === undefined ? {} : { attachments: message.attachments }),
    ...(message.edited === undefined ? {} : { edited: message.edited }),
    ...(message.metadata === undefined ? {} : { metadata: shownMetadata(message.metadata, allMetadata) }),
  };
}

/** The same, with what a parent tells of its thread. */
export function formatWithThread(
  message: SandboxMessage,
  channel: Channel,
  allMetadata: boolean,
): Readonly<Record<string, unknown>> {
  const replies = channel.replies(message.ts);
  const last = replies.at(-1);
  if (last === undefined) return formatMessage(message, allMetadata);
  const users = [...new Set(replies.map((reply) => reply.botUserId))];
  return {
    ...formatMessage(message, allMetadata),
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: last.ts,
  };
}

function shownMetadata(metadata: Readonly<Record<string, unknown>>, all: boolean): object {
  return all ? metadata : { event_type: metadata.event_type };
}
