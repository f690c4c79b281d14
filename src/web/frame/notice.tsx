import type { ComponentChildren, VNode } from 'preact';

/** One line that says what came of something; spoken by screen readers. */
export function Notice(props: { readonly isFault?: boolean; readonly children: ComponentChildren }): VNode {
  return (
    <p class={props.isFault ? 'notice fault' : 'notice'} role={props.isFault ? 'alert' : 'status'}>
      {props.children}
    </p>
  );
}
