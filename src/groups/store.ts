import type { Group, GroupState } from '../core/group.ts';
import type { GroupId, StreamId, TenantId } from '../core/ids.ts';
import type { GroupEvent } from './event.ts';

export type { EventKind, GroupEvent } from './event.ts';

/**
 * A group as read from the store. `version` grows with every stored change; 0 means that none is stored. Each is the
 * store's choice and is given to one document of the group only, ever: the group may have been removed, or a failover may
 * have undone writes, while a writer still remembers the old document.
 */
export interface Stored {
  readonly group: Group;
  readonly version: number;
}

/** One group's change within an {@link Acceptance}. */
export interface AcceptedWrite {
  readonly group: Group;
  readonly state: GroupState;
  /** The version that the change was computed from; 0 for a group that is not stored yet. */
  readonly expectedVersion: number;
  readonly event: GroupEvent;
}

/** The whole effect of one webhook, or of one press of a button: all of it is stored or none of it. */
export interface Acceptance {
  readonly tenantId: TenantId;
  /** Hash of the payload's facts, or of the press's name; the same within `dedupeMs` is a copy. */
  readonly dedupeKey: string;
  readonly dedupeMs: number;
  /** Who sent it: an Alertmanager, to tell a peer's copy from the same peer's retry. */
  readonly peer: string;
  /** May be empty: then only the dedupe key is remembered. */
  readonly writes: readonly AcceptedWrite[];
  /**
   * The webhook's stream, when the webhook listed all of its alerts: then every open group of the stream must be among
   * the writes, because one that the webhook does not mention has changed too. See `conflict`.
   */
  readonly wholeStream?: StreamId;
  /**
   * How long the caller would hold the groups, milliseconds, if it can deliver them at once: then those that nobody
   * holds are leased to it in the same step, which saves the claim.
   */
  readonly leaseMs?: number;
}

/**
 * A group as it is kept: what Alertmanager said, which is most of it, and what delivery made of it. A delivery writes only
 * the second one. See group-document.ts.
 */
export interface GroupTexts {
  readonly facts: string;
  readonly delivery: string;
}

export type AcceptResult =
  /** All was written. */
  | {
      readonly outcome: 'stored';
      /** The groups' new versions, in the order of the writes. */
      readonly versions: readonly number[];
      /** The store's clock, epoch milliseconds. */
      readonly now: number;
      /** What was leased to the caller; empty unless it asked. */
      readonly claims: readonly Claim[];
      /** The documents as they are kept now, in the order of the writes; absent where the store keeps no texts. */
      readonly texts?: readonly GroupTexts[];
    }
  /** Nothing was written: these facts were stored before, from `peer`. */
  | { readonly outcome: 'duplicate'; readonly peer: string }
  /**
   * Nothing was written: these groups had changed meanwhile, or are open groups of `wholeStream` that the writes leave
   * out (undefined: the group is not stored). Merge anew and try again.
   */
  | { readonly outcome: 'conflict'; readonly current: ReadonlyMap<GroupId, Stored | undefined> };

/** A due group, held by one worker until `leaseUntil`. */
export interface Claim extends Stored {
  readonly tenantId: TenantId;
  /** Proof of the lease; a commit without it is refused. */
  readonly token: string;
  /** The store's clock when the lease was given and the document was this one, epoch milliseconds. */
  readonly readAt: number;
  /**
   * When the group was first leased to a holder that never ended its lease, epoch milliseconds; absent when the last
   * holder did. A lease is the durable sign that somebody is about to call Slack: what an abandoned one led to must be
   * looked up before anything is posted again.
   */
  readonly abandonedSince?: number;
  /** The document as it is kept, where the store sent it. */
  readonly texts?: GroupTexts;
}

export interface ClaimResult {
  /** The store's clock when the claim was made, epoch milliseconds. */
  readonly now: number;
  readonly claims: readonly Claim[];
  /** When the tenant's next group becomes due (or its lease ends), if there is one. */
  readonly nextDueAt?: number;
}

/** A summary's document is in none of the states that groups are counted by. */
export type StoredState = GroupState | 'digest';

export interface GroupChange {
  readonly group: Group;
  readonly state: StoredState;
  /** The document at the expected version: a store may write only what has become another object since. */
  readonly before?: Group;
}

/** The end of a claim. */
export interface Commit {
  readonly tenantId: TenantId;
  readonly groupId: GroupId;
  readonly token: string;
  readonly expectedVersion: number;
  /** The new document; `unchanged` only gives the lease back; `removed` deletes the group. */
  readonly change: GroupChange | 'unchanged' | 'removed';
  /** When to look again, epoch milliseconds by the store's clock; absent: not before something changes. */
  readonly dueAt?: number;
  readonly events: readonly GroupEvent[];
}

