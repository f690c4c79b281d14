import { z } from 'zod';
import { isObject } from './block-kit/check-rule.ts';
import type { Channel } from './channel.ts';
import type { Workspace } from './workspace.ts';

/** A slash command that a person types. */
export const SlashCommand = z.strictObject({
  teamId: z.string(),
  /** Id or `#name`: where it is typed. */
  channel: z.string(),
  userId: z.string(),
  command: z.string().regex(/^\/\S{1,31}$/),
  text: z.string().default(''),
});
export type SlashCommand = z.input<typeof SlashCommand>;

/** The form that Slack sends of it ([D] slash commands, "Preparing your app to receive commands"). */
export function commandFields(
  { userId, command, text = '' }: SlashCommand,
  context: {
    readonly workspace: Workspace;
    readonly channel: Channel;
    readonly triggerId: string;
    readonly responseUrl: string;
  },
): Readonly<Record<string, string>> {
  const { workspace, channel } = context;
  return {
    token: 'deprecated',
    team_id: workspace.teamId,
    team_domain: workspace.domain,
    channel_id: channel.id,
    channel_name: channel.isDirect ? 'directmessage' : channel.isPrivate ? 'privategroup' : channel.name,
    user_id: userId,
    user_name: workspace.users.get(userId)?.name ?? userId,
    command,
    text,
    api_app_id: 'A0SANDBOX',
    is_enterprise_install: 'false',
    response_url: context.responseUrl,
    trigger_id: context.triggerId,
  };
}

/** What the answer's body says: nothing, JSON of a message, or plain text ([D] slash commands, "Responding"). */
export function commandAnswer(body: string): Readonly<Record<string, unknown>> | undefined {
  if (body.trim() === '') return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : { text: body };
  } catch {
    return { text: body };
  }
}
