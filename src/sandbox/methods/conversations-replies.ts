import { readableChannel } from '../access.ts';
import { accept, isRefusal, refuse } from '../answer.ts';
import { flagArgument } from '../arguments.ts';
import type { SandboxMessage } from '../channel.ts';
import { formatWithThread } from '../format-message.ts';
import type { Method } from '../method.ts';
import { pageOf } from '../page-of.ts';
import { withinRange } from './conversations-history.ts';

/** [D] conversations.replies */
const MAX_LIMIT = 1_000;

/** The parent, then its replies, oldest first. Asked for a reply, Slack answers with that reply alone. */
export const conversationsReplies: Method = {
  name: 'conversations.replies',
  scopes: [],
  run(call) {
    const channel = readableChannel(call, call.args.string('channel'));
    if (isRefusal(channel)) return channel;
    const parent = channel.message(call.args.string('ts') ?? '');
    if (parent === undefined) return refuse('thread_not_found');
    const thread = [parent, ...channel.replies(parent.ts).filter(withinRange(call.args))];
    const max = call.maxHistoryObjects ?? MAX_LIMIT;
    const page = pageOf(thread, call.args, { keyOf: (message: SandboxMessage) => message.ts, fallback: max, max });
    if (isRefusal(page)) return page;
    const allMetadata = flagArgument(call.args, 'include_all_metadata');
    return accept({
      messages: page.items.map((message) => formatWithThread(message, channel, allMetadata)),
      has_more: page.hasMore,
      response_metadata: { next_cursor: page.nextCursor },
    });
  },
};
