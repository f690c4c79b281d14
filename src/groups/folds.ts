/** Groups that are told in one summary instead of messages of their own. */
import type { Group } from '../core/group.ts';
import { digestIdOf, type GroupId, type ReceiverName, type TenantId } from '../core/ids.ts';
import type { Stored } from './store.ts';

/** A group that was folded into a summary, or was about to be; its own document says whether it still is. */
export interface Member {
  readonly id: GroupId;
  /**
   * When it was folded, epoch milliseconds by the store's clock, or a little later: no two have the same. The order in which
   * the summary's thread lists them.
   */
  readonly place: number;
  /** Absent when the group is gone. */
  readonly stored: Stored | undefined;
}

/**
 * Which groups a summary tells. A group's own document is what counts: this is an index of them, written before the
 * document when a group is folded, and tidied by whoever draws the summary. The summary itself is a document like a
 * group's, which is claimed and committed through the {@link Store}. Every method rejects with `store_unavailable`
 * when the store cannot answer; all may be repeated.
 */
export interface Folds {
  /**
   * Notes the group as a member, at a new place if it was one already. Where there is no such summary yet, `digest` becomes its document, and is looked at
   * even if the caller dies before it pokes.
   */
  fold(request: { readonly tenantId: TenantId; readonly digest: Group; readonly groupId: GroupId }): Promise<void>;
  /** All members, in the order of their places. */
  members(tenantId: TenantId, digestId: GroupId): Promise<readonly Member[]>;
  leave(tenantId: TenantId, digestId: GroupId, ids: readonly GroupId[]): Promise<void>;
  /** Has documents that are there looked at after `delayMs` at the latest; who holds one meets a newer version. */
  poke(tenantId: TenantId, ids: readonly GroupId[], delayMs: number): Promise<void>;
}

/** How soon a summary is told that has just begun, milliseconds: so that it shows more than the first of its groups. */
export const FIRST_LOOK_MS = 250;

/** For how long a summary may go without being looked at when whoever folded a group died, milliseconds. */
export const FOLD_PATIENCE_MS = 5_000;

/** The document of a receiver's summary before anything was drawn. */
export function newDigest(receiver: ReceiverName, startedAt: number): Group {
  return {
    schema: 1,
    id: digestIdOf(receiver),
    receiver,
    upstreamReceiver: '',
    groupKey: '',
    groupLabels: {},
    peers: [],
    alerts: {},
    tombstones: {},
    lastFullAt: 0,
    truncated: { at: 0, count: 0, unknown: 0 },
    unconfirmed: 0,
    marks: {},
    digest: { startedAt, listed: 0 },
  };
}

/** For drawing what nobody keeps. */
export const NO_FOLDS: Folds = {
  fold: async () => undefined,
  members: async () => [],
  leave: async () => undefined,
  poke: async () => undefined,
};
