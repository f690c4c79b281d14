/** Slack's block objects (docs.slack.dev, reference/block-kit), from texts that are within its limits. */
import { ACTION_IDS, LINK_ACTION_PREFIX } from '../core/action-ids.ts';
import type { GroupId } from '../core/ids.ts';

/** What may stand in a row. `text` is plain here and below. */
export type RowButton =
  | { readonly text: string; readonly actionId: string; readonly value: GroupId; readonly primary?: boolean }
  | Link;

interface Link {
  readonly text: string;
  readonly url: string;
}

/** What may stand in the ⋯ menu. */
export type MenuOption = { readonly text: string; readonly menuValue: GroupId } | Link;

/** A button as a template asks for it: one of ours, in the row or in the menu, or one that opens a page. */
export type Button = RowButton | MenuOption;

function plainText(text: string): object {
  return { type: 'plain_text', text, emoji: true };
}

/** `verbatim`: Slack turns nothing in the text into a link by itself; what is a link, a helper made. */
function mrkdwn(text: string): object {
  return { type: 'mrkdwn', text, verbatim: true };
}

export const headerBlock = (text: string): object => ({ type: 'header', text: plainText(text) });
export const sectionBlock = (text: string): object => ({ type: 'section', text: mrkdwn(text) });
/** With something to press at the text's right; below it on a phone. */
export const rowBlock = (text: string, accessory: object): object => ({ ...sectionBlock(text), accessory });
export const fieldsBlock = (texts: readonly string[]): object => ({ type: 'section', fields: texts.map(mrkdwn) });
export const contextBlock = (texts: readonly string[]): object => ({ type: 'context', elements: texts.map(mrkdwn) });
export const dividerBlock = (): object => ({ type: 'divider' });
export const actionsBlock = (elements: readonly object[]): object => ({ type: 'actions', elements });

/** A button whose value is not a group's id alone. */
export function plainButton(button: {
  readonly text: string;
  readonly actionId: string;
  readonly value: string;
}): object {
  return { type: 'button', action_id: button.actionId, text: plainText(button.text), value: button.value };
}

/** `index` makes the action's id unique in its block. */
export function buttonElement(button: RowButton, index: number): object {
  const text = plainText(button.text);
  if ('url' in button) return { type: 'button', action_id: `${LINK_ACTION_PREFIX}${index}`, text, url: button.url };
  const style = button.primary === true ? { style: 'primary' } : undefined;
  return { type: 'button', action_id: button.actionId, text, value: button.value, ...style };
}

/** The ⋯ menu. Slack tells which option was chosen by its value: a group's id is what a link never has. */
export function overflowElement(menu: readonly MenuOption[], index: number): object {
  const options = menu.map((option, place) =>
    'url' in option
      ? { text: plainText(option.text), value: `${place}`, url: option.url }
      : { text: plainText(option.text), value: option.menuValue },
  );
  const isOurs = menu.some((option) => 'menuValue' in option);
  return { type: 'overflow', action_id: isOurs ? ACTION_IDS.more : `${LINK_ACTION_PREFIX}${index}`, options };
}

export type Align = 'left' | 'center' | 'right';

/** Rows of plain texts; the first is the header. */
export function tableBlock(rows: readonly (readonly string[])[], aligns: readonly Align[]): object {
  return {
    type: 'table',
    column_settings: aligns.map((align) => ({ align, is_wrapped: true })),
    rows: rows.map((row) => row.map((text) => ({ type: 'raw_text', text }))),
  };
}
