/** What people's deeds and the truth check want of a tenant's Alertmanagers. The adapter is in `alertmanager/`. */
import type { LabelSet } from '../core/alert.ts';
import type { Fingerprint, GroupId, TenantId } from '../core/ids.ts';
import type { Matcher as TextMatcher } from '../routing/matcher.ts';

/** A condition on one label, in the form of Alertmanager's API. */
export interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

/** An alert as Alertmanager's API lists it, resolved ones never among them. Times are epoch milliseconds. */
export interface ReportedAlert {
  readonly fingerprint: Fingerprint;
  readonly labels: LabelSet;
  readonly annotations: LabelSet;
  readonly startsAt: number;
  /** When it will count as resolved unless Prometheus sends it again. */
  readonly endsAt: number;
  readonly updatedAt: number;
  /** May be empty. */
  readonly generatorURL: string;
  /** `suppressed`: silenced, inhibited or muted · `unprocessed`: received, but not looked at yet. */
  readonly state: 'active' | 'suppressed' | 'unprocessed';
  /** Ids of silences. */
  readonly silencedBy: readonly string[];
  /** Fingerprints of the alerts that inhibit it. */
  readonly inhibitedBy: readonly string[];
  /** Names of time intervals; empty before Alertmanager 0.28, which does not say. */
  readonly mutedBy: readonly string[];
  /** Alertmanager's own receivers that it is led to, un-escaped. */
  readonly receivers: readonly string[];
}

export interface Silence {
  readonly id: string;
  /** The name, in tenant.yaml, of the Alertmanager that told of it. */
  readonly alertmanager: string;
  readonly matchers: readonly Matcher[];
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly updatedAt: number;
  readonly createdBy: string;
  /** As people wrote it: without what Tocsin adds; empty where they wrote nothing. */
  readonly comment: string;
  readonly state: 'active' | 'pending' | 'expired';
  /** Its page, for people's browsers. */
  readonly url: string;
  /** Present when Tocsin made it. */
  readonly origin?: SilenceOrigin;
}

/** What Tocsin keeps with a silence that it makes, in its annotations and at the end of its comment. */
export interface SilenceOrigin {
  /** The caller's name for this one request: the same again is the same silence. Letters, digits, `-`, `_`; at most 64. */
  readonly requestId: string;
  /** Whose message it was made from. */
  readonly group: GroupId;
  /** Slack's id of the person. */
  readonly by: string;
  /** It is extended while the group fires, and expired when that is over. */
  readonly whileFiring: boolean;
  /** The person wrote no comment: what Alertmanager shows as one is ours, and nobody's word. */
  readonly isUncommented?: true;
  /** It is extended by itself no further than this, epoch milliseconds; as far as need be when absent. */
  readonly latestEndsAt?: number;
}

/** What becomes of a silence's end. */
export interface SilenceChange {
  /** Epoch milliseconds. */
  readonly endsAt: number;
  /** Where a person decides anew how far it may be extended by itself: as in {@link SilenceOrigin}. */
  readonly limit?: Pick<SilenceOrigin, 'latestEndsAt'>;
}

export interface SilenceDraft {
  /** At least one; at least one of them must not match the empty string. */
  readonly matchers: readonly Matcher[];
  /** Epoch milliseconds; what lies in the past is taken for now. */
  readonly startsAt: number;
  readonly endsAt: number;
  /** The person, as Alertmanager's own page shows it. */
  readonly createdBy: string;
  readonly comment: string;
  readonly origin: SilenceOrigin;
}

/** Where a silence is: ids are unique, and the peers of a cluster share them. */
export interface SilencePlace {
  readonly alertmanager: string;
  readonly id: string;
}

export interface PlacedSilence extends SilencePlace {
  /** Its page, for people's browsers. */
  readonly url: string;
}

export interface AlertQuery {
  /** All of them must match; all alerts when absent or empty. */
  readonly matchers?: readonly Matcher[];
  /** Only alerts that Alertmanager leads to one of these receivers of its own, un-escaped; to any when absent or empty. */
  readonly upstreamReceivers?: readonly string[];
}

export interface SilenceQuery {
  /** Without those that are expired unless this is true. */
  readonly expired?: boolean;
}

