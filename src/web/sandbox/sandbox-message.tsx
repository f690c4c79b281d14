import type { ComponentChildren, VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { PageMessage } from '../../core/sandbox-page.ts';
import { DrawingContext, type Use, useDrawing } from '../block-kit/drawing.ts';
import type { Place } from '../slack/channel-list.tsx';
import { Message } from '../slack/message.tsx';
import { permalinkOf } from './place.ts';

/** A message of the sandbox; its buttons and menus click. */
export function SandboxMessage(props: {
  readonly message: PageMessage;
  readonly place: Place;
  onUse(message: PageMessage, use: Use): void;
  readonly tools?: ComponentChildren;
  readonly children?: ComponentChildren;
}): VNode {
  const { message, place, onUse } = props;
  const outer = useDrawing();
  const drawing = useMemo(() => ({ ...outer, act: (use: Use) => onUse(message, use) }), [outer, message, onUse]);
  const { text, blocks, attachments, metadata, botName, postedAt, onlyFor } = message;
  const shown = {
    text,
    blocks,
    attachments,
    metadata,
    author: botName,
    at: postedAt,
    isEdited: message.edited !== undefined,
    onlyFor: onlyFor === undefined ? undefined : (outer.names.get(onlyFor) ?? onlyFor),
    permalink: permalinkOf(place, message),
  };
  return (
    <DrawingContext.Provider value={drawing}>
      <Message message={shown} className={message.ts === place.ts ? 'target' : ''} tools={props.tools}>
        {props.children}
      </Message>
    </DrawingContext.Provider>
  );
}
