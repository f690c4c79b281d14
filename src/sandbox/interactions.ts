import { z } from 'zod';
import { TocsinError } from '../core/errors.ts';
import type { Channel, SandboxMessage } from './channel.ts';
import { slackValue } from './element-values.ts';
import { formatMessage } from './format-message.ts';
import { type FoundElement, findElement } from './interactive-elements.ts';
import type { Workspace } from './workspace.ts';

/** What a person gave to an element: see `element-values.ts`. */
export const Given = z.union([z.string(), z.array(z.string())]);

/** A person's click on an element of a message. */
export const Click = z.strictObject({
  teamId: z.string(),
  /** Id or `#name`. */
  channel: z.string(),
  ts: z.string(),
  actionId: z.string(),
  userId: z.string(),
  /** Needed when two blocks have elements of the same `action_id`. */
  blockId: z.string().optional(),
  /** What was given to the element: the chosen option's value, for menus. */
  option: Given.optional(),
});
export type Click = z.infer<typeof Click>;

/** Fields that every interaction's payload has. */
export function payloadBase(workspace: Workspace, userId: string): Readonly<Record<string, unknown>> {
  const name = workspace.users.get(userId)?.name ?? userId;
  return {
    team: { id: workspace.teamId, domain: workspace.domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: userId, username: name, name, team_id: workspace.teamId },
    api_app_id: 'A0SANDBOX',
    token: 'deprecated',
  };
}

/** What goes into a click's payload besides the message. */
export interface ClickContext {
  readonly workspace: Workspace;
  readonly channel: Channel;
  readonly now: number;
  readonly triggerId: string;
  readonly responseUrl: string;
}

/** The `block_actions` payload, with Slack's fields. Throws when the message has no such element. */
export function blockActionsPayload(click: Click, context: ClickContext): object {
  const { workspace, channel, now } = context;
  const message = findMessage(channel, click.ts);
  const found = findElement(blocksOf(message), { ...click, holder: `message ${message.ts}` });
  return {
    type: 'block_actions',
    ...payloadBase(workspace, click.userId),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.onlyFor !== undefined,
      ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    },
    trigger_id: context.triggerId,
    channel: { id: channel.id, name: channel.isDirect ? 'directmessage' : channel.name },
    message: formatMessage(message, true),
    state: { values: {} },
    response_url: context.responseUrl,
    actions: [actionOf(found, { option: click.option, now })],
  };
}

/** One entry of `actions`: what was done to the element. Throws for an option that it does not have. */
export function actionOf(
  { element, blockId }: FoundElement,
  made: { readonly option: z.infer<typeof Given> | undefined; readonly now: number },
): object {
  const { type, text, value, style } = element;
  const isButton = type === 'button' || type === 'icon_button' || type === 'workflow_button';
  return {
    type,
    action_id: element.action_id,
    block_id: blockId,
    ...(isButton ? { text, value, style } : usedValue(element, made.option)),
    action_ts: (made.now / 1_000).toFixed(6),
  };
}

function usedValue(element: FoundElement['element'], option: z.infer<typeof Given> | undefined): object {
  if (element.type === 'feedback_buttons') return { value: option };
  if (option !== undefined) return slackValue(element, option);
  throw new TocsinError('usage', `"${String(element.action_id)}" has no option "undefined"`);
}

function blocksOf({ blocks = [], attachments = [] }: SandboxMessage): readonly unknown[] {
  const attached = attachments.flatMap((each): readonly unknown[] =>
    typeof each === 'object' && each !== null && 'blocks' in each && Array.isArray(each.blocks) ? each.blocks : [],
  );
  return [...blocks, ...attached];
}

function findMessage(channel: Channel, ts: string): SandboxMessage {
  const message = channel.message(ts) ?? channel.ephemerals().find((ephemeral) => ephemeral.ts === ts);
  if (message === undefined) throw new TocsinError('usage', `there is no message ${ts} in ${channel.id}`);
  return message;
}
