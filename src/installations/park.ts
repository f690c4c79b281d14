/** What Slack says about an installation's end, and what becomes of the tenant then. */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { InstallationRecord, ParkReason } from './installation.ts';
import type { Installations } from './installations.ts';
import type { Workspaces } from './workspaces.ts';

export interface ParkParts {
  readonly workspaces: Workspaces;
  readonly installations: Installations;
  /** Whether Slack takes the token; undefined when Slack does not tell. */
  readonly isAlive: (botToken: Secret) => Promise<boolean | undefined>;
  /** Has nothing more sent to the tenant's workspace until it is mended. */
  readonly hold: (tenant: Tenant) => Promise<void>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** As the Events API tells it. */
export interface InstallationEvent {
  readonly why: ParkReason;
  readonly teamId: string;
  /** When it happened, epoch milliseconds by Slack's clock, exact to a second. */
  readonly at: number;
  /** Slack's ids of the bots whose tokens were revoked; absent: all. */
  readonly bots?: readonly string[];
}

/** Slack's times are whole seconds, and its clock is not ours: ours. */
const CLOCKS_APART_MS = 5_000;

/** Parks the tenants of the workspace. Does nothing where it was mended since: Slack repeats events for a day. */
export async function parkInstallations(parts: ParkParts, event: InstallationEvent): Promise<void> {
  const { workspaces } = parts;
  const named = workspaces.withTeam(event.teamId);
  if (named.length === 0) parts.logger.info({ team: event.teamId, why: event.why }, 'no tenant has this workspace');
  for (const tenant of named) {
    const isParked =
      tenant.slack.install === 'oauth' ? await park(parts, tenant, event) : await isGone(parts, tenant, event);
    if (!isParked) continue;
    await parts.hold(tenant);
    parts.metrics.installations.inc({ tenant: parts.metrics.tenantLabel(tenant.id), event: event.why });
    parts.logger.error(
      { tenant: tenant.id, team: event.teamId, why: event.why },
      'the Slack app was removed from a workspace, its messages wait: docs/operations.md, "token_invalid"',
    );
  }
}

/** A token that a file names. Only Slack can say whether it is the one that the event is about. */
async function isGone({ isAlive: ask }: ParkParts, { slack }: Tenant, { bots }: InstallationEvent): Promise<boolean> {
  if (slack.install !== 'token') return false;
  const isAlive = await ask(slack.botToken);
  return isAlive === undefined ? bots === undefined : !isAlive;
}

async function park(parts: ParkParts, { id }: Tenant, event: InstallationEvent): Promise<boolean> {
  const { installations, workspaces, clock } = parts;
  for (;;) {
    const stored = await installations.read(id);
    if (stored === undefined || !(await concerns(parts, { tenantId: id, record: stored.record }, event))) return false;
    const parked = { at: clock.now(), why: event.why };
    if (await installations.write(id, { ...stored.record, parked }, stored.version)) break;
  }
  await workspaces.reread(id);
  return true;
}

/** Whether the event is about this very installation, and says what is not known yet. */
async function concerns(
  { workspaces, isAlive }: ParkParts,
  { tenantId, record }: { readonly tenantId: Tenant['id']; readonly record: InstallationRecord },
  { teamId, at, bots, why }: InstallationEvent,
): Promise<boolean> {
  if (record.teamId !== teamId || record.parked !== undefined) return false;
  if (at + CLOCKS_APART_MS < record.installedAt) return false;
  if (why === 'app_uninstalled') return true;
  if (bots !== undefined && !bots.includes(record.botUserId)) return false;
  // A renewal ends older tokens: that the present one is dead, only Slack can say.
  await workspaces.reread(tenantId);
  const token = workspaces.installationOf(tenantId)?.tokens.botToken;
  return token === undefined || (await isAlive(token)) !== true;
}
