import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import { type Json, jsonOf, listOf, stringOf } from './block-json.ts';
import { TextObject } from './text.tsx';
import { type ElementProps, useElement } from './use-element.tsx';

/** Checkboxes and radio buttons. */
export function Choices(props: ElementProps): VNode {
  const { element } = props;
  const isSingle = element.type === 'radio_buttons';
  const { use, question } = useElement(props);
  const [chosen, setChosen] = useState<readonly string[]>(() => initial(element));
  const name = useId();
  const toggle = (value: string): void => {
    const rest = chosen.filter((each) => each !== value);
    const next = isSingle ? [value] : rest.length < chosen.length ? rest : [...chosen, value];
    setChosen(next);
    use(isSingle ? value : next);
  };
  return (
    <fieldset class="choices" aria-labelledby={props.labelledBy}>
      {listOf(element, 'options').map((option) => {
        const value = stringOf(option, 'value');
        const description = jsonOf(option, 'description');
        return (
          <label key={value}>
            <input
              type={isSingle ? 'radio' : 'checkbox'}
              name={name}
              checked={chosen.includes(value)}
              onChange={() => toggle(value)}
            />
            <span>
              <TextObject object={jsonOf(option, 'text') ?? {}} />
              {description !== undefined && (
                <small>
                  <TextObject object={description} />
                </small>
              )}
            </span>
          </label>
        );
      })}
      {question}
    </fieldset>
  );
}

function initial(element: Json): readonly string[] {
  const options = [...listOf(element, 'initial_options'), jsonOf(element, 'initial_option') ?? {}];
  return options.map((option) => stringOf(option, 'value')).filter((value) => value !== '');
}
