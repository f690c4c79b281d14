import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Json, listOf, safeAddress, stringOf, textOf } from './block-json.ts';
import { withEmoji } from './emoji.ts';
import { type ElementProps, useElement } from './use-element.tsx';

/** The "⋯" button and its menu: arrow keys move, Escape closes. */
export function Overflow(props: ElementProps): VNode {
  const { use, question } = useElement(props);
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  const close = (): void => {
    setOpen(false);
    box.current?.querySelector('button')?.focus();
  };
  // Before the menu is painted, so that no key pressed at once still goes to the button.
  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    keepInSight(box.current?.querySelector('.popup'));
    box.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const elsewhere = (event: MouseEvent): void => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('mousedown', elsewhere);
    return () => document.removeEventListener('mousedown', elsewhere);
  }, [isOpen]);
  const choose = (option: Json): void => {
    close();
    use(stringOf(option, 'value'));
  };
  return (
    <span class="overflow" ref={box}>
      <button
        type="button"
        class="button"
        aria-label="More"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        ⋯
      </button>
      {isOpen && (
        <div class="popup" role="menu" tabIndex={-1} onKeyDown={(event) => moveInMenu(event, close)}>
          {listOf(props.element, 'options').map((option) => (
            <MenuItem key={stringOf(option, 'value')} option={option} onChoose={() => choose(option)} />
          ))}
        </div>
      )}
      {question}
    </span>
  );
}

function MenuItem({ option, onChoose }: { readonly option: Json; readonly onChoose: () => void }): VNode {
  const address = safeAddress(stringOf(option, 'url'));
  const description = textOf(option, 'description');
  const content = (
    <>
      {withEmoji(textOf(option, 'text'))}
      {description !== '' && <small>{withEmoji(description)}</small>}
    </>
  );
  if (address === undefined) {
    return (
      <button type="button" role="menuitem" onClick={onChoose}>
        {content}
      </button>
    );
  }
  return (
    <a role="menuitem" href={address} target="_blank" rel="noopener noreferrer" onClick={onChoose}>
      {content}
    </a>
  );
}

/** Opens towards where there is room: a menu at the edge of a phone opens leftward, one at the end upward. */
function keepInSight(popup: Element | null | undefined): void {
  const frame = popup?.closest('.messages, .modal-body, .grid, .life')?.getBoundingClientRect();
  if (popup === null || popup === undefined || frame === undefined) return;
  const { right, bottom, height } = popup.getBoundingClientRect();
  popup.classList.toggle('leftward', right > frame.right);
  popup.classList.toggle('upward', bottom > frame.bottom && height < frame.height / 2);
}

function moveInMenu(event: KeyboardEvent, close: () => void): void {
  if (event.key === 'Escape' || event.key === 'Tab') close();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const at = items.findIndex((item) => item.matches(':focus'));
  items[(at + step + items.length) % items.length]?.focus();
}
