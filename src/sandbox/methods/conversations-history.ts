import { readableChannel } from '../access.ts';
import { accept, isRefusal } from '../answer.ts';
import { type Arguments, flagArgument } from '../arguments.ts';
import type { SandboxMessage } from '../channel.ts';
import { formatWithThread } from '../format-message.ts';
import type { Method } from '../method.ts';
import { pageOf } from '../page-of.ts';

/** [D] conversations.history */
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 999;

/** Newest first; replies only when they were broadcast. The scope depends on the channel's kind. */
export const conversationsHistory: Method = {
  name: 'conversations.history',
  scopes: [],
  run(call) {
    const channel = readableChannel(call, call.args.string('channel'));
    if (isRefusal(channel)) return channel;
    const shown = channel
      .messages()
      .filter((message) => message.threadTs === undefined || message.isBroadcast === true)
      .filter(withinRange(call.args))
      .reverse();
    const max = call.maxHistoryObjects ?? MAX_LIMIT;
    const rules = { keyOf: (message: SandboxMessage) => message.ts, fallback: Math.min(DEFAULT_LIMIT, max), max };
    const page = pageOf(shown, call.args, rules);
    if (isRefusal(page)) return page;
    const allMetadata = flagArgument(call.args, 'include_all_metadata');
    return accept({
      messages: page.items.map((message) => formatWithThread(message, channel, allMetadata)),
      has_more: page.hasMore,
      pin_count: 0,
      response_metadata: { next_cursor: page.nextCursor },
    });
  },
};

/** `oldest` and `latest`, the ends themselves only with `inclusive`. */
export function withinRange(args: Arguments): (message: SandboxMessage) => boolean {
  const oldest = Number(args.string('oldest') ?? 0);
  const latest = Number(args.string('latest') ?? Infinity);
  const inclusive = flagArgument(args, 'inclusive');
  return ({ ts }) => {
    const at = Number(ts);
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  };
}
