import type { ReceiverName, TenantId } from '../core/ids.ts';
import type { TenantWatchdog } from '../tenants/tenant.ts';

/** That a watchdog was found silent. */
export interface Silence {
  /** Of its last sign before, or since when one was expected; epoch milliseconds by the store's clock. */
  readonly since: number;
  /** Who was told, and as how bad: it ends there as it began, whatever the configuration says by then. */
  readonly receivers: readonly ReceiverName[];
  readonly severity: TenantWatchdog['severity'];
}

/** What is known of one watchdog. Epoch milliseconds by the store's clock. */
export interface KnownWatchdog {
  readonly name: string;
  /** Since when a heartbeat could have come: the relay was there to take it, and knew of the watchdog. */
  readonly expectedSince: number;
  /** Absent: never yet. */
  readonly heardAt?: number;
  /** Present while its silence is told. */
  readonly silence?: Silence;
}

export interface Look {
  /** The store's clock, epoch milliseconds. */
  readonly now: number;
  /** Whether it is the caller's turn to act on what it sees; one process has it at a time. */
  readonly isTurn: boolean;
  /** All that anything is known of, also such as are not expected any more. */
  readonly watchdogs: readonly KnownWatchdog[];
}

export interface LookRequest {
  readonly tenantId: TenantId;
  /** Names of the watchdogs that are expected now. */
  readonly names: readonly string[];
  /** A turn comes this often, milliseconds. */
  readonly turnMs: number;
  /**
   * When no turn was taken for longer than this, milliseconds, the relay or its store was away and heartbeats could not
   * come: all of them are expected from now on.
   */
  readonly gapMs: number;
}

/**
 * When watchdogs were last heard. Methods reject with `store_unavailable`. The adapters in `store/` pass one contract
 * suite.
 */
export interface Heartbeats {
  /** They gave a sign now. */
  heard(tenantId: TenantId, names: readonly string[]): Promise<void>;
  /** Atomically: takes a turn where one is due and anything is known or expected, moves `expectedSince` in it where need be, and reads. */
  look(request: LookRequest): Promise<Look>;
  /** All that is known, for whoever only looks. */
  known(tenantId: TenantId): Promise<readonly KnownWatchdog[]>;
  /** Remembers whose silence is told, or with undefined that it is over. */
  tell(tenantId: TenantId, name: string, silence: Silence | undefined): Promise<void>;
  /** Nothing is known of it any more. */
  forget(tenantId: TenantId, name: string): Promise<void>;
}

/** Ours: of a tenant that left the configuration for so long nothing is known any more. */
export const HEARTBEATS_KEPT_MS = 30 * 24 * 3_600_000;
