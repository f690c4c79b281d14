import { TocsinError } from '../core/errors.ts';
import { isObject } from './block-kit/check-rule.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a person gave to an element: an option's value, an id, a date, a text; several where it takes several. */
export type Given = string | readonly string[];

/** The field in which Slack tells what was given, by the element's type; options are told as whole objects. */
const PLAIN_FIELDS: Readonly<Record<string, string>> = {
  plain_text_input: 'value',
  number_input: 'value',
  email_text_input: 'value',
  url_text_input: 'value',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
  users_select: 'selected_user',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  multi_users_select: 'selected_users',
  multi_conversations_select: 'selected_conversations',
  multi_channels_select: 'selected_channels',
};
const OPTION_MENUS: ReadonlySet<unknown> = new Set(['static_select', 'overflow', 'radio_buttons']);
const OPTIONS_MENUS: ReadonlySet<unknown> = new Set(['multi_static_select', 'checkboxes']);
const LISTS: ReadonlySet<unknown> = new Set([
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
]);

/** True for elements that hold a value: their state goes with a view's submission. */
export function holdsValue(element: Json): boolean {
  const { type } = element;
  return (
    OPTIONS_MENUS.has(type) ||
    type === 'static_select' ||
    type === 'radio_buttons' ||
    type === 'rich_text_input' ||
    (typeof type === 'string' && Object.hasOwn(PLAIN_FIELDS, type))
  );
}

/**
 * What was given, with Slack's fields ([D] view-interactions): `selected_option`, `selected_date`, `value` …; `null` for
 * nothing. Throws when a menu has no such option.
 */
export function slackValue(element: Json, given: Given | undefined): Json {
  const { type } = element;
  if (OPTION_MENUS.has(type)) return { type, selected_option: first(given) ? option(element, first(given)) : null };
  if (OPTIONS_MENUS.has(type)) {
    return { type, selected_options: several(given).map((value) => option(element, value)) };
  }
  if (type === 'rich_text_input') return { type, rich_text_value: richText(first(given)) };
  return plainValue(type, given);
}

function plainValue(type: unknown, given: Given | undefined): Json {
  const field = typeof type === 'string' ? PLAIN_FIELDS[type] : undefined;
  if (field === undefined) return { type };
  if (LISTS.has(type)) return { type, [field]: several(given) };
  const value = first(given) || null;
  return { type, [field]: type === 'datetimepicker' && value !== null ? Number(value) : value };
}

/** What an element holds before anybody gave anything to it. */
export function initialValue(element: Json): Given | undefined {
  const found = Object.entries(element).find(([field]) => field.startsWith('initial_'))?.[1];
  if (Array.isArray(found)) return found.map(plain);
  return found === undefined ? undefined : plain(found);
}

/** Whether nothing was given: what a required input refuses. */
export function isEmpty(given: Given | undefined): boolean {
  return given === undefined || given.length === 0;
}

function plain(value: unknown): string {
  return isObject(value) ? String(value.value ?? '') : String(value);
}

function first(given: Given | undefined): string {
  return typeof given === 'string' ? given : (given?.[0] ?? '');
}

function several(given: Given | undefined): readonly string[] {
  if (given === undefined) return [];
  return typeof given === 'string' ? [given] : given;
}

function option(element: Json, value: string): unknown {
  const groups: readonly unknown[] = Array.isArray(element.option_groups) ? element.option_groups : [element];
  const options = groups.flatMap((group): readonly unknown[] =>
    isObject(group) && Array.isArray(group.options) ? group.options : [],
  );
  const chosen = options.find((candidate) => isObject(candidate) && candidate.value === value);
  if (chosen === undefined) {
    throw new TocsinError('usage', `"${String(element.action_id)}" has no option "${value}"`);
  }
  return chosen;
}

function richText(text: string): Json | null {
  if (text === '') return null;
  const section = { type: 'rich_text_section', elements: [{ type: 'text', text }] };
  return { type: 'rich_text', elements: [section] };
}
