/** Something that happened to a group and that its thread tells, once: what a person did, or what the relay did for one. */
export type Note = Happened &
  /** Somebody says something to all who follow the group. */
  (
    | { readonly kind: 'comment'; readonly by: string; readonly text: string }
    /** Somebody gave the group to somebody else. */
    | { readonly kind: 'assigned'; readonly by: string; readonly to: string }
    /** Somebody took the group from who had it. */
    | { readonly kind: 'taken_over'; readonly by: string; readonly from: string }
    /** Somebody closed what Alertmanager no longer reports. */
    | { readonly kind: 'closed_by_hand'; readonly by: string }
    /** Nobody has it, or `by` asked for more: these are called, in Slack's syntax. */
    | {
        readonly kind: 'escalated';
        readonly step: number;
        readonly since: number;
        readonly mentions: readonly string[];
        readonly by?: string;
      }
    /** Who has it is asked whether they still work on it. */
    | { readonly kind: 'asked'; readonly person: string; readonly graceMs: number }
    /** They did not answer, and have it no more. */
    | { readonly kind: 'lapsed'; readonly person: string }
    /** A channel or a person could not be told. */
    | { readonly kind: 'ping_failed'; readonly to: string; readonly reason: string }
    /** Somebody silenced alerts of the group. `until`: epoch milliseconds · `url`: the silence's page. */
    | {
        readonly kind: 'silenced';
        readonly by: string;
        readonly until: number;
        readonly comment: string;
        readonly url: string;
        readonly whileFiring: boolean;
      }
    /** Somebody let a silence end at another time. */
    | { readonly kind: 'silence_moved'; readonly by: string; readonly until: number; readonly url: string }
    /** Somebody ended a silence. */
    | { readonly kind: 'unsilenced'; readonly by: string }
    /** A silence ends soon, and what it hides fires on. */
    | { readonly kind: 'silence_ending'; readonly by: string; readonly until: number }
    /** It has ended, and what it hid fires on. */
    | { readonly kind: 'silence_ended'; readonly by: string }
  );

interface Happened {
  /** The same id is the same happening: it is never noted twice. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export type NoteKind = Note['kind'];
