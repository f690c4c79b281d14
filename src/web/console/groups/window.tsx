import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Rows drawn beyond what is in sight, so that quick scrolling finds them. */
const SPARE = 8;

/** So close to the end, in screens, the next page is wanted. */
const NEAR_SCREENS = 2;

/** A list of any length of which only the rows in sight are in the page. All rows are `rowPx` high. */
export function Window<Item>(props: {
  readonly items: readonly Item[];
  readonly rowPx: number;
  readonly label: string;
  keyOf(item: Item): string;
  draw(item: Item): ComponentChildren;
  /** The end is near. */
  onEnd(): void;
}): VNode {
  const { items, rowPx, label, keyOf, draw, onEnd } = props;
  const box = useRef<HTMLElement>(null);
  const [sight, setSight] = useState({ top: 0, height: 0 });
  const look = (): void => {
    const { scrollTop: top = 0, clientHeight: height = 0, scrollHeight = 0 } = box.current ?? {};
    setSight((last) => (last.top === top && last.height === height ? last : { top, height }));
    if (scrollHeight - top - height < NEAR_SCREENS * height) onEnd();
  };
  useLayoutEffect(() => {
    look();
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  });
  const from = Math.max(0, Math.floor(sight.top / rowPx) - SPARE);
  const to = Math.min(items.length, Math.ceil((sight.top + sight.height) / rowPx) + SPARE);
  return (
    <section class="window" ref={box} onScroll={look} aria-label={label}>
      <ul style={{ height: `${items.length * rowPx}px` }}>
        {items.slice(from, to).map((item, index) => (
          <li
            key={keyOf(item)}
            style={{ top: `${(from + index) * rowPx}px`, height: `${rowPx}px` }}
            aria-setsize={items.length}
            aria-posinset={from + index + 1}
          >
            {draw(item)}
          </li>
        ))}
      </ul>
    </section>
  );
}
