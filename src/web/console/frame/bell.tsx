import type { VNode } from 'preact';

/** The sign of Tocsin, in the colour of the text around it. */
export function Bell(): VNode {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="currentColor">
      <path d="M12 2a1.6 1.6 0 0 1 1.6 1.6v.7A6.4 6.4 0 0 1 18.4 10.5c0 4.6 1.4 6 2.3 6.9a.9.9 0 0 1-.6 1.6H3.9a.9.9 0 0 1-.6-1.6c.9-.9 2.3-2.3 2.3-6.9a6.4 6.4 0 0 1 4.8-6.2v-.7A1.6 1.6 0 0 1 12 2Zm-2.4 18.4h4.8a2.4 2.4 0 0 1-4.8 0Z" />
    </svg>
  );
}
