import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PageMessage, PageMessages } from '../../core/sandbox-page.ts';
import type { Use } from '../block-kit/drawing.ts';
import type { Place } from '../slack/channel-list.tsx';
import { Scrollable } from '../slack/scrollable.ts';
import { SandboxMessage } from './sandbox-message.tsx';

/** A message with its replies, beside the channel; on a phone above it. Escape closes. */
export function ThreadPane(props: {
  readonly data: PageMessages;
  readonly place: Place;
  onUse(message: PageMessage, use: Use): void;
  onShow(place: Place): void;
}): VNode {
  const { data, place, onUse } = props;
  const close = (): void => props.onShow({ teamId: place.teamId, channel: place.channel });
  const closeButton = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => closeButton.current?.focus(), [place.thread]);
  const all = [...data.messages, ...data.ephemerals];
  const parent = all.find(({ ts }) => ts === place.thread);
  const replies = all.filter(({ threadTs }) => threadTs === place.thread).sort((a, b) => Number(a.ts) - Number(b.ts));
  return (
    <aside class="thread" aria-label="Thread" onKeyDown={(event) => event.key === 'Escape' && close()}>
      <header>
        <h2>Thread</h2>
        <button type="button" class="button" ref={closeButton} aria-label="Close the thread" onClick={close}>
          ✕
        </button>
      </header>
      <Scrollable class="messages" label="Replies" isLive>
        {parent === undefined ? (
          <p class="empty">This message is not here any more.</p>
        ) : (
          <SandboxMessage message={parent} place={place} onUse={onUse} />
        )}
        <p class="day-line count">
          <span>{replies.length === 1 ? '1 reply' : `${replies.length} replies`}</span>
        </p>
        {replies.map((message) => (
          <SandboxMessage key={message.ts} message={message} place={place} onUse={onUse} />
        ))}
      </Scrollable>
    </aside>
  );
}
