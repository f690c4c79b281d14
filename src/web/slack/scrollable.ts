import { type ComponentChildren, h, type JSX, type Ref } from 'preact';

/**
 * A part of the page that scrolls by itself. It takes the focus, so that it can be scrolled by keyboard: not all browsers
 * see to that themselves (WCAG 2.1.1).
 */
export function Scrollable(props: {
  readonly as?: 'section' | 'pre';
  readonly class?: string;
  readonly label?: string;
  /** Whether screen readers tell what comes in. */
  readonly isLive?: boolean;
  readonly box?: Ref<HTMLElement>;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { as = 'section', class: name, label, isLive = false, box = null, children } = props;
  const live = isLive ? { 'aria-live': 'polite' as const } : {};
  return h(as as string, { class: name, ref: box, 'aria-label': label, tabIndex: 0, ...live }, children);
}
