/** Two relays' configuration for an outage, and the workspaces of the same tenants in the sandbox. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxWorkspace } from '../../src/sandbox/options.ts';
import { type SandboxLimits, slackLimits } from '../../src/sandbox/rate-limits.ts';
import { ingestToken, tenantName } from './payloads.ts';

export const TENANTS = 5;
export const CHANNELS_PER_TENANT = 4;

/** So many times as fast as Slack allows calls: what waits is told in about a minute. */
const FASTER = 2.5;

/** What may go through one line: rates a second, and calls at once after a quiet time. */
export const RATES = {
  channelPosts: { perSecond: FASTER, burst: 1 },
  workspacePosts: { perSecond: (300 * FASTER) / 60, burst: (300 * FASTER) / 6 },
  workspaceUpdates: { perSecond: (50 * FASTER) / 60, burst: Math.floor((50 * FASTER) / 6) },
} as const;

/**
 * An hour passes in a minute: pauses and windows are a sixtieth of what is usual. Only the limits of calls are not, as no
 * machine would keep up with sixty times Slack's.
 */
const TOCSIN = `
ingest: { dedupe_window: 2s }
delivery:
  sweep_interval: 1s
  max_retest_interval: 5s
  outage_note_after: 5s
  channel_posts_per_second: ${RATES.channelPosts.perSecond}
  channel_burst: ${RATES.channelPosts.burst}
  workspace_posts_per_minute: ${Math.round(RATES.workspacePosts.perSecond * 60)}
  workspace_updates_per_minute: ${Math.round(RATES.workspaceUpdates.perSecond * 60)}
receiver_defaults: { reopen_window: 5m }
`;

/** What the sandbox refuses. Calls that left evenly may arrive together, hence two more at once than the relays allow. */
export const LIMITS: SandboxLimits = {
  postsPerChannel: { calls: RATES.channelPosts.perSecond, periodMs: 1_000, burst: RATES.channelPosts.burst + 2 },
  methods: Object.fromEntries(
    Object.entries(slackLimits.methods).map(([method, { calls, periodMs, burst }]) => [
      method,
      { calls: calls * FASTER, periodMs, burst: burst * FASTER },
    ]),
  ),
};

export const teamOf = (tenant: number): string => `T0${tenantName(tenant).toUpperCase()}`;
export const channelOf = (tenant: number, channel: number): string => `C0${tenantName(tenant).toUpperCase()}${channel}`;
const receiverOf = (channel: number): string => `team-${channel}`;
const botToken = (tenant: number): string => `xoxb-outage-${tenant}`;

const tenants = Array.from({ length: TENANTS }, (_, index) => index);
const channels = Array.from({ length: CHANNELS_PER_TENANT }, (_, index) => index);

export function workspaces(): readonly SandboxWorkspace[] {
  return tenants.map((tenant) => ({
    teamId: teamOf(tenant),
    tokens: [{ token: botToken(tenant) }],
    channels: channels.map((channel) => ({ id: channelOf(tenant, channel), name: receiverOf(channel) })),
  }));
}

/** `stormAfter`: the receivers' `storm_after`. */
export async function writeConfig(directory: string, { stormAfter }: { readonly stormAfter: string }): Promise<void> {
  await writeFile(join(directory, 'tocsin.yaml'), TOCSIN);
  for (const tenant of tenants) {
    const name = tenantName(tenant);
    const files = {
      tenant: {
        name,
        ingest: { tokens: [{ token: ingestToken(name) }] },
        slack: { team_id: teamOf(tenant), bot_token: botToken(tenant) },
      },
      routing: {
        route: {
          receiver: receiverOf(0),
          routes: channels.map((channel) => ({ matchers: [`channel="${channel}"`], receiver: receiverOf(channel) })),
        },
      },
      receivers: {
        receivers: channels.map((channel) => ({
          name: receiverOf(channel),
          slack: { channel: channelOf(tenant, channel), storm_after: stormAfter },
        })),
      },
    };
    await mkdir(join(directory, 'tenants', name), { recursive: true });
    for (const [file, content] of Object.entries(files)) {
      // JSON is YAML.
      await writeFile(join(directory, 'tenants', name, `${file}.yaml`), JSON.stringify(content));
    }
  }
}
