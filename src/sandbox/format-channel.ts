import type { Channel } from './channel.ts';
import type { Workspace } from './workspace.ts';

/** A conversation as Slack's answers show it. */
export function formatChannel(channel: Channel, workspace: Workspace): Readonly<Record<string, unknown>> {
  const people = channel.members?.length ?? workspace.users.size;
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate && !channel.isDirect,
    is_im: channel.isDirect,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_member: channel.isMember,
    is_general: false,
    num_members: people + (channel.isMember ? 1 : 0),
    context_team_id: workspace.teamId,
  };
}
