import { requireScope } from '../access.ts';
import { accept, isRefusal, type Refusal, refuse } from '../answer.ts';
import { flagArgument } from '../arguments.ts';
import type { Channel } from '../channel.ts';
import { formatChannel } from '../format-channel.ts';
import type { Method, MethodCall } from '../method.ts';
import { pageOf } from '../page-of.ts';

/** [D] conversations.list */
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

const TYPE_SCOPES: Readonly<Record<string, string>> = {
  public_channel: 'channels:read',
  private_channel: 'groups:read',
  im: 'im:read',
  mpim: 'mpim:read',
};

/** Public channels unless `types` says otherwise; private ones only when the bot is in them. */
export const conversationsList: Method = {
  name: 'conversations.list',
  scopes: [],
  run(call) {
    const types = (call.args.string('types') ?? 'public_channel').split(',').map((type) => type.trim());
    const refusal = typesRefusal(call, types);
    if (refusal !== undefined) return refusal;
    const excludeArchived = flagArgument(call.args, 'exclude_archived');
    const shown = call.workspace
      .channels()
      .filter((channel) => types.includes(typeOf(channel)))
      .filter((channel) => (!channel.isPrivate || channel.isMember) && !(excludeArchived && channel.isArchived));
    const rules = { keyOf: (channel: Channel) => channel.id, fallback: DEFAULT_LIMIT, max: MAX_LIMIT };
    const page = pageOf(shown, call.args, rules);
    if (isRefusal(page)) return page;
    return accept({
      channels: page.items.map((channel) => formatChannel(channel, call.workspace)),
      response_metadata: { next_cursor: page.nextCursor },
    });
  },
};

function typesRefusal(call: MethodCall, types: readonly string[]): Refusal | undefined {
  for (const type of types) {
    const scope = Object.hasOwn(TYPE_SCOPES, type) ? TYPE_SCOPES[type] : undefined;
    if (scope === undefined) return refuse('invalid_types');
    const refusal = requireScope(call.bot, [scope]);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function typeOf(channel: Channel): string {
  if (channel.isDirect) return 'im';
  return channel.isPrivate ? 'private_channel' : 'public_channel';
}
