import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { PageMessage } from '../../core/sandbox-page.ts';
import { type Drawing, DrawingContext, type Use, useDrawing } from '../block-kit/drawing.ts';
import type { Place } from '../slack/channel-list.tsx';
import { Message } from '../slack/message.tsx';
import type { ShownMessage } from '../slack/shown-message.ts';
import { ThreadLine } from '../slack/thread-line.tsx';
import { permalinkOf } from './place.ts';

export interface SandboxMessageProps {
  readonly message: PageMessage;
  readonly place: Place;
  /** What the line below tells of its thread; none in the thread itself. */
  readonly replies?: { readonly count: number; readonly lastAt: number };
  onUse(message: PageMessage, use: Use): void;
  /** Opens its thread; absent in the thread itself. */
  readonly onShow?: (place: Place) => void;
}

/**
 * A message of the sandbox; its buttons and menus click. Drawn again only when it changed, which its revision tells: in
 * a storm of updates a channel of a hundred messages would otherwise be drawn a hundredfold.
 */
export function SandboxMessage(props: SandboxMessageProps): VNode {
  const { message, place, replies, onUse, onShow } = props;
  const drawing = useDrawing();
  return useMemo(
    () => draw(props, drawing),
    [message.ts, message.revision, message.edited?.ts, replies?.count, replies?.lastAt, place, onUse, onShow, drawing],
  );
}

function draw({ message, place, replies, onUse, onShow }: SandboxMessageProps, outer: Drawing): VNode {
  const reader = { ...outer.reader, now: Math.max(outer.reader.now, message.postedAt) };
  const drawing = { ...outer, reader, act: (use: Use) => onUse(message, use) };
  const open = (): void => onShow?.({ ...place, thread: message.threadTs ?? message.ts, ts: undefined });
  const tools = onShow !== undefined && (
    <button type="button" onClick={open} title="Open the thread">
      Thread
    </button>
  );
  return (
    <DrawingContext.Provider value={drawing}>
      <Message
        message={shownMessage(message, place, outer)}
        className={message.ts === place.ts ? 'target' : ''}
        tools={tools}
      >
        {replies !== undefined && replies.count > 0 && <ThreadLine {...replies} onOpen={open} />}
      </Message>
    </DrawingContext.Provider>
  );
}

function shownMessage(message: PageMessage, place: Place, { names }: Drawing): ShownMessage {
  const { text, blocks, attachments, metadata, botName, postedAt, onlyFor } = message;
  return {
    text,
    blocks,
    attachments,
    metadata,
    author: botName,
    at: postedAt,
    isEdited: message.edited !== undefined,
    onlyFor: onlyFor === undefined ? undefined : (names.get(onlyFor) ?? onlyFor),
    permalink: permalinkOf(place, message),
  };
}
