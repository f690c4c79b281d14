/** A message to be drawn. */
export interface ShownMessage {
  readonly text: string;
  readonly blocks?: readonly unknown[] | undefined;
  readonly attachments?: readonly unknown[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly author: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Slack would show "(edited)". */
  readonly isEdited?: boolean;
  /** What the only person who sees it is called. */
  readonly onlyFor?: string | undefined;
  /** The address of this message. */
  readonly permalink?: string;
}
