/** Open groups as people look them up, outside their channels: a slash command, the app's Home tab. */
import type { GroupView } from './group-view.ts';
import type { Severity } from './severity.ts';

/** An open group in a list. */
export interface ListedGroup {
  readonly view: GroupView;
  /** What people type for it: unambiguous among the open groups of its tenant. */
  readonly shortId: string;
  /** Where its message is; absent while it has none. */
  readonly url?: string;
  /** Set while silences hide every alert of it that fires: when the last of them ends, epoch milliseconds. */
  readonly silencedUntil?: number;
}

/** A silence in a list. */
export interface ListedSilence {
  readonly comment: string;
  /** Slack's id of the person, or the name that Alertmanager has. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly endsAt: number;
  /** What it matches, as Alertmanager writes it; empty where only a group's own knowledge of it is at hand. */
  readonly matchers: readonly string[];
  /** Its page in Alertmanager; absent where that is not known. */
  readonly url?: string;
}

/** Which open groups a list is to have. */
export type ListFilter = 'all' | 'mine' | 'free' | Severity;

/** Who has what. */
export interface ListedPerson {
  /** Slack's id. */
  readonly person: string;
  readonly groups: readonly ListedGroup[];
  /** How many they have; `groups` may be fewer. */
  readonly total: number;
}

/** Somebody who is to be called. */
export interface OnCall {
  /** The schedule's name. */
  readonly schedule: string;
  /** Slack's id of a person, or the mention of a user group. */
  readonly person: string;
}

/** What a slash command tells the person who typed it, besides single sentences. */
export type Reply = (
  | {
      readonly kind: 'list';
      readonly filter: ListFilter;
      /** The first of them, most urgent first. */
      readonly groups: readonly ListedGroup[];
      readonly total: number;
    }
  | {
      readonly kind: 'silences';
      readonly silences: readonly ListedSilence[];
      readonly total: number;
      /** Names of Alertmanagers that did not answer: what only they know is missing. */
      readonly unanswered: readonly string[];
    }
  | {
      readonly kind: 'who';
      readonly people: readonly ListedPerson[];
      /** How many open groups nobody has. */
      readonly free: number;
      readonly onCall: readonly OnCall[];
    }
  | {
      readonly kind: 'help';
      /** As the app's command is called, `/tocsin`. */
      readonly command: string;
      /** What was typed and is not known. */
      readonly unknown?: string;
      /** What was meant, perhaps. */
      readonly near?: string;
    }
) & {
  /** Named where several tenants share the workspace. */
  readonly tenant?: string;
  /** Set when there are more open groups than were looked at: how many were. */
  readonly lookedAt?: number;
};

/** One tenant's part of a Home tab. */
export interface HomePart {
  /** Named where several tenants share the workspace. */
  readonly tenant?: string;
  readonly mine: readonly ListedGroup[];
  readonly others: readonly ListedGroup[];
  readonly silenced: readonly ListedGroup[];
  readonly lookedAt?: number;
}
