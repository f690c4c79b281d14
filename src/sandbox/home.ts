import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { TocsinError } from '../core/errors.ts';
import { actionOf, Given, payloadBase } from './interactions.ts';
import { findElement } from './interactive-elements.ts';
import { stateValues } from './view-state.ts';
import { formatView, type OpenView, type ViewOwner } from './views.ts';
import type { Workspace } from './workspace.ts';

/** A person opens the app's Home tab. */
export const HomeOpening = z.strictObject({ teamId: z.string(), userId: z.string() });

/** A person's click on an element of their Home tab. */
export const HomeClick = z.strictObject({
  teamId: z.string(),
  userId: z.string(),
  actionId: z.string(),
  /** Needed when two blocks have elements of the same `action_id`. */
  blockId: z.string().optional(),
  option: Given.optional(),
});
export type HomeClick = z.infer<typeof HomeClick>;

interface HomeContext {
  readonly workspace: Workspace;
  readonly home: OpenView | undefined;
  readonly now: number;
  readonly triggerId: string;
}

/** The `app_home_opened` event ([D] app_home_opened) in the Events API's envelope. `view` only where one is published. */
export function homeOpenedEvent(
  { userId }: ViewOwner,
  { workspace, home, now }: Omit<HomeContext, 'triggerId'>,
): Readonly<Record<string, unknown>> {
  const bot = workspace.firstBot;
  return {
    token: 'deprecated',
    team_id: workspace.teamId,
    api_app_id: 'A0SANDBOX',
    event: {
      type: 'app_home_opened',
      user: userId,
      channel: `D${userId.slice(1)}`,
      tab: 'home',
      ...(home === undefined ? {} : { view: formatView(home, bot) }),
      event_ts: (now / 1_000).toFixed(6),
    },
    type: 'event_callback',
    event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
    event_time: Math.floor(now / 1_000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.teamId,
        user_id: bot?.botUserId ?? '',
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  };
}

/** `block_actions` of the Home tab: it has a view and no channel. Throws when there is no such element. */
export function homeActionsPayload(click: HomeClick, { workspace, home, now, triggerId }: HomeContext): object {
  if (home === undefined) throw new TocsinError('usage', `${click.userId} has no Home tab yet`);
  const found = findElement(home.content.blocks, { ...click, holder: `view ${home.id}` });
  return {
    type: 'block_actions',
    ...payloadBase(workspace, click.userId),
    container: { type: 'view', view_id: home.id },
    trigger_id: triggerId,
    view: formatView(home, workspace.firstBot, stateValues(home.content.blocks, {})),
    actions: [actionOf(found, { option: click.option, now })],
  };
}
