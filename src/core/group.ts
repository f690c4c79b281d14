import type { Alert, LabelSet, Truncation } from './alert.ts';
import type { Escalation, Response } from './escalation.ts';
import type { Digest, Fold } from './fold.ts';
import type { ChannelId, Fingerprint, GroupId, MessageTs, ReceiverName } from './ids.ts';
import type { Note } from './note.ts';

/** What a reader was last told of an alert: its status in the episode that began at `startsAt`. */
export interface Seen {
  readonly status: Alert['status'] | 'unreported';
  readonly startsAt: number;
}

/** An alert within a group's state. */
export interface GroupAlert extends Alert {
  /** When its present episode first reached us. */
  readonly firstSeenAt: number;
  /** When a payload last listed it in its present episode. */
  readonly lastSeenAt: number;
  /** When a payload last said, in this episode, that it fires; 0 when none did. */
  readonly firingSeenAt: number;
  /** When a payload last said, in this episode, that it is resolved; 0 when none did. */
  readonly resolvedSeenAt: number;
  /** The latest end that was reported for this episode, kept while it fires again; 0 when none was. */
  readonly latestEndsAt: number;
}

/** What readers know of an alert. */
export interface Marks {
  /** What the message shows of it; absent while the message does not show it. */
  readonly shown?: Seen;
  /** What the thread, or the first post, has told of it. */
  readonly told?: Seen;
}

/** The memory of an alert that left the document, so that a late copy cannot bring it back to life. */
export interface Tombstone {
  /** Nothing about an earlier episode than this is news. */
  readonly startsAt: number;
  /** Nothing about this episode is news unless it arrives well after this. */
  readonly resolvedSeenAt: number;
  /** When the tombstone itself may go. */
  readonly until: number;
}

/** The Slack message that shows a group. Identity is (channel, ts). */
export interface Message {
  /** Always an id, as Slack's answer named it. */
  readonly channel: ChannelId;
  readonly ts: MessageTs;
  /** Where the receiver was configured to go when it was posted: a receiver may move. */
  readonly sentTo: { readonly workspace: string; readonly channel: ChannelId };
  /** Hash of the content that Slack confirmed; the same content is not sent again. Empty when in doubt. */
  readonly hash: string;
  readonly postedAt: number;
  /** When the oldest alert that it has shown began. */
  readonly startedAt: number;
  /** When the group that the message shows as resolved had resolved; absent while it shows firing alerts. */
  readonly resolvedAt?: number;
  /** The newest repeat that was answered (ignored, told in the thread, or reposted). */
  readonly repeatToldAt?: number;
  /** When people were first told what it tells: an earlier message told it, or it reopened; absent when its post did. */
  readonly openedAt?: number;
}

/** Deliveries that failed in a row since the last success. */
export interface Failure {
  readonly reason: string;
  readonly attempts: number;
  readonly lastAt: number;
  /** When the first of them was; absent in documents that were written before this was kept. */
  readonly since?: number;
  /** Of the last one: Slack's own code or the network's word. Holds no payload and no secret. */
  readonly detail?: string;
  /** Set when the failure is the channel's or the workspace's, not the group's: until when that is left alone. */
  readonly heldUntil?: number;
}

/** That telling the group was given up: it is left alone until there is news of it, or a person has it sent again. */
export interface DeadLetter {
  /** Epoch milliseconds by the store's clock. */
  readonly at: number;
  /** One of {@link DEAD_LETTER_REASONS} in core/errors.ts. */
  readonly reason: string;
  /** Slack's own code, the network's word, or what is missing. */
  readonly detail: string;
  /** The newest repeat that was known then: a later one is news. */
  readonly repeatedAt?: number;
}

/** Somebody took the group. */
export interface Acknowledgement {
  /** Slack's id of the person, `U…` or `W…`. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Slack's id of who gave it to them; absent when they took it. */
  readonly assignedBy?: string;
  /** When they last said that they still work on it. */
  readonly keptAt?: number;
  /** When they were asked whether they do, and have not answered since. */
  readonly askedAt?: number;
}

/** A silence in one of the tenant's Alertmanagers that hides alerts of the group. */
export interface GroupSilence {
  /** Alertmanager's id of it. */
  readonly id: string;
  /** The Alertmanager's name in the tenant's file. */
  readonly alertmanager: string;
  /** As Alertmanager has it. */
  readonly createdBy: string;
  /** Slack's id of the person, when it was made from Slack. */
  readonly by?: string;
  readonly comment: string;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly endsAt: number;
  /** It is to last as long as the group fires, and no longer. */
  readonly whileFiring?: true;
  /** It is extended by itself no further than this, epoch milliseconds: the role of who made it allows no more. */
  readonly latestEndsAt?: number;
  /** The end before which the thread was told that it is near, epoch milliseconds. */
  readonly endTold?: number;
}

