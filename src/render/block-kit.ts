/** Slack's block objects (docs.slack.dev, reference/block-kit), from texts that are within its limits. */
import { LINK_ACTION_PREFIX } from '../core/action-ids.ts';
import type { GroupId } from '../core/ids.ts';

/** A button as a template asks for it: one of ours, or one that opens a page. `text` is plain. */
export type Button =
  | { readonly text: string; readonly actionId: string; readonly value: GroupId; readonly primary?: boolean }
  | { readonly text: string; readonly url: string };

export interface LinkOption {
  readonly text: string;
  readonly url: string;
}

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
export function buttonElement(button: Button, index: number): object {
  const text = plainText(button.text);
  if ('url' in button) return { type: 'button', action_id: `${LINK_ACTION_PREFIX}${index}`, text, url: button.url };
  const element = { type: 'button', action_id: button.actionId, text, value: button.value };
  return button.primary === true ? { ...element, style: 'primary' } : element;
}

/** The ⋯ menu. */
export function overflowElement(links: readonly LinkOption[], index: number): object {
  const options = links.map(({ text, url }, option) => ({ text: plainText(text), value: `${option}`, url }));
  return { type: 'overflow', action_id: `${LINK_ACTION_PREFIX}${index}`, options };
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
