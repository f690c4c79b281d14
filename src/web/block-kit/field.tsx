import type { VNode } from 'preact';
import { type Json, jsonOf, stringOf, textOf } from './block-json.ts';
import { type ElementProps, useElement } from './use-element.tsx';

/** The browser's own field for each element that takes typed text, a date or a time. */
const FIELD_TYPES: Readonly<Record<string, string>> = {
  plain_text_input: 'text',
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
};

/** What is typed, and not chosen: an input that dispatches tells of it when its config says so. */
const TYPED: ReadonlySet<string> = new Set(['text', 'number', 'email', 'url']);

/** Fields for text, numbers, addresses, dates and times. What the page does not know is named, never left out. */
export function Field(props: ElementProps): VNode {
  const { element } = props;
  const type = FIELD_TYPES[stringOf(element, 'type')];
  const isLong = element.multiline === true || element.type === 'rich_text_input';
  if (type === undefined && !isLong) return <span class="unknown">[{stringOf(element, 'type')}]</span>;
  return isLong || TYPED.has(type ?? '') ? (
    <TextField {...props} type={isLong ? undefined : type} />
  ) : (
    <PickField {...props} type={type} />
  );
}

type FieldProps = ElementProps & { readonly type: string | undefined };

/** Each letter is told, or Enter alone, or nothing before the submission. */
function TextField({ type, ...props }: FieldProps): VNode {
  const { element, dispatches = false } = props;
  const { use, hold, question, isLive } = useElement(props);
  const triggers = triggersOf(element);
  const shared = {
    ...attributesOf(props, isLive),
    ...lengthsOf(element),
    onInput: ({ currentTarget: { value } }: { readonly currentTarget: { readonly value: string } }) =>
      triggers.has('on_character_entered') ? use(value) : hold(value),
    onKeyDown: (event: KeyboardEvent & { readonly currentTarget: { readonly value: string } }) => {
      if (event.key !== 'Enter' || !dispatches || !triggers.has('on_enter_pressed')) return;
      if (type !== undefined) event.preventDefault();
      use(event.currentTarget.value);
    },
  };
  return (
    <>
      {type === undefined ? (
        <textarea {...shared} rows={4} />
      ) : (
        <input {...shared} {...typed(type)} step={element.is_decimal_allowed === true ? 'any' : undefined} />
      )}
      {question}
    </>
  );
}

function PickField({ type, ...props }: FieldProps): VNode {
  const { use, question, isLive } = useElement(props);
  return (
    <>
      <input
        {...attributesOf(props, isLive)}
        {...typed(type)}
        onChange={(event) => use(givenBy(props.element, event.currentTarget.value))}
      />
      {question}
    </>
  );
}

function attributesOf({ element, labelledBy }: ElementProps, isLive: boolean) {
  const placeholder = textOf(element, 'placeholder');
  return {
    class: 'field',
    placeholder,
    'aria-label': labelledBy === undefined ? placeholder || stringOf(element, 'type') : undefined,
    'aria-labelledby': labelledBy,
    disabled: !isLive,
    defaultValue: initialValue(element),
  };
}

/** [D] dispatch-action-configuration: Enter, where nothing else is said. */
function triggersOf(element: Json): ReadonlySet<unknown> {
  const triggers = jsonOf(element, 'dispatch_action_config')?.trigger_actions_on;
  return new Set(Array.isArray(triggers) ? triggers : ['on_enter_pressed']);
}

/** As attribute. The declarations want a literal for each type apart, which a table cannot give. */
function typed(type: string | undefined): { readonly type: 'text' } {
  return { type: (type ?? 'text') as 'text' };
}

function initialValue(element: Json): string {
  const seconds = element.initial_date_time;
  if (typeof seconds === 'number') return localMinute(seconds);
  const fields = ['initial_value', 'initial_date', 'initial_time'];
  return fields.map((field) => stringOf(element, field)).find((value) => value !== '') ?? '';
}

/** `2026-11-22T10:00` in the browser's zone, as the field wants it. */
function localMinute(seconds: number): string {
  const date = new Date(seconds * 1_000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** As the sandbox takes it: a moment becomes its Unix seconds. */
function givenBy(element: Json, value: string): string {
  if (element.type !== 'datetimepicker' || value === '') return value;
  return String(Math.floor(new Date(value).getTime() / 1_000));
}

function lengthsOf(element: Json): { readonly minLength?: number; readonly maxLength?: number } {
  const { min_length: min, max_length: max } = element;
  return {
    ...(typeof min === 'number' ? { minLength: min } : {}),
    ...(typeof max === 'number' ? { maxLength: max } : {}),
  };
}
