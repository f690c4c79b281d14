/**
 * What stands between a delivery and Slack: Slack's limits, the pauses that it demands, and places that are out of
 * order. Shared by all processes, so that together they keep what Slack allows one app.
 *
 * Who may not go now waits in line, most urgent first, and is told when its turn would come if nobody more urgent came
 * before it. A turn that comes back is asked anew, so that what is urgent overtakes whatever waits.
 */

import type { FoldReason } from '../core/fold.ts';

/** Rates a second, and how many calls may go at once after a quiet time. */
export interface Pace {
  readonly perSecond: number;
  readonly burst: number;
}

export interface Paces {
  /** Slack: one message a second per channel, short bursts allowed (rate limits page). */
  readonly channelPosts: Pace;
  /** Slack: "several hundred messages per minute" per workspace, number secret. */
  readonly workspacePosts: Pace;
  /** Slack: chat.update is tier 3, 50 a minute per workspace. */
  readonly workspaceUpdates: Pace;
}

export type PacedMethod = 'chat.postMessage' | 'chat.update';

/** What can be out of order: everything of a workspace's, or one channel. */
export const HOLD_SCOPES = ['workspace', 'channel'] as const;
export type HoldScope = (typeof HOLD_SCOPES)[number];

export interface Place {
  readonly workspace: string;
  readonly channel: string;
}

/** Who stands in line, and for what. */
export interface Waiter extends Place {
  readonly method: PacedMethod;
  /** Who asks; it has one place in line under this name. */
  readonly holder: string;
}

export interface AdmissionRequest extends Waiter {
  /** Lower goes first: see `urgencyOf`. */
  readonly urgency: number;
  /** Since when that which is to be told waits, epoch milliseconds. */
  readonly waitingSince: number;
  /** Do not wait in line when that would take longer, milliseconds; without it any wait is accepted. */
  readonly foldAfterMs?: number;
  /** Take no place when the news waited through an outage. */
  readonly foldIfMissed?: boolean;
  /** Count the call as a message of the tenant's, once an hour under the holder's name. */
  readonly counted?: HourlyCount;
}

/** An hour begins with the first call after the last one. */
export interface HourlyCount {
  readonly tenant: string;
  /** Take no place when so many others went in the hour; without it any number may go. */
  readonly most?: number;
}

/** Calls of a tenant's that went in the hour, and when it ends, epoch milliseconds. */
export interface HourlyUse {
  readonly used: number;
  readonly until: number;
}

/** A time in which Slack could not be reached, epoch milliseconds. */
export interface Outage {
  readonly from: number;
  readonly until: number;
}

export type Admission =
  | {
      readonly kind: 'go';
      /** What was out of order, and is tried again by this call: say how it went with `hold` or `release`. */
      readonly retests: readonly HoldScope[];
      /** Set for one caller a channel: the place is for telling readers of this outage. */
      readonly outage?: Outage;
      /** Of a call that is counted, itself among them. */
      readonly use?: HourlyUse;
    }
  /** `held`: what it waits for is out of order, why, and since when. */
  | {
      readonly kind: 'wait';
      readonly until: number;
      readonly held?: { readonly reason: string; readonly since: number };
    }
  /** The wait would be longer than `foldAfterMs`, or there was an outage: no place was taken. */
  | { readonly kind: 'fold'; readonly why: Extract<FoldReason, 'storm' | 'missed'> }
  /** `most` went in this hour: no place was taken. */
  | { readonly kind: 'fold'; readonly why: 'messages_quota'; readonly use: HourlyUse };

export interface Fault extends Place {
  readonly scope: HoldScope;
  readonly reason: string;
  /** The first pause before it is tried again, milliseconds; it doubles with each try that fails. */
  readonly firstMs: number;
  /** Whether Slack itself is out of reach, which readers are told of afterwards. */
  readonly isOutage: boolean;
  /** Whether the call that failed was the one that tried it again. */
  readonly isRetest: boolean;
}

export interface Hold {
  readonly since: number;
  readonly until: number;
  /** Calls that found it out of order, 1 for the first. */
  readonly attempts: number;
  /** Whether it was in order until this call. */
  readonly isNew: boolean;
  /** Whether the caller is the one to tell people of it; then it calls `told`. */
  readonly tell: boolean;
}

export interface Released {
  readonly scope: HoldScope;
  readonly reason: string;
  readonly since: number;
  readonly until: number;
}

/** Rejects with `store_unavailable` when the store cannot answer. Times are the store's. */
export interface Gate {
  admit(request: AdmissionRequest): Promise<Admission>;
  /** The caller has nothing to send any more: it gives its places in line up. */
  leave(request: Waiter): Promise<void>;
  /** Slack answered 429: nobody calls this method of this workspace for so long. */
  pause(pause: { readonly workspace: string; readonly method: PacedMethod; readonly ms: number }): Promise<void>;
  /** A call found the workspace or the channel out of order: it is left alone, then tried by one call at a time. */
  hold(fault: Fault): Promise<Hold>;
  /** People know of the hold. */
  told(place: Place, scope: HoldScope): Promise<void>;
  /** A call went through: what it tried again is in order. Returns what was out of order until now. */
  release(place: Place, scopes: readonly HoldScope[]): Promise<readonly Released[]>;
}

export interface GateOptions {
  readonly paces: Paces;
  /** How long one try of what was out of order may take, milliseconds, before another may be made. */
  readonly retestMs: number;
  /** The longest pause before what is out of order is tried again, milliseconds. */
  readonly maxHoldMs: number;
  /** Readers are told of an outage that lasted as long as this, milliseconds. */
  readonly outageNoteMs: number;
}

/** How soon to ask again while a call tries what was out of order, milliseconds. */
export const ASK_AGAIN_MS = 1_000;

/** Who is this much later than it said, milliseconds, loses its place in line. */
export const LATE_MS = 2_000;

/**
 * For who is no later than this, milliseconds, a free place is kept from those behind it; after that it goes to whoever is
 * there, and the late one is first when it comes. Kept for all of `LATE_MS`, 540 calls at 20 a second that came up to
 * 1.5 s late took 67 s, with this 32 s, of at least 27 s.
 */
export const AWAITED_MS = 250;

/** How long what is known of lines, holds and outages is kept without a call, milliseconds: a week. */
export const GATE_KEPT_MS = 7 * 24 * 60 * 60_000;

/** For how long after an outage readers are told of it, milliseconds: a day. */
export const OUTAGE_KEPT_MS = 24 * 60 * 60_000;

/** For how long one caller has the right to tell people of a hold before another gets it, milliseconds. */
export const TELL_AGAIN_MS = 60_000;

/** In which a tenant's messages are counted, milliseconds. */
export const HOUR_MS = 3_600_000;

interface Line {
  readonly name: string;
  readonly pace: Pace;
}

/** The lines that a call must pass, in their order. */
export function linesOf(
  paces: Paces,
  { method, channel }: Pick<AdmissionRequest, 'method' | 'channel'>,
): readonly Line[] {
  if (method === 'chat.update') return [{ name: 'updates', pace: paces.workspaceUpdates }];
  return [
    { name: `posts:${channel}`, pace: paces.channelPosts },
    { name: 'posts', pace: paces.workspacePosts },
  ];
}

/** Lets everything pass: for drawing what nobody sends. */
export const OPEN_GATE: Gate = {
  admit: async () => ({ kind: 'go', retests: [] }),
  leave: async () => undefined,
  pause: async () => undefined,
  hold: async () => ({ since: 0, until: 0, attempts: 1, isNew: false, tell: false }),
  told: async () => undefined,
  release: async () => [],
};
