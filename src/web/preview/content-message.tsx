import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { DrawingContext } from '../block-kit/drawing.ts';
import { Message } from '../slack/message.tsx';
import type { ShownMessage } from '../slack/shown-message.ts';

/** The people of the product's fixtures; others are shown by their id, for no workspace is asked. */
const PEOPLE: ReadonlyMap<string, string> = new Map([
  ['U0MARIA', 'Maria'],
  ['U0ALEX', 'Alex'],
]);

/** A rendered message as readers of a language see it at that moment. Nothing in it can be clicked but links. */
export function ContentMessage(props: {
  readonly content: Pick<ShownMessage, 'text' | 'blocks' | 'attachments'>;
  readonly locale: string;
  /** Epoch milliseconds. */
  readonly at: number;
}): VNode {
  const { content, locale, at } = props;
  const drawing = useMemo(() => ({ reader: { locale, now: at }, names: PEOPLE }), [locale, at]);
  return (
    <DrawingContext.Provider value={drawing}>
      <div lang={locale}>
        <Message message={{ ...content, author: 'Tocsin', at }} />
      </div>
    </DrawingContext.Provider>
  );
}

/** Says that the template failed, and that the plain message stands in for it. */
export function Failure({ reason }: { readonly reason: string }): VNode {
  return <p class="failure">The template failed; the plain message stands in: {reason}</p>;
}
