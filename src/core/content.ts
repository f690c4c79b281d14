/** Blocks behind a coloured bar: Slack draws one only beside an attachment. */
export interface Attachment {
  /** `#RRGGBB`. */
  readonly color: string;
  /** For clients that draw no blocks. */
  readonly fallback: string;
  readonly blocks: readonly object[];
}

/** What a Slack message says: Block Kit, and the text for notifications and screen readers. */
export interface Content {
  /** Slack's block objects, already within Slack's limits; never empty, since Slack would show `text` in their place. */
  readonly blocks: readonly object[];
  /** What stands behind a coloured bar below the blocks, at most one; absent when the message has no bar. */
  readonly attachments?: readonly Attachment[];
  /** At most 3 800 bytes: chat.update counts bytes and refuses above 4 000. */
  readonly text: string;
  /** The blocks and the attachments as the JSON that goes over the wire, where it is already written. */
  readonly json?: { readonly blocks: string; readonly attachments?: string };
}
