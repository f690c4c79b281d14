/**
 * A tenant's history as an outbox: every stored change has its event, appended in the same atomic step, so that whoever
 * reads the events in order can tell others of each of them and never disagrees with the state.
 */
import type { TenantId } from '../core/ids.ts';
import type { PlacedEvent } from '../groups/event.ts';

/** Of one reader, such as a destination of webhooks. */
export interface ReaderName {
  readonly tenantId: TenantId;
  /** Unique among the tenant's readers. */
  readonly reader: string;
}

/** Proof that one process reads, and for how long it is believed to live without saying so again. */
export interface Hold {
  /** Unique among processes. */
  readonly holder: string;
  readonly leaseMs: number;
}

export interface Taken {
  /** Behind the reader's place, oldest first. */
  readonly events: readonly PlacedEvent[];
  /** Events behind its place left the history, which is bounded, before they were read. */
  readonly hasGap: boolean;
}

/**
 * Durable places of readers in the histories of tenants. Methods reject with `store_unavailable`. The adapters in `store/`
 * pass one contract suite.
 */
export interface Outbox {
  /**
   * Leases the reader's place and tells what is behind it. Undefined while another holder has the lease. A reader that is
   * not known, or that nobody took for {@link READERS_KEPT_MS}, begins at the end: it is told of nothing that was before.
   */
  take(request: ReaderName & Hold & { readonly limit: number }): Promise<Taken | undefined>;
  /**
   * Keeps the lease, moving the place behind an event when one is given; `leaseMs` 0 gives it back. False, and nothing
   * is done, when another has it by now.
   */
  keep(request: ReaderName & Hold & { readonly place?: string }): Promise<boolean>;
}

/** Ours: as long as a tenant's events are kept, about, a reader that comes back finds them. */
export const READERS_KEPT_MS = 30 * 24 * 3_600_000;
