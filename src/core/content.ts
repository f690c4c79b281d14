/** What a Slack message says: Block Kit, and the text for notifications and screen readers. */
export interface Content {
  /** Slack's block objects, already within Slack's limits. */
  readonly blocks: readonly object[];
  /** At most 3 800 bytes: chat.update counts bytes and refuses above 4 000. */
  readonly text: string;
}
