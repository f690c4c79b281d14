import type { App } from '@slack/bolt';
import type { InstallationEvent } from '../installations/park.ts';

/** Takes what Slack says about the end of installations. Bolt answers events by itself, before this. */
export function takeInstallationEvents(bolt: App, take: (event: InstallationEvent) => Promise<void>): void {
  bolt.event('app_uninstalled', async ({ body }) => {
    await take({ why: 'app_uninstalled', teamId: body.team_id, at: body.event_time * 1_000 });
  });
  bolt.event('tokens_revoked', async ({ event, body }) => {
    const { bot } = event.tokens;
    await take({ why: 'tokens_revoked', teamId: body.team_id, at: body.event_time * 1_000, bots: bot ?? [] });
  });
}
