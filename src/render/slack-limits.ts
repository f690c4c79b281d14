/** Slack's Block Kit limits (docs.slack.dev, reference/block-kit). Lengths are counted in UTF-16 units of the escaped text, the safe side. */
export const SLACK_LIMITS = {
  header: 150,
  sectionText: 3000,
  fields: 10,
  fieldText: 2000,
  contextElements: 10,
  actionElements: 25,
  buttonText: 75,
  url: 3000,
  overflowOptions: 5,
  /** Header row included. */
  tableRows: 100,
  tableColumns: 20,
  /** Not Slack's limit but a phone's, 390 pixels wide: what stands in a row beside the ⋯ menu. test/web/phone.test.ts. */
  rowButtons: 2,
} as const;

/**
 * How far a message may grow. Slack refuses messages as a whole (`msg_blocks_too_long`) at an undocumented sum of
 * escaped characters, seen at 11 341, in which a header counts about 100 more. Ours end below 10 000, and each kind of
 * block stops earlier than the next so that a long text never costs a message its buttons or its mentions.
 */
export const BUDGET = {
  perHeader: 100,
  /** Sections, fields and context stop here. */
  textChars: 8_500,
  headerChars: 9_000,
  buttonChars: 9_400,
  mentionChars: 500,
  /** Slack allows 50 blocks; one is kept for the mentions. */
  textBlocks: 44,
  blocks: 49,
  /** chat.update counts UTF-8 bytes and refuses above 4 000. */
  fallbackBytes: 3_800,
} as const;

/** What lists of alerts may fill, tried in this order until nothing else of the message had to be cut. */
export const LIST_BUDGETS = [7_000, 4_000, 2_000, 800, 0] as const;

/** Longest value of a label in a message; Prometheus' own values are far shorter. */
export const LABEL_CHARS = 300;

/** Longest annotation in a message: a button's URL may be as long (Slack), and longer ones are not drawn whole anyway. */
export const ANNOTATION_CHARS = 3_000;
