import type { VNode } from 'preact';
import { type Json, stringOf, textOf } from './block-json.ts';
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

/** Fields for text, numbers, addresses, dates and times. What the page does not know is named, never left out. */
export function Field(props: ElementProps): VNode {
  const { element } = props;
  const { use, question, isLive } = useElement(props);
  const type = FIELD_TYPES[stringOf(element, 'type')];
  const isLong = element.multiline === true || element.type === 'rich_text_input';
  if (type === undefined && !isLong) return <span class="unknown">[{stringOf(element, 'type')}]</span>;
  const placeholder = textOf(element, 'placeholder');
  const shared = {
    class: 'field',
    placeholder,
    'aria-label': props.labelledBy === undefined ? placeholder || stringOf(element, 'type') : undefined,
    'aria-labelledby': props.labelledBy,
    disabled: !isLive,
    defaultValue: initialValue(element),
  };
  const changed = (value: string): void => use(givenBy(element, value));
  return (
    <>
      {isLong ? (
        <textarea
          {...shared}
          rows={4}
          {...lengthsOf(element)}
          onInput={(event) => changed(event.currentTarget.value)}
        />
      ) : (
        <input
          {...shared}
          {...typed(type)}
          {...lengthsOf(element)}
          step={element.is_decimal_allowed === true ? 'any' : undefined}
          onChange={(event) => changed(event.currentTarget.value)}
        />
      )}
      {question}
    </>
  );
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
