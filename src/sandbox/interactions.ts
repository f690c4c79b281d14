import { z } from 'zod';
import { TocsinError } from '../core/errors.ts';
import { isObject } from './block-kit/check-rule.ts';
import type { Channel, SandboxMessage } from './channel.ts';
import { formatMessage } from './format-message.ts';
import { signatureHeaders } from './signature.ts';
import type { Workspace } from './workspace.ts';

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
  /** The value of the option chosen, for menus. */
  option: z.string().optional(),
});
export type Click = z.infer<typeof Click>;

/** What the app answered. Slack shows an error to the person unless it is 200 within three seconds. */
export interface ClickResult {
  /** 0 when there was no answer within {@link ACK_DEADLINE_MS}. */
  readonly status: number;
  readonly body: string;
  readonly elapsedMs: number;
}

/** [D] the app must acknowledge within three seconds. */
export const ACK_DEADLINE_MS = 3_000;

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
  const { element, blockId } = findElement(message, click);
  const user = workspace.users.get(click.userId);
  const name = user?.name ?? click.userId;
  return {
    type: 'block_actions',
    team: { id: workspace.teamId, domain: workspace.domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: click.userId, username: name, name, team_id: workspace.teamId },
    api_app_id: 'A0SANDBOX',
    token: 'deprecated',
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
    actions: [actionOf(element, blockId, { click, now })],
  };
}

/** Signs the payload and posts it as Slack does. */
export async function sendInteraction(
  payload: object,
  to: { readonly url: string; readonly signingSecret: string; readonly now: number },
): Promise<ClickResult> {
  const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  try {
    const response = await fetch(to.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        ...signatureHeaders(to.signingSecret, to.now, body),
      },
      body,
      signal: AbortSignal.timeout(ACK_DEADLINE_MS),
    });
    return { status: response.status, body: await response.text(), elapsedMs: elapsed() };
  } catch (cause) {
    return { status: 0, body: cause instanceof Error ? cause.message : String(cause), elapsedMs: elapsed() };
  }
}

function findMessage(channel: Channel, ts: string): SandboxMessage {
  const message = channel.message(ts) ?? channel.ephemerals().find((ephemeral) => ephemeral.ts === ts);
  if (message === undefined) throw new TocsinError('usage', `there is no message ${ts} in ${channel.id}`);
  return message;
}

/** Those of the message and of its attachments. */
function blocksOf({ blocks = [], attachments = [] }: SandboxMessage): readonly unknown[] {
  const inner = attachments.map((each) => (isObject(each) && Array.isArray(each.blocks) ? each.blocks : []));
  return [...blocks, ...inner.flat()];
}

type Json = Readonly<Record<string, unknown>>;

function findElement(message: SandboxMessage, click: Click): { readonly element: Json; readonly blockId: unknown } {
  for (const block of blocksOf(message)) {
    if (!isObject(block) || (click.blockId !== undefined && block.block_id !== click.blockId)) continue;
    const elements: readonly unknown[] = Array.isArray(block.elements) ? block.elements : [block.accessory];
    const element = elements.find((candidate) => isObject(candidate) && candidate.action_id === click.actionId);
    if (isObject(element)) return { element, blockId: block.block_id };
  }
  throw new TocsinError('usage', `message ${message.ts} has no element with the action_id "${click.actionId}"`);
}

function actionOf(element: Json, blockId: unknown, made: { click: Click; now: number }): object {
  const { text, value, style } = element;
  return {
    type: element.type,
    action_id: element.action_id,
    block_id: blockId,
    ...(element.type === 'button' ? { text, value, style } : { selected_option: chosenOption(element, made.click) }),
    action_ts: (made.now / 1_000).toFixed(6),
  };
}

function chosenOption(element: Json, click: Click): unknown {
  const groups: readonly unknown[] = Array.isArray(element.option_groups) ? element.option_groups : [element];
  const options = groups.flatMap((group): readonly unknown[] =>
    isObject(group) && Array.isArray(group.options) ? group.options : [],
  );
  const chosen = options.find((option) => isObject(option) && option.value === click.option);
  if (chosen === undefined) throw new TocsinError('usage', `"${click.actionId}" has no option "${click.option}"`);
  return chosen;
}
