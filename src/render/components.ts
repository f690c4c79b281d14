import { ACTION_IDS } from '../core/action-ids.ts';
import { toPlainText, withoutTokens } from './escape.ts';
import type { HelperName } from './helper-table.ts';
import { textLink } from './inline-helpers.ts';
import type { Button } from './message-builder.ts';
import type { HelperCall } from './render-frame.ts';
import { safeUrl } from './safe-url.ts';

/** A component adds to the message and leaves no text behind, except a link within a text. */
type Component = (call: HelperCall) => string;

function textBlock(add: (call: HelperCall, text: string) => void): Component {
  return (call) => {
    add(
      call,
      call.frame.within({ kind: 'text', pending: 0 }, () => call.body()),
    );
    return '';
  };
}

const header = textBlock((call, text) => call.frame.builder.header(text));
const section = textBlock((call, text) => call.frame.builder.section(text));
const context = textBlock((call, text) => call.frame.builder.context(text));
const fallback = textBlock((call, text) => {
  call.frame.fallback = withoutTokens(text).replace(/\s+/g, ' ').trim();
});

function fields(call: HelperCall): string {
  const collected: string[] = [];
  call.frame.within({ kind: 'fields', fields: collected }, () => call.body());
  call.frame.builder.fields(collected);
  return '';
}

/** Left out when the value is empty. */
function field(call: HelperCall): string {
  const { open } = call.frame;
  const value = call.text(1).trim();
  if (open?.kind === 'fields' && value !== '') open.fields.push(`*${call.text(0)}*\n${value}`);
  return '';
}

function actions(call: HelperCall): string {
  const buttons: Button[] = [];
  call.frame.within({ kind: 'actions', buttons }, () => call.body());
  call.frame.builder.actions(buttons);
  return '';
}

/** Ours: only while the group is open, and each once. */
function groupButton(action: keyof typeof ACTION_IDS, primary: boolean): Component {
  const actionId = ACTION_IDS[action];
  return ({ frame }) => {
    const { open, view } = frame;
    if (open?.kind !== 'actions' || view.state !== 'open') return '';
    if (open.buttons.some((button) => 'actionId' in button && button.actionId === actionId)) return '';
    const text = toPlainText(frame.language.phrase(`action.${action}`));
    open.buttons.push({ text, actionId, value: view.group.id, primary });
    return '';
  };
}

/** A button among buttons, else a link in the text. */
function link(call: HelperCall): string {
  const { open } = call.frame;
  if (open?.kind !== 'actions') return textLink(call);
  const url = safeUrl(call.text(1));
  if (url !== undefined) open.buttons.push({ text: toPlainText(call.text(0)), url });
  return '';
}

export const COMPONENTS = {
  header,
  section,
  context,
  fallback,
  fields,
  actions,
  field,
  link,
  acknowledge: groupButton('acknowledge', true),
  silence: groupButton('silence', false),
  divider: (call) => {
    call.frame.builder.divider();
    return '';
  },
  mentions: (call) => {
    call.frame.builder.mentions(call.frame.mentions);
    return '';
  },
} satisfies Partial<Record<HelperName, Component>>;
