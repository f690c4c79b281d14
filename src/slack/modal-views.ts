/** The blocks that modals are made of, within Slack's limits; texts are what phrases and `render/escape.ts` give. */
import type { types } from '@slack/bolt';
import { cutMrkdwn, cutPlain } from '../render/cut-text.ts';
import { toPlainText } from '../render/escape.ts';

/** Slack's limits, reference/slack.md A1; in UTF-16 code units, which are never fewer than Slack counts. */
const LIMITS = { title: 24, label: 2_000, option: 75, button: 75, section: 3_000, input: 3_000, hint: 2_000 } as const;

/** What a modal shows. Texts are finished mrkdwn; those that Slack wants plain are made so here. */
export interface ModalDrawing {
  readonly title: string;
  readonly blocks: readonly types.KnownBlock[];
  /** The button that submits; none where there is nothing to do. */
  readonly submit?: string;
  readonly close: string;
  /** What the next turn has to know. It passes through the person's client: no secrets, and nothing to be believed. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Slack's `private_metadata`, in characters. */
const MAX_METADATA = 3_000;

export function viewOf(drawing: ModalDrawing, callbackId: string): types.ModalView {
  const metadata = JSON.stringify(drawing.metadata);
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: metadata.length > MAX_METADATA ? '{}' : metadata,
    title: plain(drawing.title, LIMITS.title),
    close: plain(drawing.close, LIMITS.title),
    ...(drawing.submit === undefined ? {} : { submit: plain(drawing.submit, LIMITS.title) }),
    blocks: [...drawing.blocks],
  };
}

export function plain(mrkdwn: string, max: number): types.PlainTextElement {
  return { type: 'plain_text', text: cutPlain(toPlainText(mrkdwn), max), emoji: true };
}

export function section(mrkdwn: string, accessory?: types.Button): types.SectionBlock {
  const text = { type: 'mrkdwn', text: cutMrkdwn(mrkdwn, LIMITS.section) } as const;
  return { type: 'section', text, ...(accessory === undefined ? {} : { accessory }) };
}

export function context(mrkdwn: string): types.ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: cutMrkdwn(mrkdwn, LIMITS.section) }] };
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export function option({ value, text }: Choice): types.PlainTextOption {
  return { value, text: plain(text, LIMITS.option) };
}

/** The one element of a block has the block's own name. */
export interface Input {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly isOptional?: boolean;
  /** Whether each change is told at once, and not only with the submission. */
  readonly isLive?: boolean;
}

export function input(
  { id, label, hint, isOptional = false, isLive = false }: Input,
  element: types.InputBlockElement,
): types.InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plain(label, LIMITS.label),
    optional: isOptional,
    dispatch_action: isLive,
    ...(hint === undefined ? {} : { hint: plain(hint, LIMITS.hint) }),
    element,
  };
}

/** A field for text. What does not fit into one is not put into it, since half of it would say something else. */
export function textInput(
  about: Input & { readonly isMultiline?: boolean; readonly placeholder?: string; readonly maxLength?: number },
  initial = '',
): types.InputBlock {
  const { id, isLive = false, isMultiline = false, placeholder, maxLength = LIMITS.input } = about;
  return input(about, {
    type: 'plain_text_input',
    action_id: id,
    multiline: isMultiline,
    max_length: maxLength,
    ...(initial === '' || initial.length > maxLength ? {} : { initial_value: initial }),
    ...(placeholder === undefined ? {} : { placeholder: plain(placeholder, 150) }),
    ...(isLive ? { dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } } : {}),
  });
}

/** To choose one person of the workspace. */
export function usersInput(about: Input, initial = ''): types.InputBlock {
  const initialUser = initial === '' ? {} : { initial_user: initial };
  return input(about, { type: 'users_select', action_id: about.id, ...initialUser });
}

export function select(about: Input, choices: readonly Choice[], initial?: string): types.InputBlock {
  const chosen = choices.find(({ value }) => value === initial);
  return input(about, {
    type: 'static_select',
    action_id: about.id,
    options: choices.map(option),
    ...(chosen === undefined ? {} : { initial_option: option(chosen) }),
  });
}

export function button(
  about: { readonly id: string; readonly value: string; readonly text: string; readonly style?: 'primary' | 'danger' },
  confirm?: types.ConfirmationDialog,
): types.Button {
  const { id, value, text, style } = about;
  return {
    type: 'button',
    action_id: id,
    value,
    text: plain(text, LIMITS.button),
    ...(style === undefined ? {} : { style }),
    ...(confirm === undefined ? {} : { confirm }),
  };
}
