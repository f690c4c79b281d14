import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Attachments } from '../block-kit/attachment.tsx';
import { Blocks } from '../block-kit/block.tsx';
import { useDrawing } from '../block-kit/drawing.ts';
import { formatSlackDate, formatTime } from '../block-kit/slack-date.ts';
import { Mrkdwn } from '../block-kit/text.tsx';
import { Avatar } from './avatar.tsx';
import { JsonDrawer } from './json-drawer.tsx';
import type { ShownMessage } from './shown-message.ts';

/** A message as Slack draws it: picture, name, time, content; its thread's line below; tools at its corner. */
export function Message(props: {
  readonly message: ShownMessage;
  readonly className?: string;
  /** More in the tool bar, before what every message has. */
  readonly tools?: ComponentChildren;
  /** Below the content. */
  readonly children?: ComponentChildren;
}): VNode {
  const { message } = props;
  const [showsJson, setShowsJson] = useState(false);
  const className = ['message', props.className, message.onlyFor === undefined ? '' : 'only'].filter(Boolean).join(' ');
  return (
    <article class={className}>
      <Avatar />
      <div class="message-main">
        {message.onlyFor !== undefined && <p class="only-note">👁 Only visible to {message.onlyFor}</p>}
        <Author message={message} />
        <MessageBody message={message} />
        {props.children}
      </div>
      <div class="tools">
        {props.tools}
        <button type="button" onClick={() => setShowsJson(true)} title="Block Kit JSON">
          JSON
        </button>
      </div>
      {showsJson && <JsonDrawer message={message} onClose={() => setShowsJson(false)} />}
    </article>
  );
}

function Author({ message }: { readonly message: ShownMessage }): VNode {
  const { reader } = useDrawing();
  const shown = <time dateTime={new Date(message.at).toISOString()}>{formatTime(message.at, reader)}</time>;
  const whole = formatSlackDate(message.at / 1_000, '{date_long} {time_secs}', reader);
  return (
    <div class="author">
      <b>{message.author}</b>
      <span class="app-badge">APP</span>
      {message.permalink === undefined ? (
        shown
      ) : (
        <a class="when" href={message.permalink} title={whole}>
          {shown}
        </a>
      )}
    </div>
  );
}

/** Blocks, or the text where there are none; then the attachments. */
function MessageBody({ message }: { readonly message: ShownMessage }): VNode {
  const { blocks = [], attachments = [] } = message;
  return (
    <div class="body">
      {blocks.length > 0 && <Blocks blocks={blocks} />}
      {blocks.length === 0 && message.text !== '' && <Mrkdwn text={message.text} />}
      {message.isEdited && <span class="edited">(edited)</span>}
      <Attachments attachments={attachments} />
    </div>
  );
}
