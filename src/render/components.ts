import { ACTION_IDS, type ActionId } from '../core/action-ids.ts';
import type { Align, Button } from './block-kit.ts';
import { oneLine, toPlainText, withoutTokens } from './escape.ts';
import type { HelperCall } from './helper-call.ts';
import type { HelperName } from './helper-table.ts';
import { textLink } from './inline-helpers.ts';
import { safeUrl } from './safe-url.ts';
import { TableDraft } from './table-draft.ts';

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
  call.frame.fallback = oneLine(withoutTokens(text));
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
function groupButton(call: HelperCall, action: ActionId, primary: boolean): string {
  const { open, subject, language } = call.frame;
  if (open?.kind !== 'actions' || subject.buttons === undefined) return '';
  const actionId = ACTION_IDS[action];
  if (open.buttons.some((button) => 'actionId' in button && button.actionId === actionId)) return '';
  const text = toPlainText(language.phrase(`action.${action}`));
  open.buttons.push({ text, actionId, value: subject.buttons.groupId, primary });
  return '';
}

/** What else people can do, in the ⋯ menu. */
function more(call: HelperCall): string {
  const { open, subject, language } = call.frame;
  if (open?.kind !== 'actions' || subject.buttons === undefined) return '';
  if (open.buttons.some((button) => 'menuValue' in button)) return '';
  open.buttons.push({ text: toPlainText(language.phrase('action.more')), menuValue: subject.buttons.groupId });
  return '';
}

/** Where an Alertmanager is there to be asked; else a template has the link to its form. */
function silence(call: HelperCall): string {
  return call.frame.subject.buttons?.canSilence === true ? groupButton(call, 'silence', false) : '';
}

/** To take the group, or to give it back; before that, for who is asked, to keep it. */
function acknowledge(call: HelperCall): string {
  if (call.frame.subject.buttons?.isAsked === true) groupButton(call, 'keep', true);
  return call.frame.subject.buttons?.isAcknowledged === true
    ? groupButton(call, 'unacknowledge', false)
    : groupButton(call, 'acknowledge', true);
}

function table(call: HelperCall): string {
  const draft = new TableDraft();
  const { frame } = call;
  frame.within({ kind: 'table', draft }, () => call.body());
  frame.builder.table(draft);
  if (draft.rest > 0) frame.builder.context(frame.language.phrase('list.more', { count: draft.rest }));
  return '';
}

function row(call: HelperCall): string {
  const { open } = call.frame;
  if (open?.kind !== 'table') return '';
  const cells: { label: string; text: string; align: Align }[] = [];
  call.frame.within({ kind: 'row', cells, draft: open.draft }, () => call.body());
  open.draft.add(cells);
  return '';
}

/** In the column that bears its label; nothing for an empty value. */
function cell(call: HelperCall): string {
  const { open } = call.frame;
  const align = call.hash.align === 'right' ? 'right' : 'left';
  if (open?.kind === 'row') open.cells.push({ label: oneLine(call.text(0)), text: oneLine(call.text(1)), align });
  return '';
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
  table,
  row,
  cell,
  acknowledge,
  silence,
  more,
  divider: (call) => {
    call.frame.builder.divider();
    return '';
  },
  mentions: (call) => {
    call.frame.builder.mentions(call.frame.mentions);
    return '';
  },
} satisfies Partial<Record<HelperName, Component>>;
