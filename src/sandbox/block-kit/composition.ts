import { BLOCK_LIMITS } from './limits.ts';
import {
  boolean,
  list,
  matching,
  type ObjectRule,
  object,
  oneOf,
  type Rule,
  shown,
  string,
  type UnionRule,
  union,
  url,
} from './rules.ts';

/** The text objects, each no longer than the place it is used in allows. */
function plainObject(max: number): ObjectRule {
  return object({ text: shown('plain_text', max) }, { emoji: boolean });
}

function mrkdwnObject(max: number): ObjectRule {
  return object({ text: shown('mrkdwn', max) }, { verbatim: boolean });
}

export function plainText(max: number): UnionRule {
  const types = { plain_text: plainObject(max) };
  return union(() => types);
}

export function mrkdwn(max: number): UnionRule {
  const types = { mrkdwn: mrkdwnObject(max) };
  return union(() => types);
}

/** The types of a text object of either kind, to be joined with others in one union. */
export function textTypes(max: number): Readonly<Record<string, ObjectRule>> {
  return { plain_text: plainObject(max), mrkdwn: mrkdwnObject(max) };
}

export function anyText(max: number): UnionRule {
  const types = textTypes(max);
  return union(() => types);
}

export const buttonStyle = oneOf('primary', 'danger');

export const confirm: Rule = object(
  { text: anyText(BLOCK_LIMITS.confirmText) },
  {
    title: plainText(BLOCK_LIMITS.confirmTitle),
    confirm: plainText(BLOCK_LIMITS.confirmButton),
    deny: plainText(BLOCK_LIMITS.confirmButton),
    style: buttonStyle,
  },
);

/** `text` makes the rule for each of the option's two texts. */
function option(text: (max: number) => Rule, more: Readonly<Record<string, Rule>> = {}): Rule {
  return object(
    { text: text(BLOCK_LIMITS.optionText), value: string(BLOCK_LIMITS.optionValue) },
    { description: text(BLOCK_LIMITS.optionDescription), ...more },
  );
}

/** An option of a menu: plain text. */
export const menuOption = option(plainText);
/** An option of radio buttons and checkboxes: mrkdwn allowed. */
export const choiceOption = option(anyText);
/** An option of an overflow menu: may open a URL. */
export const overflowOption = option(plainText, { url: url(BLOCK_LIMITS.url) });

export const optionGroup = object({
  label: plainText(BLOCK_LIMITS.optionGroupLabel),
  options: list(menuOption, BLOCK_LIMITS.options),
});

/** Exactly one of the two; the id's form is from python-slack-sdk#1521. */
export const slackFile = object(
  {},
  { id: matching(/^F[A-Z0-9]{8,}$/), url: url(BLOCK_LIMITS.url) },
  { fields: ['id', 'url'], atMostOne: true },
);

/** Where an image comes from: exactly one of the two. */
export const imageSource = {
  fields: { image_url: url(BLOCK_LIMITS.imageUrl), slack_file: slackFile },
  choice: { fields: ['image_url', 'slack_file'], atMostOne: true },
} as const;

export const placeholder = plainText(BLOCK_LIMITS.placeholder);

export const conversationFilter = object(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 4),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
  { fields: ['include', 'exclude_external_shared_channels', 'exclude_bot_users'], atMostOne: false },
);

export const dispatchActionConfig = object(
  {},
  { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2) },
);