export interface SilencesHeard {
  readonly silences: readonly Silence[];
  /** Names of Alertmanagers that did not answer, and for which no peer of theirs did as far as is known here. */
  readonly unanswered: readonly string[];
}

/** What an Alertmanager says of the cluster that it is in. A process that was restarted has another name there. */
export interface ClusterView {
  /** Its own name. */
  readonly member: string;
  /** The names of all that it sees, its own among them. */
  readonly peers: readonly string[];
}

/** One Alertmanager's answer to a question that all were asked. */
export interface AlertmanagerAnswer {
  readonly alertmanager: string;
  readonly alerts: readonly ReportedAlert[];
  readonly silences: readonly Silence[];
  /** When its process began, epoch milliseconds by its own clock. */
  readonly startedAt: number;
  /** Absent when it stands alone. */
  readonly cluster?: ClusterView;
  /** Alerts and silences beyond this are not told. Empty: all are. */
  readonly only: readonly TextMatcher[];
}

export interface Unanswered {
  readonly alertmanager: string;
  /** Where it said last that it is; absent when it stood alone, or has not answered since this process began. */
  readonly lastCluster?: ClusterView;
}

export interface Survey {
  readonly answers: readonly AlertmanagerAnswer[];
  readonly unanswered: readonly Unanswered[];
}

/** How Alertmanager groups what it sends to a receiver. */
export interface UpstreamGrouping {
  /** `all`: by every label (`group_by: ['...']`), so that each alert is a group of its own. */
  readonly labels: readonly string[] | 'all';
  /** The matchers of the route and of those above it. */
  readonly matchers: readonly Matcher[];
}

/**
 * A tenant's Alertmanagers. Reads go to those that answered last, then to the others in turn.
 * Every method rejects with a {@link TocsinError} whose message people may read, of reason
 * - `alertmanager_missing`: the tenant has none, or none of that name;
 * - `alertmanager_unreachable`: none could be asked, and nothing was changed;
 * - `alertmanager_not_allowed`: its address is one that the operator has not opened; nothing was sent;
 * - `alertmanager_denied`: it does not accept our credentials;
 * - `alertmanager_refused`: it does not accept the request; the message is its own text, cut to 300 characters;
 * - `alertmanager_bad_answer`: what answered is no Alertmanager, or says too much; of a read, so that nothing was changed;
 * - `alertmanager_in_doubt`: a write may have taken place, and nobody could be asked whether it did: the same again is safe;
 * - `silence_gone`: there is no such silence (any more).
 */
export interface Alertmanagers {
  /**
   * What the tenant is held to at each of its Alertmanagers, or at the one of that name: matchers that every question and
   * every new silence is given, of which silences that lack them are neither told nor changed. None where it stands alone.
   */
  only(tenantId: TenantId, alertmanager?: string): readonly (readonly TextMatcher[])[];
  /** The alerts of all that answer, each once; what one calls active is active. */
  alerts(tenantId: TenantId, query?: AlertQuery): Promise<readonly ReportedAlert[]>;
  /** The silences of all that answer, each once, those that end first first. */
  silences(tenantId: TenantId, query?: SilenceQuery): Promise<readonly Silence[]>;
  /** The same, without those that are expired, and who did not answer. */
  silencesHeard(tenantId: TenantId): Promise<SilencesHeard>;
  /** The same `origin.requestId` again finds the silence that it made and makes no other, as long as it has not expired. */
  createSilence(tenantId: TenantId, draft: SilenceDraft): Promise<PlacedSilence>;
  /** Lets an active or pending silence end at another time, in place: its matchers and its start are kept. */
  updateSilence(tenantId: TenantId, place: SilencePlace, change: SilenceChange): Promise<PlacedSilence>;
  /** Ends a silence now. One that ended already is left as it is. */
  expireSilence(tenantId: TenantId, place: SilencePlace): Promise<void>;
  /** Absent when no route of the receiver has such a group, or several have that group differently. Kept for a minute. */
  groupBy(
    tenantId: TenantId,
    group: { readonly upstreamReceiver: string; readonly groupKey: string },
  ): Promise<UpstreamGrouping | undefined>;
  /** What each of them knows, for whoever has to tell an answer from silence. Rejects when none answers. */
  survey(tenantId: TenantId, query?: AlertQuery): Promise<Survey>;
}
