import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Json, jsonOf, stringOf, textOf } from './block-json.ts';
import { TextObject } from './text.tsx';

/** What Slack asks before it sends a click on an element with a `confirm` object. */
export function ConfirmDialog(props: {
  readonly confirm: Json;
  readonly onAnswer: (isConfirmed: boolean) => void;
}): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const { confirm, onAnswer } = props;
  const title = textOf(confirm, 'title') || 'Are you sure?';
  return (
    <dialog class="confirm" ref={dialog} aria-label={title} onClose={() => onAnswer(false)}>
      <h2>{title}</h2>
      <TextObject object={jsonOf(confirm, 'text') ?? {}} />
      <footer>
        <button type="button" class="button" onClick={() => onAnswer(false)}>
          {textOf(confirm, 'deny') || 'Cancel'}
        </button>
        <button
          type="button"
          class={`button solid ${stringOf(confirm, 'style') || 'primary'}`}
          onClick={() => onAnswer(true)}
        >
          {textOf(confirm, 'confirm') || 'Yes'}
        </button>
      </footer>
    </dialog>
  );
}