export type CommitResult =
  /** `version`: the group's by now. `texts`: what was written of the document, where the store keeps texts. */
  | { readonly outcome: 'committed'; readonly version: number; readonly texts?: Partial<GroupTexts> }
  /** The group changed meanwhile; the lease still holds. Apply the outcome to this one and commit again. */
  | { readonly outcome: 'conflict'; readonly current: Stored }
  /** The lease ran out and somebody else holds the group, or it is gone. Nothing was written. */
  | { readonly outcome: 'lost' };

/** Figures for the metrics page; a whole tenant's, whichever process wrote them. */
export interface TenantStats {
  readonly groups: Readonly<Record<GroupState, number>>;
  /** Groups that were given up. */
  readonly deadLetters: number;
  /** Groups that wait to be looked at now. */
  readonly due: number;
  /** How long the longest waiting of them has been waiting, milliseconds; 0 when none waits. */
  readonly oldestDueMs: number;
}

/** Some of a tenant's open groups. */
export interface OpenGroupsPage {
  readonly groups: readonly Stored[];
  /** Where to go on; absent when these were the last ones. */
  readonly next?: GroupId;
}

/** A dead letter and where it stands among its tenant's. */
export interface DeadLetterPlace {
  readonly id: GroupId;
  /** When the group was given up, epoch milliseconds by the store's clock. */
  readonly at: number;
}

/** What a person wants done with a dead letter. */
export interface LetterRequest {
  readonly tenantId: TenantId;
  readonly groupId: GroupId;
  /** Who, for the event. */
  readonly by: string;
}

/**
 * Where groups live. Every method rejects with a {@link TocsinError} of reason `store_unavailable` when the store
 * cannot answer; then nothing is known of whether the write took place, and the caller may repeat it.
 * The adapters (`store/`) pass one contract suite.
 */
export interface Store {
  /**
   * Atomically: refuse a duplicate, compare all versions and look for open groups that are left out, then write all
   * documents, mark them due and append the events.
   */
  accept(acceptance: Acceptance): Promise<AcceptResult>;
  /** Leases up to `limit` due groups of the tenant, longest due first. Never the same group to two holders. */
  claim(request: {
    readonly tenantId: TenantId;
    readonly limit: number;
    readonly leaseMs: number;
    /** Documents that the caller remembers: a store may spare itself to send those that are still the same. */
    readonly known?: (groupId: GroupId) => Stored | undefined;
  }): Promise<ClaimResult>;
  commit(commit: Commit): Promise<CommitResult>;
  /** Tenants among `candidates` with something due now. Used to find work that another process accepted. */
  dueTenants(candidates: readonly TenantId[]): Promise<readonly TenantId[]>;
  /**
   * Calls back soon after another process stored something of these tenants that nobody holds yet. Only a hint: it may
   * be lost, and `dueTenants` tells what it missed. Called once at most.
   */
  watchDue(onDue: (tenantIds: readonly TenantId[]) => void): void;
  read(tenantId: TenantId, groupId: GroupId): Promise<Stored | undefined>;
  /**
   * The tenant's open groups in the order of their ids, at most `limit` of them, behind `after` when it is given; those
   * that are resolved and still kept when `state` says so.
   */
  openGroups(request: {
    readonly tenantId: TenantId;
    readonly state?: GroupState;
    readonly limit: number;
    readonly after?: GroupId;
  }): Promise<OpenGroupsPage>;
  /** The tenant's dead letters, the newest first, those of one moment by descending id; behind `after` when it is given. */
  deadLetters(request: {
    readonly tenantId: TenantId;
    readonly limit: number;
    readonly after?: DeadLetterPlace;
  }): Promise<readonly DeadLetterPlace[]>;
  /** Takes the mark and the failures from a dead letter and makes it due now. False when the group is none. */
  replay(request: LetterRequest): Promise<boolean>;
  /**
   * Removes a dead letter, document and all: the next word about the group begins it anew. `busy`: a worker holds it
   * at this moment, to try it once more; nothing was done.
   */
  drop(request: LetterRequest): Promise<'dropped' | 'absent' | 'busy'>;
  /** The newest `limit` events of the tenant, newest first. */
  events(tenantId: TenantId, limit: number): Promise<readonly GroupEvent[]>;
  stats(tenantIds: readonly TenantId[]): Promise<ReadonlyMap<TenantId, TenantStats>>;
  /** Whether writes would be stored now, with the reason when not; `warnings` say what could lose data later. */
  health(): Promise<StoreHealth>;
  close(): Promise<void>;
}

export interface StoreHealth {
  readonly ready: boolean;
  /** Why it is not ready. */
  readonly problem?: string;
  readonly warnings: readonly string[];
}
