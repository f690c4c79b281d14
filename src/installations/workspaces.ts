/** Which workspace each tenant has now, and its token: as its file says, or as it was installed. */
import type { Clock } from '../core/clock.ts';
import { type DeliveryReason, TocsinError } from '../core/errors.ts';
import type { TeamId, TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import type { Tenant, TenantSet } from '../tenants/tenant.ts';
import { type Installation, openInstallation, resealed } from './installation.ts';
import type { Installations, StoredInstallation } from './installations.ts';
import type { KeyRing } from './key-ring.ts';
import { TokenTeams } from './token-teams.ts';
import { WorkspaceNames } from './workspace-names.ts';

/** How often it is asked whether an installation changed: how long other processes' are unknown, milliseconds. */
const ASK_MS = 2_000;
/** How often all are read again, milliseconds: the count of changes may miss one whose writer died. */
const READ_ALL_MS = 60_000;

/** The same token is the same object from call to call. */
export interface Workspace {
  readonly teamId: TeamId;
  readonly botToken: Secret;
}

export interface TenantWorkspace {
  readonly tenant: Tenant;
  readonly workspace: Workspace;
}

/** The workspace, or why Slack cannot be called for the tenant, in the words of a delivery's failure. */
export type FoundWorkspace =
  | ({ readonly ok: true } & Workspace)
  | { readonly ok: false; readonly reason: DeliveryReason; readonly detail: string };

export interface WorkspacesOptions {
  readonly tenants: () => TenantSet;
  readonly installations: Installations;
  /** Absent: nothing that is sealed can be read. */
  readonly ring: KeyRing | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** As read at a version; without an installation where it is none, or cannot be opened. */
interface Known {
  readonly version: number;
  readonly installation?: Installation;
  readonly problem?: string;
}

const NOT_INSTALLED: Known = { version: 0, problem: 'the app is not installed for the tenant' };

export class Workspaces {
  /** What Slack says of the tokens that files name. */
  readonly tokenTeams: TokenTeams;
  readonly #options: WorkspacesOptions;
  readonly #known = new Map<TenantId, Known>();
  readonly #names = new WorkspaceNames();
  #changes = -1;
  #readAllAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: WorkspacesOptions) {
    this.#options = options;
    this.tokenTeams = new TokenTeams(options);
  }

  /** Reads all installations, and again whenever one changed. While the store does not answer it only says so. */
  async start(): Promise<void> {
    await this.#ask();
    this.#setTimer();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** The name that Slack's limits, holds and sent messages go by. Holds no secret, and outlives a token's renewal. */
  nameOf(tenant: Tenant): string {
    return this.#names.of(tenant, this.#teamOf(tenant.id));
  }

  /** At once where it is known. Where it is not in order the store is asked first whether it was mended meanwhile. */
  find(tenantId: TenantId): FoundWorkspace | Promise<FoundWorkspace> {
    const tenant = this.#options.tenants().get(tenantId);
    if (tenant === undefined) return missing('the tenant is not in the configuration');
    if (tenant.slack.install === 'token') return { ok: true, ...tenant.slack };
    const found = this.#usable(tenant);
    return found.ok ? found : this.#readThenFind(tenant);
  }

  /** The tenant with its workspace, as far as this process knows it. */
  known(tenantId: TenantId): TenantWorkspace | undefined {
    const tenant = this.#options.tenants().get(tenantId);
    if (tenant === undefined) return undefined;
    const workspace = tenant.slack.install === 'token' ? { ok: true as const, ...tenant.slack } : this.#usable(tenant);
    return workspace.ok ? { tenant, workspace } : undefined;
  }

  /**
   * The tenants that have this workspace, as far as this process knows: those that Slack has proven it of before those whose
   * file says so, and none of which Slack says otherwise.
   */
  byTeam(teamId: TeamId): readonly TenantWorkspace[] {
    const tenants = this.#options.tenants();
    const named = this.tokenTeams
      .trusted(tenants.byTeam(teamId))
      .flatMap((tenant) => (tenant.slack.install === 'token' ? { tenant, workspace: tenant.slack } : []));
    const installed = this.installable().flatMap((tenant) => {
      if (this.#teamOf(tenant.id) !== teamId) return [];
      const workspace = this.#usable(tenant);
      return workspace.ok ? { tenant, workspace } : [];
    });
    return [...installed, ...named];
  }

  /** The tenants that this workspace is named or installed for, in order or not. */
  withTeam(teamId: string): readonly Tenant[] {
    return this.#options
      .tenants()
      .all()
      .filter(({ id, slack }) => (slack.install === 'token' ? slack.teamId : this.#teamOf(id)) === teamId);
  }

  /** How many workspaces the files lead to; one that is not installed yet may be any. */
  countWorkspaces(): number {
    const tenants = this.#options.tenants().all();
    return new Set(tenants.map(({ id, slack }) => slack.teamId ?? `any/${id}`)).size;
  }

  /** The installation as this process knows it, in order or not. */
  installationOf(tenantId: TenantId): Installation | undefined {
    return this.#known.get(tenantId)?.installation;
  }

  /** The tenants whose workspace comes by an installation. */
  installable(): readonly Tenant[] {
    return this.#options
      .tenants()
      .all()
      .filter(({ slack }) => slack.install === 'oauth');
  }

  /** Reads one tenant's installation anew, as after a change of one's own. */
  async reread(tenantId: TenantId): Promise<void> {
    this.#adopt(tenantId, await this.#options.installations.read(tenantId));
  }

  #teamOf(tenantId: TenantId): TeamId | undefined {
    return this.installationOf(tenantId)?.teamId;
  }

  async #readThenFind(tenant: Tenant): Promise<FoundWorkspace> {
    try {
      await this.reread(tenant.id);
    } catch (error) {
      if (!isStoreDown(error)) throw error;
      return { ok: false, reason: 'slack_unreachable', detail: 'the store does not tell the installation' };
    }
    return this.#usable(tenant);
  }

  #usable(tenant: Tenant): FoundWorkspace {
    const { installation, problem } = this.#known.get(tenant.id) ?? NOT_INSTALLED;
    if (installation === undefined) return missing(problem ?? 'the installation is unknown');
    const { teamId, parked, expiresAt, tokens } = installation;
    if (parked !== undefined) return missing(`${parked.why}: the app must be installed anew`);
    const pinned = tenant.slack.teamId;
    if (pinned !== undefined && pinned !== teamId) return missing(`installed in ${teamId}, but slack.team_id differs`);
    if (expiresAt !== undefined && expiresAt <= this.#options.clock.now()) return missing('token_expired');
    return { ok: true, teamId, botToken: tokens.botToken };
  }

  #setTimer(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#ask().finally(() => this.#setTimer()), ASK_MS);
    this.#timer.unref();
  }

  /** Never rejects: what the store does not tell now it tells the next time. */
  async #ask(): Promise<void> {
    const { installations, clock, logger } = this.#options;
    const ids = this.installable().map(({ id }) => id);
    if (ids.length === 0) return;
    try {
      const changes = await installations.changes();
      const isNew = changes !== this.#changes || ids.some((id) => !this.#known.has(id));
      if (!isNew && clock.now() - this.#readAllAt < READ_ALL_MS) return;
      const all = await installations.readAll(ids);
      for (const id of ids) this.#adopt(id, all.get(id));
      this.#changes = changes;
      this.#readAllAt = clock.now();
    } catch (error) {
      if (!isStoreDown(error)) throw error;
      logger.debug({ error }, 'the store does not tell installations, they stay as they were');
    }
  }

  #adopt(tenantId: TenantId, stored: StoredInstallation | undefined): void {
    if (stored === undefined) {
      this.#known.set(tenantId, NOT_INSTALLED);
      return;
    }
    // The same version may come again, and an older one late; the token must stay the same object.
    if ((this.#known.get(tenantId)?.version ?? 0) >= stored.version) return;
    this.#known.set(tenantId, this.#opened(tenantId, stored));
  }

  #opened(tenantId: TenantId, { record, version }: StoredInstallation): Known {
    const { ring, logger } = this.#options;
    const problem = 'the installation cannot be read: TOCSIN_ENCRYPTION_KEYS lacks its key, or it was changed';
    const opened = ring === undefined ? undefined : openInstallation(ring, tenantId, record);
    if (opened?.ok !== true || ring === undefined) {
      const { why, keyId } = opened?.ok === false ? opened : { why: 'key_missing', keyId: '' };
      logger.error({ tenant: tenantId, why, keyId }, 'an installation cannot be opened: docs/operations.md, "Keys"');
      return { version, problem };
    }
    const { installation } = opened;
    const newer = resealed(ring, tenantId, installation);
    if (newer !== undefined) this.#reseal(tenantId, { record: newer, version });
    return { version, installation };
  }

  /** In nobody's way: who comes first writes it, and if nobody can now it is tried after the next start. */
  #reseal(tenantId: TenantId, { record, version }: StoredInstallation): void {
    const { installations, logger } = this.#options;
    installations.write(tenantId, record, version).then(
      (isWritten) => {
        if (isWritten) logger.info({ tenant: tenantId }, 'an installation was sealed under the newest key');
      },
      (error: unknown) => logger.warn({ tenant: tenantId, error }, 'an installation could not be sealed anew'),
    );
  }
}

function missing(detail: string): FoundWorkspace {
  return { ok: false, reason: 'token_invalid', detail };
}

function isStoreDown(error: unknown): boolean {
  return error instanceof TocsinError && error.reason === 'store_unavailable';
}
