import { anyText, imageSource, mrkdwn, plainText, textTypes } from './composition.ts';
import {
  ACTIONS_ELEMENTS,
  BUTTON,
  CONTEXT_ACTIONS_ELEMENTS,
  IMAGE,
  INPUT_ELEMENTS,
  SECTION_ACCESSORIES,
} from './elements.ts';
import { BLOCK_LIMITS } from './limits.ts';
import { richText, richTextFields } from './rich-text.ts';
import {
  boolean,
  type Fields,
  list,
  number,
  type ObjectRule,
  object,
  oneOf,
  type Rule,
  string,
  union,
  url,
} from './rules.ts';

/** Every block may carry a `block_id`. */
export function block(required: Fields, optional: Fields = {}, choice?: ObjectRule['choice']): ObjectRule {
  return object(required, { block_id: string(BLOCK_LIMITS.blockId), ...optional }, choice);
}

const image = union(() => ({ image: IMAGE }));
const contextElements = { ...textTypes(BLOCK_LIMITS.text), image: IMAGE };

const BASIC = {
  section: block(
    {},
    {
      text: anyText(BLOCK_LIMITS.text),
      fields: list(anyText(BLOCK_LIMITS.sectionField), BLOCK_LIMITS.sectionFields),
      accessory: union(() => SECTION_ACCESSORIES),
      expand: boolean,
    },
    { fields: ['text', 'fields'], atMostOne: false },
  ),
  header: block({ text: plainText(BLOCK_LIMITS.header) }),
  context: block({
    elements: list(
      union(() => contextElements),
      BLOCK_LIMITS.contextElements,
    ),
  }),
  actions: block({
    elements: list(
      union(() => ACTIONS_ELEMENTS),
      BLOCK_LIMITS.actionsElements,
    ),
  }),
  divider: block({}),
  image: block(
    { alt_text: string(BLOCK_LIMITS.altText) },
    { title: plainText(BLOCK_LIMITS.imageTitle), ...imageSource.fields },
    imageSource.choice,
  ),
  input: block(
    { label: plainText(BLOCK_LIMITS.inputLabel), element: union(() => INPUT_ELEMENTS) },
    { hint: plainText(BLOCK_LIMITS.inputHint), optional: boolean, dispatch_action: boolean },
  ),
  rich_text: block(richTextFields),
  video: block(
    {
      video_url: url(BLOCK_LIMITS.url),
      thumbnail_url: url(BLOCK_LIMITS.url),
      alt_text: string(BLOCK_LIMITS.altText),
      title: plainText(BLOCK_LIMITS.videoTitle),
    },
    {
      title_url: url(BLOCK_LIMITS.url),
      author_name: string(BLOCK_LIMITS.videoAuthor),
      provider_name: string(),
      provider_icon_url: url(BLOCK_LIMITS.url),
      description: plainText(BLOCK_LIMITS.text),
    },
  ),
};

/** A cell: its text may be short, but not absent. */
const cell: Rule = union(() => ({
  raw_text: object({ text: string() }),
  raw_number: object({ value: number(), text: string() }),
  rich_text: object(richTextFields, { block_id: string() }),
}));

const TABLES = {
  table: block(
    { rows: list(list(cell, BLOCK_LIMITS.tableCells), BLOCK_LIMITS.tableRows) },
    {
      column_settings: list(
        object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean }),
        BLOCK_LIMITS.tableCells,
      ),
    },
  ),
  data_table: block(
    { rows: list(list(cell, BLOCK_LIMITS.tableCells), BLOCK_LIMITS.dataTableRows, 2), caption: string() },
    {
      page_size: number(1, BLOCK_LIMITS.dataTablePageSize),
      row_header_column_index: number(0, BLOCK_LIMITS.tableCells - 1),
    },
  ),
};

const CARD: ObjectRule = block(
  {},
  {
    hero_image: image,
    icon: image,
    title: mrkdwn(BLOCK_LIMITS.cardTitle),
    subtitle: mrkdwn(BLOCK_LIMITS.cardTitle),
    body: mrkdwn(BLOCK_LIMITS.cardBody),
    subtext: mrkdwn(BLOCK_LIMITS.cardBody),
    actions: list(
      union(() => BUTTON),
      BLOCK_LIMITS.cardButtons,
    ),
  },
  { fields: ['hero_image', 'title', 'actions', 'body'], atMostOne: false },
);

const TASK_CARD: ObjectRule = block(
  { task_id: string(), title: string(), status: oneOf('pending', 'in_progress', 'complete', 'error') },
  {
    details: richText,
    output: richText,
    sources: list(union(() => ({ url: object({ url: url(BLOCK_LIMITS.url), text: string() }) }))),
  },
);

const CHILD_BLOCKS: Readonly<Record<string, ObjectRule>> = { ...BASIC, table: TABLES.table };

/**
 * The blocks that an app may put into a message. Not among them: `alert` ("currently only supported in modals", [J]),
 * `file` (read-only) and `data_visualization` (not in the declarations of 3.2.0; its fields are not settled).
 */
export const MESSAGE_BLOCKS: Readonly<Record<string, ObjectRule>> = {
  ...BASIC,
  ...TABLES,
  markdown: block({ text: string(BLOCK_LIMITS.markdown) }),
  card: CARD,
  carousel: block({
    elements: list(
      union(() => ({ card: CARD })),
      BLOCK_LIMITS.carouselCards,
    ),
  }),
  container: block(
    {
      child_blocks: list(
        union(() => CHILD_BLOCKS),
        BLOCK_LIMITS.containerBlocks,
      ),
    },
    {
      title: plainText(BLOCK_LIMITS.containerTitle),
      rich_text_title: richText,
      subtitle: anyText(BLOCK_LIMITS.containerTitle),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      icon: image,
      is_collapsible: boolean,
      default_collapsed: boolean,
      has_header_divider: boolean,
    },
    { fields: ['title', 'rich_text_title'], atMostOne: false },
  ),
  context_actions: block({
    elements: list(
      union(() => CONTEXT_ACTIONS_ELEMENTS),
      BLOCK_LIMITS.contextActionsElements,
    ),
  }),
  task_card: TASK_CARD,
  plan: block({ title: string() }, { tasks: list(union(() => ({ task_card: TASK_CARD }))) }),
};
