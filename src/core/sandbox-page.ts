/** What the sandbox tells its page as JSON, and what the page sends back: the contract between `/_sandbox/…` and the page. */

/** `GET /_sandbox/state`. */
export interface PageState {
  /** Whether `/preview/api/…` is served here too. */
  readonly hasPreview: boolean;
  readonly workspaces: readonly PageWorkspace[];
}

export interface PageWorkspace {
  readonly teamId: string;
  readonly name: string;
  readonly domain: string;
  readonly users: readonly PageUser[];
  readonly userGroups: readonly { readonly id: string; readonly handle: string }[];
  readonly channels: readonly PageChannel[];
}

export interface PageUser {
  readonly id: string;
  readonly name: string;
  readonly realName?: string | undefined;
  /** As Slack tells it: `de-DE`. */
  readonly locale: string;
  /** IANA name. */
  readonly tz: string;
}

export interface PageChannel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  readonly isMember: boolean;
  readonly isDirect: boolean;
}

/** `GET /_sandbox/messages?team=&channel=&limit=`: oldest first. */
export interface PageMessages {
  readonly messages: readonly PageMessage[];
  readonly ephemerals: readonly PageMessage[];
  /** Top-level messages before the first of these, which `limit` left out. */
  readonly earlier: number;
}

export interface PageMessage {
  readonly ts: string;
  readonly text: string;
  readonly blocks?: readonly unknown[];
  readonly attachments?: readonly unknown[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The parent's `ts`; only replies have it. */
  readonly threadTs?: string;
  /** A reply that the channel shows too. */
  readonly isBroadcast?: boolean;
  readonly botName: string;
  /** Epoch milliseconds. */
  readonly postedAt: number;
  /** Present when Slack would show "edited". */
  readonly edited?: { readonly user: string; readonly ts: string };
  /** Changes since the post. */
  readonly revision: number;
  /** Set for a message that only this person sees. */
  readonly onlyFor?: string;
}

/** `GET /_sandbox/views?team=&user=`: the modal that a person sees, if any, and their Home tab. */
export interface PageViews {
  readonly top: PageView | null;
  /** What the app published; null before it did. */
  readonly home: PageHome | null;
  /** Open modals, one above the other: 0 to 3. */
  readonly depth: number;
}

export interface PageView {
  readonly id: string;
  /** Changes with the view's content. */
  readonly hash: string;
  readonly title: PlainText;
  readonly blocks: readonly unknown[];
  /** None where there is nothing to submit. */
  readonly submit?: PlainText | null;
  readonly close?: PlainText | null;
}

/** A person's Home tab. */
export interface PageHome {
  readonly id: string;
  readonly hash: string;
  readonly blocks: readonly unknown[];
}

export interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
}

/** What a person gave to one element: the value of an option, a date, a text; several for what takes several. */
export type GivenValue = string | readonly string[];

/** By `block_id`, then by `action_id`. */
export type GivenValues = Readonly<Record<string, Readonly<Record<string, GivenValue>>>>;

/** What came of a click, a submission or a closing. */
export interface PageOutcome {
  /** The app's HTTP status; 0 when there was no answer within three seconds. */
  readonly status: number;
  readonly elapsedMs: number;
  /** What is wrong with the inputs of a modal, by `block_id`. */
  readonly errors?: Readonly<Record<string, string>>;
  /** What Slack would not take of the app's answer. */
  readonly fault?: string;
}
