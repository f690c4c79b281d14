/** Configuration of the relay under test: many tenants with many channels, each in its language. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ingestToken, teamName, tenantName } from './payloads.ts';

/** Of the app whose buttons are pressed. */
export const SIGNING_SECRET = 'bench-signing-secret';

const channelOf = (tenant: number, team: number): string => `C0${tenantName(tenant).toUpperCase()}${team}`;

/**
 * Slack's limits are kept in the benchmark too, at the most that tocsin.yaml allows: 333 posts at once to a workspace and
 * 20 to a channel. What exceeds them would measure waiting, so there are enough tenants for every run to stay below.
 */
export const GROUPS_PER_TENANT = 320;

const PROCESS = `
delivery:
  channel_posts_per_second: 10
  channel_burst: 20
  workspace_posts_per_minute: 2000
  workspace_updates_per_minute: 1000
`;

/** `onlyIngest`: one worker, which a Slack that never answers keeps busy for a minute, so that nothing is delivered. */
const ONLY_INGEST = `
delivery: { concurrency: 1, tenant_concurrency: 1, lease: 5m }
slack: { timeout: 1m }
`;

/** Writes the folder; half of the tenants read German, the others the other four languages. */
export async function writeConfig(
  folder: string,
  options: { readonly tenants: number; readonly teams: number; readonly onlyIngest: boolean },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'tocsin.yaml'), options.onlyIngest ? ONLY_INGEST : PROCESS);
  for (let tenant = 0; tenant < options.tenants; tenant++) await writeTenant(folder, tenant, options.teams);
}

const LOCALES = ['de', 'en', 'de', 'fr', 'de', 'es', 'de', 'it'];

async function writeTenant(folder: string, tenant: number, teamCount: number): Promise<void> {
  const name = tenantName(tenant);
  const teams = Array.from({ length: teamCount }, (_, team) => team);
  const files = {
    tenant: {
      name: `Tenant ${tenant}`,
      locale: LOCALES[tenant % LOCALES.length],
      time_zone: 'Europe/Berlin',
      ingest: { tokens: [{ token: ingestToken(name) }] },
      slack: { team_id: `T0${name.toUpperCase()}`, bot_token: `xoxb-bench-${name}` },
    },
    routing: {
      route: {
        receiver: teamName(0),
        routes: teams.map((team) => ({ matchers: [`team="${teamName(team)}"`], receiver: teamName(team) })),
      },
    },
    receivers: {
      receivers: teams.map((team) => ({
        name: teamName(team),
        slack: { channel: channelOf(tenant, team), mentions: { critical: ['<!subteam^S0ONCALL>'] } },
      })),
    },
  };
  await mkdir(join(folder, 'tenants', name), { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    // JSON is YAML.
    await writeFile(join(folder, 'tenants', name, `${file}.yaml`), JSON.stringify(content));
  }
}