/** Why Alertmanager does not tell of an alert that fires: what its API said. */
export interface Hidden {
  readonly why: 'silenced' | 'inhibited' | 'muted';
  /** The silence's id, the fingerprint of the alert that inhibits it, or the name of the time interval. */
  readonly by?: string;
  /** Of what inhibits it: its `alertname`. */
  readonly name?: string;
  /** When the API was asked, epoch milliseconds: a payload that lists the alert later says otherwise. */
  readonly at: number;
}

/** An alert that ended without a word of Alertmanager's: found out by asking. */
export interface Ended {
  /** Of the episode that ended. */
  readonly startsAt: number;
  /** When that was found out, epoch milliseconds. */
  readonly at: number;
  /** What hid the alert to its end; absent when nothing did. */
  readonly why?: Hidden['why'];
  /** Until when it is watched: Alertmanager takes a re-fire for told until it repeats itself. */
  readonly until: number;
}

/** A post or a reply that Slack may have taken without our knowing: looked for before anything is posted again. */
export interface Doubt {
  /** When the earliest such call may have begun, epoch milliseconds by the store's clock. */
  readonly since: number;
  /** The last such call, where its caller lived to tell: of which version it was, and when that had been read. */
  readonly drawn?: { readonly version: number; readonly readAt: number };
  /** Set when nobody could look and the tenant wants nothing twice: a first post that is not sent again until there is news. */
  readonly left?: true;
}

/**
 * All that is known of one alert group at one receiver: the document that the store keeps.
 * Written only by compare-and-set; `merge` and `applyOutcome` in `groups/` are the only authors.
 */
export interface Group {
  /** Version of this document's form. */
  readonly schema: 1;
  readonly id: GroupId;
  readonly receiver: ReceiverName;
  readonly upstreamReceiver: string;
  readonly groupKey: string;
  readonly groupLabels: LabelSet;
  /** externalURLs of the peers that reported, sorted, bounded. More than one is normal in a cluster. */
  readonly peers: readonly string[];
  readonly alerts: Readonly<Record<Fingerprint, GroupAlert>>;
  readonly tombstones: Readonly<Record<Fingerprint, Tombstone>>;
  /** When a payload that listed the whole group last arrived; 0 when none has yet. */
  readonly lastFullAt: number;
  /** The newest word about alerts that payloads left out for their size. */
  readonly truncated: Truncation;
  /** When Alertmanager last repeated itself. */
  readonly repeatedAt?: number;
  /** When the oldest change that the message does not show yet was accepted. */
  readonly pendingSince?: number;
  /** Traceparent of the webhook that brought the newest news; absent when nobody traces. */
  readonly trace?: string;
  /** Firing alerts that left without ever being confirmed resolved, since the message was posted. */
  readonly unconfirmed: number;
  /** What readers know of the alerts above; nothing of an alert that left. */
  readonly marks: Readonly<Record<Fingerprint, Marks>>;
  /** Present while somebody has it. */
  readonly acknowledged?: Acknowledgement;
  /** When a person last changed the group by a button, epoch milliseconds. */
  readonly pressedAt?: number;
  /** How far it has escalated: see groups/escalation.ts. */
  readonly escalation?: Escalation;
  /** How soon people answered, in the story that the message tells. */
  readonly response?: Response;
  /** What the thread has yet to tell, oldest first, bounded: see groups/notes.ts. */
  readonly notes?: readonly Note[];
  /** The silences that hide alerts of it, the newest last; at most ten. */
  readonly silences?: readonly GroupSilence[];
  /** Alerts that fire and are not told of, and why. */
  readonly hidden?: Readonly<Record<Fingerprint, Hidden>>;
  /** When Alertmanager's answer last changed something here, or confirmed what is hidden, epoch milliseconds. */
  readonly checkedAt?: number;
  /** Alerts that fire for all we were told, and that no Alertmanager knew since then, epoch milliseconds. */
  readonly missing?: Readonly<Record<Fingerprint, number>>;
  /** Since when no Alertmanager knew any alert with the group's labels, epoch milliseconds; absent while one does. */
  readonly emptySince?: number;
  /** Alerts that ended without a word of Alertmanager's. */
  readonly ended?: Readonly<Record<Fingerprint, Ended>>;
  readonly message?: Message;
  /** Of a group whose message was deleted, until it has another: when people were first told what that one told. */
  readonly openedAt?: number;
  readonly failure?: Failure;
  readonly doubt?: Doubt;
  readonly folded?: Fold;
  /** Present in a summary's document, which has no alerts of its own. */
  readonly digest?: Digest;
  /** Present from when telling it was given up until it was told, sent again or dropped: it is a dead letter. */
  readonly dead?: DeadLetter;
  /** What deliveries of a newer version added and this one does not know: carried along as it is. */
  readonly carried?: Readonly<Record<string, unknown>>;
}

export type GroupState = 'open' | 'resolved';
