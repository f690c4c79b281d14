import {
  buttonStyle,
  choiceOption,
  confirm,
  conversationFilter,
  dispatchActionConfig,
  imageSource,
  menuOption,
  optionGroup,
  overflowOption,
  placeholder,
  plainText,
} from './composition.ts';
import { BLOCK_LIMITS } from './limits.ts';
import { richText } from './rich-text.ts';
import { boolean, type Fields, list, matching, number, type ObjectRule, object, string, url } from './rules.ts';

const action: Fields = { action_id: string(BLOCK_LIMITS.actionId) };
const confirmed: Fields = { ...action, confirm };
const focused: Fields = { ...confirmed, focus_on_load: boolean };
const menu: Fields = { ...focused, placeholder };
const several: Fields = { ...menu, max_selected_items: number(1) };
const field: Fields = {
  ...action,
  focus_on_load: boolean,
  placeholder,
  dispatch_action_config: dispatchActionConfig,
};

const accessibility = string(BLOCK_LIMITS.accessibilityLabel);
const id = string();
const ids = list(id, undefined, 0);
const queryLength = number(0);

const menuOptions: Fields = {
  options: list(menuOption, BLOCK_LIMITS.options),
  option_groups: list(optionGroup, BLOCK_LIMITS.optionGroups),
};
const menuChoice = { fields: ['options', 'option_groups'], atMostOne: true };
const initialOptions = list(menuOption, BLOCK_LIMITS.options);

const SINGLE_MENUS: Readonly<Record<string, ObjectRule>> = {
  static_select: object({}, { ...menu, ...menuOptions, initial_option: menuOption }, menuChoice),
  external_select: object({}, { ...menu, initial_option: menuOption, min_query_length: queryLength }),
  users_select: object({}, { ...menu, initial_user: id }),
  conversations_select: object(
    {},
    {
      ...menu,
      initial_conversation: id,
      default_to_current_conversation: boolean,
      response_url_enabled: boolean,
      filter: conversationFilter,
    },
  ),
  channels_select: object({}, { ...menu, initial_channel: id, response_url_enabled: boolean }),
};

const MULTI_MENUS: Readonly<Record<string, ObjectRule>> = {
  multi_static_select: object({}, { ...several, ...menuOptions, initial_options: initialOptions }, menuChoice),
  multi_external_select: object({}, { ...several, initial_options: initialOptions, min_query_length: queryLength }),
  multi_users_select: object({}, { ...several, initial_users: ids }),
  multi_conversations_select: object(
    {},
    {
      ...several,
      initial_conversations: ids,
      default_to_current_conversation: boolean,
      filter: conversationFilter,
    },
  ),
  multi_channels_select: object({}, { ...several, initial_channels: ids }),
};

const choices = list(choiceOption, BLOCK_LIMITS.choiceOptions);

const CHOOSERS: Readonly<Record<string, ObjectRule>> = {
  checkboxes: object({ options: choices }, { ...focused, initial_options: choices }),
  radio_buttons: object({ options: choices }, { ...focused, initial_option: choiceOption }),
  datepicker: object({}, { ...menu, initial_date: matching(/^\d{4}-\d{2}-\d{2}$/) }),
  timepicker: object({}, { ...menu, initial_time: matching(/^([01]\d|2[0-3]):[0-5]\d$/), timezone: string() }),
  ...SINGLE_MENUS,
  ...MULTI_MENUS,
};

export const BUTTON: Readonly<Record<string, ObjectRule>> = {
  button: object(
    { text: plainText(BLOCK_LIMITS.buttonText) },
    {
      ...confirmed,
      value: string(BLOCK_LIMITS.buttonValue, 0),
      url: url(BLOCK_LIMITS.url),
      style: buttonStyle,
      accessibility_label: accessibility,
    },
  ),
};

/** What both a section's accessory and an actions block may hold. */
const INTERACTIVE: Readonly<Record<string, ObjectRule>> = {
  ...BUTTON,
  ...CHOOSERS,
  workflow_button: object(
    {
      text: plainText(BLOCK_LIMITS.buttonText),
      workflow: object({
        trigger: object(
          { url: url(BLOCK_LIMITS.url) },
          { customizable_input_parameters: list(object({ name: string(), value: string(undefined, 0) })) },
        ),
      }),
    },
    { ...confirmed, style: buttonStyle, accessibility_label: accessibility },
  ),
  overflow: object({ options: list(overflowOption, BLOCK_LIMITS.overflowOptions) }, confirmed),
};

/** Ten digits of Unix seconds, [T]. */
const datetimepicker = object({}, { ...focused, initial_date_time: number(1_000_000_000, 9_999_999_999) });

const richTextInput = object(
  {},
  {
    ...field,
    initial_value: richText,
    min_lines: number(1, BLOCK_LIMITS.inputLines),
    max_lines: number(1, BLOCK_LIMITS.inputLines),
  },
);

/** alt_text's limit is the image block's. */
export const IMAGE: ObjectRule = object(
  { alt_text: string(BLOCK_LIMITS.altText) },
  imageSource.fields,
  imageSource.choice,
);

export const SECTION_ACCESSORIES: Readonly<Record<string, ObjectRule>> = { ...INTERACTIVE, image: IMAGE };

export const ACTIONS_ELEMENTS: Readonly<Record<string, ObjectRule>> = {
  ...INTERACTIVE,
  datetimepicker,
  rich_text_input: richTextInput,
};

/** What an input block of a message may hold: number, email, url and file inputs are for modals only. */
export const INPUT_ELEMENTS: Readonly<Record<string, ObjectRule>> = {
  ...CHOOSERS,
  datetimepicker,
  rich_text_input: richTextInput,
  plain_text_input: object(
    {},
    {
      ...field,
      initial_value: string(undefined, 0),
      multiline: boolean,
      min_length: number(0, BLOCK_LIMITS.inputLength),
      max_length: number(1, BLOCK_LIMITS.inputLength),
    },
  ),
};

const feedbackButton = object(
  { text: plainText(BLOCK_LIMITS.buttonText), value: string(BLOCK_LIMITS.buttonValue) },
  { accessibility_label: accessibility },
);

export const CONTEXT_ACTIONS_ELEMENTS: Readonly<Record<string, ObjectRule>> = {
  feedback_buttons: object({ positive_button: feedbackButton, negative_button: feedbackButton }, action),
  icon_button: object(
    { icon: string(), text: plainText(BLOCK_LIMITS.buttonText) },
    {
      ...confirmed,
      accessibility_label: accessibility,
      value: string(BLOCK_LIMITS.buttonValue, 0),
      visible_to_user_ids: ids,
    },
  ),
};
