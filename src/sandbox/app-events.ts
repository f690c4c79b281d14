import { randomBytes } from 'node:crypto';
import type { Workspace } from './workspace.ts';

/** An event of a workspace in the Events API's envelope ([D] apis/events-api). */
export function appEvent(
  event: Readonly<Record<string, unknown>>,
  { workspace, now }: { readonly workspace: Workspace; readonly now: number },
): Readonly<Record<string, unknown>> {
  return {
    token: 'deprecated',
    team_id: workspace.teamId,
    api_app_id: 'A0SANDBOX',
    event: { event_ts: (now / 1_000).toFixed(6), ...event },
    type: 'event_callback',
    event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
    event_time: Math.floor(now / 1_000),
    is_ext_shared_channel: false,
  };
}

/** What Slack sends when a workspace removes the app: both, in no certain order. */
export function uninstallEvents(workspace: Workspace): readonly Readonly<Record<string, unknown>>[] {
  const bots = [...new Set(workspace.installed().map(({ botUserId }) => botUserId))];
  return [{ type: 'tokens_revoked', tokens: { oauth: [], bot: bots } }, { type: 'app_uninstalled' }];
}
