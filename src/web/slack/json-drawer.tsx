import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { builderLink } from './builder-link.ts';
import { Scrollable } from './scrollable.ts';
import type { ShownMessage } from './shown-message.ts';

/** What Slack was sent, to be read, copied, or taken to Slack's Block Kit Builder. Escape closes. */
export function JsonDrawer(props: { readonly message: ShownMessage; readonly onClose: () => void }): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const source = useRef<HTMLElement>(null);
  const [said, setSaid] = useState('');
  // Before the next key is pressed: Escape is the drawer's.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const { text, blocks, attachments, metadata } = props.message;
  const json = JSON.stringify({ text, blocks, attachments, metadata }, undefined, 2);
  return (
    <dialog class="drawer" ref={dialog} aria-label="Block Kit JSON" onClose={props.onClose}>
      <header>
        <h2>Block Kit JSON</h2>
        <button type="button" class="button" onClick={() => copy(json, source.current).then(setSaid)}>
          {said || 'Copy'}
        </button>
        <a class="button" href={builderLink({ blocks, attachments })} target="_blank" rel="noopener noreferrer">
          Block Kit Builder
        </a>
        <button type="button" class="button" aria-label="Close" onClick={() => dialog.current?.close()}>
          ✕
        </button>
      </header>
      <p class="facts">{factsOf(text, blocks)}</p>
      <Scrollable as="pre" box={source}>
        {json}
      </Scrollable>
    </dialog>
  );
}

function factsOf(text: string, blocks: readonly unknown[] = []): string {
  return `${blocks.length} of 50 blocks · fallback text ${new TextEncoder().encode(text).length} of 4000 bytes`;
}

/** Copies; where the browser forbids it (a page that is neither https nor local), marks the text for the person to copy. */
async function copy(json: string, source: HTMLElement | null): Promise<string> {
  if (navigator.clipboard !== undefined) {
    const isCopied = await navigator.clipboard.writeText(json).then(
      () => true,
      () => false,
    );
    if (isCopied) return 'Copied';
  }
  if (source !== null) getSelection()?.selectAllChildren(source);
  return 'Marked: press Ctrl+C';
}
