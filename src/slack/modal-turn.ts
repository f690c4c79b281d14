/** One thing that a person did with a modal, in our words. */
import type { types } from '@slack/bolt';
import { toPlainText } from '../render/escape.ts';
import type { Language } from '../render/language.ts';
import type { InteractionTenant } from './answer-click.ts';
import type { ModalDrawing } from './modal-views.ts';

/** Who has the modal before them. */
export interface ModalPerson {
  readonly userId: string;
  /** As the workspace shows it; their id where Slack does not tell. */
  readonly name: string;
  readonly locale: string;
  readonly timeZone: string;
}

/** What was given so far, by the inputs' names: a text, an option's value, a date, an id; several where it takes several. */
export type ModalValues = Readonly<Record<string, string | readonly string[]>>;

export interface ModalTurn {
  readonly person: ModalPerson;
  /** Tenants of the workspace that Slack signed for, at least one. Whose the modal is, stored facts must say. */
  readonly tenants: readonly InteractionTenant[];
  /** Of the tenant whose message it was opened from, as far as that could be told; else of the first. */
  readonly language: Language;
  /** As it was drawn into the modal, but it may have been changed on its way: nothing of it is to be believed. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Absent when the modal was just opened. */
  readonly values?: ModalValues;
  /** The button or input that was used, unless it was opened or submitted. */
  readonly used?: { readonly id: string; readonly value: string };
  /** Slack's name of this one turn: the same again is the same. */
  readonly turnId: string;
}

/** A kind of modal: what it shows, and what comes of it. Whatever it throws is told in the modal. */
export interface ModalKind {
  /** Slack's `callback_id`. */
  readonly name: string;
  /** The phrase that heads it while nothing else is known. */
  readonly titleKey: string;
  /** What it shows, with what was given, and with `trouble` when the last turn failed: a finished sentence. */
  draw(turn: ModalTurn, trouble?: string): Promise<ModalDrawing>;
  /** Does what a button or a live input asks for, and shows what there is then. */
  use(turn: ModalTurn): Promise<ModalDrawing>;
  /** What is wrong with the inputs, by their names, without asking anybody: Slack waits. */
  check(turn: ModalTurn): Readonly<Record<string, string>>;
  /** Does what was submitted, and shows what came of it. */
  submit(turn: ModalTurn): Promise<ModalDrawing>;
}

/** Reads `private_metadata`; nothing of a text that is not ours. */
export function readMetadata(text: string): Readonly<Record<string, string>> {
  const read = parseJson(text);
  if (typeof read !== 'object' || read === null) return {};
  return Object.fromEntries(
    Object.entries(read).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** One element of a view's state or of an action, with those of Slack's fields that tell what was given. */
export interface GivenState {
  readonly value?: string | null;
  readonly selected_option?: { readonly value?: string } | null;
  readonly selected_options?: readonly { readonly value?: string }[] | null;
  readonly selected_date?: string | null;
  readonly selected_time?: string | null;
  readonly selected_user?: string | null;
  readonly selected_users?: readonly string[] | null;
}

/** Slack's `state.values`: every block of ours has one element. */
export function readValues(
  values: Readonly<Record<string, Readonly<Record<string, GivenState>>>> | undefined,
): ModalValues {
  return Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([blockId, elements]) => {
      const [state] = Object.values(elements);
      return state === undefined ? [] : [[blockId, givenIn(state)] as const];
    }),
  );
}

/** Empty when nothing was given. */
export function givenIn(state: GivenState): string | readonly string[] {
  if (Array.isArray(state.selected_options)) return state.selected_options.map(({ value }) => value ?? '');
  if (Array.isArray(state.selected_users)) return state.selected_users;
  const { value, selected_option: option, selected_date: date, selected_time: time, selected_user: user } = state;
  return value ?? option?.value ?? date ?? time ?? user ?? '';
}

/** A text that was given, without the space around it; empty for none. */
export function textIn(values: ModalValues | undefined, id: string): string {
  const given = values?.[id];
  return typeof given === 'string' ? given.trim() : '';
}

/** The faults that the view can show; those of blocks that it lacks go to its first input. */
export function shownFaults(
  faults: Readonly<Record<string, string>>,
  blocks: readonly types.AnyBlock[] | readonly { readonly type: string; readonly block_id?: string }[],
): Readonly<Record<string, string>> {
  const inputs = blocks.flatMap(({ type, block_id: id }) => (type === 'input' && id !== undefined ? [id] : []));
  const [first = ''] = inputs;
  return Object.fromEntries(
    Object.entries(faults).map(([id, text]) => [inputs.includes(id) ? id : first, toPlainText(text)]),
  );
}
