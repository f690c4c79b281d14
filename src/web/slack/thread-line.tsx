import type { VNode } from 'preact';
import { useDrawing } from '../block-kit/drawing.ts';
import { formatSlackDate } from '../block-kit/slack-date.ts';
import { Avatar } from './avatar.tsx';
import { pageReader } from './page-reader.ts';

/** "2 replies · last reply today at 14:36" below a message: opens its thread. */
export function ThreadLine(props: {
  readonly count: number;
  /** When the last reply came, epoch milliseconds. */
  readonly lastAt: number;
  onOpen(): void;
}): VNode {
  const { reader } = useDrawing();
  const when = formatSlackDate(props.lastAt / 1_000, '{date_short_pretty}, {time}', pageReader(reader));
  return (
    <button type="button" class="thread-line" onClick={props.onOpen}>
      <Avatar />
      <b>{props.count === 1 ? '1 reply' : `${props.count} replies`}</b>
      <span>Last reply {when}</span>
    </button>
  );
}
