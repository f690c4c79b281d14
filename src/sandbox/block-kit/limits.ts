/**
 * What a message may hold, as numbers. Sources: [D] Slack's developer documentation, [T] the declarations of
 * `@slack/types` 3.2.0, [P] the validators of python-slack-sdk, [M] measured by third parties against live Slack.
 * Lengths are Unicode code points unless a name says otherwise.
 */
export const BLOCK_LIMITS = {
  /** [D] blocks */
  blocksPerMessage: 50,
  /** [T] */
  blockId: 255,
  /** [T] [P] */
  actionId: 255,

  /** [T] text object; tighter limits of the places it is used in win. */
  text: 3_000,
  /** [D] option object, [P]: 75 and 75. */
  optionText: 75,
  optionDescription: 75,
  /** [D] [P]; the comment in [T] says 75. */
  optionValue: 150,
  /** [T] */
  url: 3_000,
  /** [T] [P] */
  optionGroupLabel: 75,
  optionGroups: 100,
  options: 100,
  /** [T] [P] */
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  placeholder: 150,

  /** [D] section, [T] [P] */
  sectionFields: 10,
  sectionField: 2_000,
  /** [T] [P] */
  header: 150,
  contextElements: 10,
  actionsElements: 25,
  imageUrl: 3_000,
  altText: 2_000,
  imageTitle: 2_000,
  inputLabel: 2_000,
  inputHint: 2_000,
  /** [D] markdown: over all markdown blocks of the message together. */
  markdown: 12_000,

  /** [D] table, [T] */
  tableRows: 100,
  tableCells: 20,
  /** [D] over all cells of the message. */
  tableCharacters: 10_000,
  /** [D] data table: one header and a hundred rows. */
  dataTableRows: 101,
  dataTablePageSize: 100,

  /** [T] [P] */
  cardTitle: 150,
  cardBody: 200,
  cardButtons: 3,
  carouselCards: 10,
  containerTitle: 150,
  containerBlocks: 10,
  contextActionsElements: 5,
  /** [T]: "less than 200", "less than 50". */
  videoTitle: 199,
  videoAuthor: 49,

  /** [T] [P] */
  buttonText: 75,
  buttonValue: 2_000,
  accessibilityLabel: 75,
  /** [P] */
  overflowOptions: 5,
  /** [T] */
  choiceOptions: 10,
  inputLength: 3_000,
  inputLines: 100,

  /** [T] views.d.ts, [P] */
  blocksPerView: 100,
  viewTitle: 24,
  privateMetadata: 3_000,
  /** 250 kB, as Slack writes it: views.open, `view_too_large`. */
  viewBytes: 250_000,
  /** [T] file_input */
  files: 10,
  /** [T] alert */
  alertText: 200,

  /** [M] Over all text of the message, escaped; rejected with `msg_blocks_too_long`. Not documented by Slack. */
  messageCharacters: 13_200,
  /** [M] What a header block adds to that count. */
  headerCost: 100,
} as const;
