import type { VNode } from 'preact';
import { jsonOf, safeAddress, stringOf, textOf } from './block-json.ts';
import { Choices } from './choices.tsx';
import { withEmoji } from './emoji.ts';
import { Field } from './field.tsx';
import { Image } from './image.tsx';
import { Menu, ValueMenu } from './menu.tsx';
import { Overflow } from './overflow.tsx';
import { type ElementProps, useElement } from './use-element.tsx';

/** Any element of an actions block, an accessory or an input. */
export function Element(props: ElementProps): VNode {
  const { element } = props;
  switch (element.type) {
    case 'button':
    case 'workflow_button':
    case 'icon_button':
      return <Button {...props} />;
    case 'feedback_buttons':
      return <FeedbackButtons {...props} />;
    case 'image':
      return <Image image={element} isSmall />;
    case 'overflow':
      return <Overflow {...props} />;
    case 'checkboxes':
    case 'radio_buttons':
      return <Choices {...props} />;
    case 'static_select':
    case 'multi_static_select':
      return <Menu {...props} />;
    default:
      return isMenuOfNames(stringOf(element, 'type')) ? <ValueMenu {...props} /> : <Field {...props} />;
  }
}

function isMenuOfNames(type: string): boolean {
  return /^(?:multi_)?(?:users|conversations|channels|external)_select$/.test(type);
}

function Button(props: ElementProps): VNode {
  const { element } = props;
  const { use, question, isLive } = useElement(props);
  const style = stringOf(element, 'style');
  const label = textOf(element, 'text');
  const description = stringOf(element, 'accessibility_label');
  const address = safeAddress(stringOf(element, 'url'));
  const shown = {
    class: `button ${style}`.trim(),
    ...(description === '' ? {} : { 'aria-label': description }),
  };
  if (address !== undefined) {
    return (
      <a {...shown} href={address} target="_blank" rel="noopener noreferrer" onClick={() => use()}>
        {withEmoji(label)}
      </a>
    );
  }
  return (
    <>
      <button type="button" {...shown} aria-disabled={!isLive} onClick={() => use()}>
        {withEmoji(label)}
      </button>
      {question}
    </>
  );
}

function FeedbackButtons(props: ElementProps): VNode {
  const { use, isLive } = useElement(props);
  const buttons = ['positive_button', 'negative_button'].map((field) => jsonOf(props.element, field) ?? {});
  return (
    <span class="feedback">
      {buttons.map((button, index) => (
        <button
          key={index}
          type="button"
          class="button"
          aria-disabled={!isLive}
          onClick={() => use(stringOf(button, 'value'))}
        >
          {index === 0 ? '👍' : '👎'} {textOf(button, 'text')}
        </button>
      ))}
    </span>
  );
}
