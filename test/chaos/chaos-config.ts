/** The relays' configuration, and the workspaces of the same tenants in the sandbox. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SEVERITIES } from '../../src/core/severity.ts';
import type { SandboxWorkspace } from '../../src/sandbox/options.ts';
import { ingestToken } from './alertmanagers.ts';
import { CHANNELS_PER_TENANT, TENANTS } from './group-story.ts';

/**
 * Leases and timeouts as short as they may be, so that what a killed relay held is soon taken up; no pacing, so that
 * Slack's limits do not decide how long a run takes. Copies come within the window.
 */
const TOCSIN = `
ingest: { dedupe_window: 30s }
delivery:
  lease: 5s
  sweep_interval: 200ms
  channel_posts_per_second: 10000
  channel_burst: 10000
  workspace_posts_per_minute: 1000000
  workspace_updates_per_minute: 1000000
slack: { timeout: 1s }
receiver_defaults: { reopen_window: 6h }
`;

const TIERS = ['enterprise', 'premium', 'free', 'free'];

export const teamOf = (tenant: string): string => `T0${tenant.toUpperCase()}`;
export const channelOf = (tenant: string, channel: number): string => `C0${tenant.toUpperCase()}${channel}`;
export const receiverOf = (channel: number): string => `team-${channel}`;
const botToken = (tenant: string): string => `xoxb-chaos-${tenant}`;

const channels = Array.from({ length: CHANNELS_PER_TENANT }, (_, index) => index);

export function workspaces(): readonly SandboxWorkspace[] {
  return TENANTS.map((tenant) => ({
    teamId: teamOf(tenant),
    tokens: [{ token: botToken(tenant) }],
    channels: channels.map((channel) => ({ id: channelOf(tenant, channel), name: receiverOf(channel) })),
  }));
}

export async function writeConfig(directory: string): Promise<void> {
  await writeFile(join(directory, 'tocsin.yaml'), TOCSIN);
  for (const [index, tenant] of TENANTS.entries()) {
    const files = {
      tenant: {
        name: tenant,
        tier: TIERS[index],
        ingest: { tokens: [{ token: ingestToken(tenant) }] },
        slack: { team_id: teamOf(tenant), bot_token: botToken(tenant) },
      },
      routing: {
        route: {
          receiver: receiverOf(0),
          routes: channels.map((channel) => ({
            matchers: [`channel="${channel}"`],
            receiver: receiverOf(channel),
          })),
        },
      },
      // Groups of a run that lasts longer than its tier allows would change once more, and it never come to rest.
      escalation: { targets: Object.fromEntries(SEVERITIES.map((severity) => [severity, {}])) },
      receivers: {
        receivers: channels.map((channel) => ({
          name: receiverOf(channel),
          slack: { channel: channelOf(tenant, channel) },
        })),
      },
    };
    await mkdir(join(directory, 'tenants', tenant), { recursive: true });
    for (const [file, content] of Object.entries(files)) {
      // JSON is YAML.
      await writeFile(join(directory, 'tenants', tenant, `${file}.yaml`), JSON.stringify(content));
    }
  }
}
