import { Fragment, type VNode } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { PageMessage, PageMessages } from '../../core/sandbox-page.ts';
import { type Use, useDrawing } from '../block-kit/drawing.ts';
import { formatSlackDate } from '../block-kit/slack-date.ts';
import type { Place } from '../slack/channel-list.tsx';
import { pageReader } from '../slack/page-reader.ts';
import { Scrollable } from '../slack/scrollable.ts';
import { SandboxMessage } from './sandbox-message.tsx';

const NO_REPLIES = { count: 0, lastAt: 0 };

/** Closer to the end than this, in pixels, new messages scroll into view. */
const NEAR_END = 60;

/** The messages of a channel, oldest first, with a line below those that have a thread. */
export function ChannelView(props: {
  readonly data: PageMessages;
  readonly place: Place;
  onUse(message: PageMessage, use: Use): void;
  onShow(place: Place): void;
  onEarlier(): void;
}): VNode {
  const { data, place } = props;
  const box = useScrollToEnd(data, place);
  const all = [...data.messages, ...data.ephemerals].sort((a, b) => Number(a.ts) - Number(b.ts));
  const threads = threadsOf(all);
  const tops = all.filter((message) => message.threadTs === undefined || message.isBroadcast === true);
  return (
    <Scrollable class="messages" box={box} label="Messages" isLive>
      {data.earlier > 0 && (
        <button type="button" class="button earlier" onClick={props.onEarlier}>
          Show earlier messages ({data.earlier})
        </button>
      )}
      {tops.length === 0 && <p class="empty">No messages yet. They appear here as they come.</p>}
      {tops.map((message, index) => (
        <Fragment key={message.ts}>
          <DayLine at={message.postedAt} before={tops[index - 1]?.postedAt} />
          <SandboxMessage
            message={message}
            place={place}
            replies={threads.get(message.ts) ?? NO_REPLIES}
            onUse={props.onUse}
            onShow={props.onShow}
          />
        </Fragment>
      ))}
    </Scrollable>
  );
}

/** How many replies each thread has, and when the last one came; by the parent's `ts`. */
function threadsOf(messages: readonly PageMessage[]): ReadonlyMap<string, { count: number; lastAt: number }> {
  const threads = new Map<string, { count: number; lastAt: number }>();
  for (const { threadTs, postedAt } of messages) {
    if (threadTs !== undefined)
      threads.set(threadTs, { count: (threads.get(threadTs)?.count ?? 0) + 1, lastAt: postedAt });
  }
  return threads;
}

/** The day, where it is another than that of the message before. */
function DayLine({ at, before }: { readonly at: number; readonly before: number | undefined }): VNode | null {
  const { reader } = useDrawing();
  const text = useMemo(() => {
    const day = (ms: number) => formatSlackDate(ms / 1_000, '{day_divider_pretty}', pageReader(reader));
    return before !== undefined && day(before) === day(at) ? undefined : day(at);
  }, [at, before, reader]);
  if (text === undefined) return null;
  return (
    <p class="day-line">
      <span>{text}</span>
    </p>
  );
}

/**
 * Goes to the end, or to the message that the address names; then follows new messages for as long as the end is seen. What
 * only one person sees answers them: it is shown wherever they are.
 */
function useScrollToEnd(data: PageMessages, place: Place): { readonly current: HTMLElement | null } {
  const box = useRef<HTMLElement>(null);
  const seen = useRef({ key: '', isAtEnd: true, answeredAt: 0 });
  const key = `${place.teamId}/${place.channel}/${place.ts ?? ''}`;
  useLayoutEffect(() => {
    const node = box.current;
    if (node === null) return undefined;
    const scrolled = (): void => {
      seen.current.isAtEnd = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_END;
    };
    node.addEventListener('scroll', scrolled, { passive: true });
    return () => node.removeEventListener('scroll', scrolled);
  }, []);
  useLayoutEffect(() => {
    const node = box.current;
    if (node === null) return;
    const isNew = seen.current.key !== key;
    const target = isNew ? node.querySelector('.target') : null;
    const answeredAt = newestAnswer(data);
    const isAnswered = !isNew && answeredAt > seen.current.answeredAt;
    seen.current.answeredAt = answeredAt;
    if (target !== null) {
      target.scrollIntoView({ block: 'center' });
      seen.current.isAtEnd = false;
    } else if (isNew || isAnswered || seen.current.isAtEnd) node.scrollTop = node.scrollHeight;
    seen.current.key = key;
  }, [data, key]);
  return box;
}

/** When the last thing was said to this person alone in the channel itself; 0 when nothing was. */
function newestAnswer({ ephemerals }: PageMessages): number {
  return ephemerals.reduce(
    (latest, { ts, threadTs }) => (threadTs === undefined ? Math.max(latest, Number(ts)) : latest),
    0,
  );
}
