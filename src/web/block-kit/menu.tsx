import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type Json, jsonOf, listOf, optionsOf, stringOf, textOf } from './block-json.ts';
import { useDrawing } from './drawing.ts';
import { withEmoji } from './emoji.ts';
import { type ElementProps, useElement } from './use-element.tsx';

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A static menu, of one option or of several. */
export function Menu(props: ElementProps): VNode {
  const { element } = props;
  const groups = listOf(element, 'option_groups');
  const first = [...listOf(element, 'initial_options'), jsonOf(element, 'initial_option') ?? {}]
    .map((option) => stringOf(option, 'value'))
    .filter((value) => value !== '');
  if (element.type === 'multi_static_select') return <Several {...props} choices={choicesOf(element)} first={first} />;
  return (
    <One {...props} first={first[0] ?? ''}>
      {groups.length === 0
        ? choicesOf(element).map(drawChoice)
        : groups.map((group, index) => (
            <optgroup key={index} label={textOf(group, 'label')}>
              {choicesOf(group).map(drawChoice)}
            </optgroup>
          ))}
    </One>
  );
}

/** A menu of people or channels, by what this page knows of them; those of an external source have no options here. */
export function ValueMenu(props: ElementProps): VNode {
  const { names } = useDrawing();
  const { element } = props;
  const type = stringOf(element, 'type');
  const wanted = type.includes('users') ? /^[UW]/ : type.includes('external') ? /^$/ : /^[CDG]/;
  const choices = [...names].filter(([id]) => wanted.test(id)).map(([value, label]) => ({ value, label }));
  const first = ['initial_user', 'initial_conversation', 'initial_channel'].map((field) => stringOf(element, field));
  const several = ['initial_users', 'initial_conversations', 'initial_channels'].flatMap(
    (field) => element[field] ?? [],
  );
  if (type.startsWith('multi_')) return <Several {...props} choices={choices} first={several.map(String)} />;
  return (
    <One {...props} first={first.find((each) => each !== '') ?? ''}>
      {choices.map(drawChoice)}
    </One>
  );
}

function choicesOf(holder: Json): readonly Choice[] {
  return optionsOf(holder).map((option) => ({
    value: stringOf(option, 'value'),
    label: withEmoji(textOf(option, 'text')),
  }));
}

function drawChoice({ value, label }: Choice): VNode {
  return (
    <option key={value} value={value}>
      {label}
    </option>
  );
}

function One(props: ElementProps & { readonly first: string; readonly children: readonly VNode[] }): VNode {
  const { use, question, isLive } = useElement(props);
  const [value, setValue] = useState(props.first);
  const placeholder = textOf(props.element, 'placeholder') || 'Select an option';
  const choose = (chosen: string): void => {
    // In a message Slack's menus keep no choice of their own: the app's next update shows what came of it.
    if (props.isInput === true) setValue(chosen);
    use(chosen);
  };
  return (
    <>
      <select
        class="button menu"
        aria-label={props.labelledBy === undefined ? placeholder : undefined}
        aria-labelledby={props.labelledBy}
        disabled={!isLive}
        value={value}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="" disabled>
          {placeholder}
        </option>
        {props.children}
      </select>
      {question}
    </>
  );
}

function Several(
  props: ElementProps & { readonly choices: readonly Choice[]; readonly first: readonly string[] },
): VNode {
  const { use, question } = useElement(props);
  const [chosen, setChosen] = useState(props.first);
  const toggle = (value: string): void => {
    const next = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
    setChosen(next);
    use(next);
  };
  const labels = props.choices.filter(({ value }) => chosen.includes(value)).map(({ label }) => label);
  return (
    <details class="several">
      <summary class="button menu">
        {labels.join(', ') || textOf(props.element, 'placeholder') || 'Select options'}
      </summary>
      <fieldset class="choices" aria-labelledby={props.labelledBy}>
        {props.choices.map(({ value, label }) => (
          <label key={value}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      {question}
    </details>
  );
}
