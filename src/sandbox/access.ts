import { isRefusal, type Refusal, refuse } from './answer.ts';
import type { Channel } from './channel.ts';
import type { SandboxToken } from './options.ts';
import type { Installation, Workspace } from './workspace.ts';

/** Who calls: the token's workspace and bot, or Slack's error for the token. */
export function authenticate(
  workspaceOf: ReadonlyMap<string, Workspace>,
  token: string | undefined,
): Installation | Refusal {
  if (token === undefined || token === '') return refuse('not_authed');
  const workspace = workspaceOf.get(token);
  const bot = workspace?.token(token);
  if (workspace === undefined || bot === undefined) return refuse('invalid_auth');
  return bot.state === 'active' ? { workspace, bot } : refuse(bot.state);
}

/** A refusal when the bot lacks all of the scopes of which it needs one. */
export function requireScope(bot: SandboxToken, needed: readonly string[]): Refusal | undefined {
  if (needed.length === 0 || needed.some((scope) => bot.scopes.includes(scope))) return undefined;
  return refuse('missing_scope', { needed: needed.join(','), provided: bot.scopes.join(',') });
}

/** `channels:history` for public channels, `groups:history` for private ones. */
export function channelScope(channel: Channel, verb: 'read' | 'history'): readonly string[] {
  if (channel.isDirect) return [`im:${verb}`];
  return [channel.isPrivate ? `groups:${verb}` : `channels:${verb}`];
}

/** By id only: private channels that the bot is not in do not exist for it. */
export function visibleChannel(workspace: Workspace, id: string | undefined): Channel | Refusal {
  const channel = id === undefined ? undefined : workspace.channel(id);
  if (channel === undefined || (channel.isPrivate && !channel.isMember)) return refuse('channel_not_found');
  return channel;
}

/** A channel whose messages the bot may read: "Only user tokens can access public channels they are not in". */
export function readableChannel({ workspace, bot }: Installation, id: string | undefined): Channel | Refusal {
  const channel = visibleChannel(workspace, id);
  if (isRefusal(channel)) return channel;
  return requireScope(bot, channelScope(channel, 'history')) ?? (channel.isMember ? channel : refuse('not_in_channel'));
}

/** A channel that the bot may post to, named by id, `#name`, name or a person's id. */
export function postableChannel({ workspace, bot }: Installation, reference: string | undefined): Channel | Refusal {
  const channel = reference === undefined ? undefined : workspace.findChannel(reference);
  if (channel === undefined || (channel.isPrivate && !channel.isMember)) return refuse('channel_not_found');
  if (channel.isArchived) return refuse('is_archived');
  if (!channel.isMember && !bot.scopes.includes('chat:write.public')) return refuse('not_in_channel');
  return channel;
}
