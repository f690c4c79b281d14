import type { TeamId, TenantId } from '../core/ids.ts';
import type { InstallationRecord } from './installation.ts';

/** `version` grows by one with every write; 0 stands for "none". */
export interface StoredInstallation {
  readonly record: InstallationRecord;
  readonly version: number;
}

/**
 * Where installations live, one a tenant; tokens come here sealed. Every method rejects with a TocsinError of reason
 * `store_unavailable` when the store cannot answer. The adapters (`store/`) pass one contract suite.
 */
export interface Installations {
  read(tenantId: TenantId): Promise<StoredInstallation | undefined>;
  /** Those that there are. */
  readAll(tenantIds: readonly TenantId[]): Promise<ReadonlyMap<TenantId, StoredInstallation>>;
  /** Atomically: compares the version, then writes. False: it had changed meanwhile, and nothing was written. */
  write(tenantId: TenantId, record: InstallationRecord, expectedVersion: number): Promise<boolean>;
  /** Grows soon after every write of any tenant: cheap to ask, for those who remember what they read. */
  changes(): Promise<number>;
  /**
   * Atomically: gives the workspace to the tenant if nobody has it, or `from` has. Returns who has it then.
   */
  claimTeam(teamId: TeamId, claim: { readonly tenantId: TenantId; readonly from?: TenantId }): Promise<TenantId>;
  /** Locks the renewal of the tenant's tokens for `ms`; false while another holder has it. */
  lock(tenantId: TenantId, lock: { readonly holder: string; readonly ms: number }): Promise<boolean>;
  /** Gives the lock back, if the holder still has it. */
  unlock(tenantId: TenantId, holder: string): Promise<void>;
}

/** What is good for a while and, mostly, for one use. Names are hashes: the store never sees what opens something. */
export interface Tickets {
  put(name: string, ticket: { readonly value: string; readonly ms: number }): Promise<void>;
  read(name: string): Promise<string | undefined>;
  /** Reads and removes it in one step: of several who take it, one gets it. */
  take(name: string): Promise<string | undefined>;
  /** Remembers the name for `ms`. False when it is remembered already. */
  isFirst(name: string, ms: number): Promise<boolean>;
}

export interface InstallationStores {
  readonly installations: Installations;
  readonly tickets: Tickets;
}
