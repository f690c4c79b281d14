import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Blocks } from './block.tsx';
import { isJson, type Json, listOf, stringOf } from './block-json.ts';
import { Link, Mrkdwn } from './text.tsx';

const NAMED_COLORS: Readonly<Record<string, string>> = { good: '#2eb67d', warning: '#ecb22e', danger: '#e01e5a' };

/** Attachments, each beside its coloured bar: with blocks, or of the old kind with title, text and fields. */
export function Attachments({ attachments }: { readonly attachments: readonly unknown[] }): VNode {
  return (
    <>
      {attachments.filter(isJson).map((attachment, index) => (
        <Attachment key={index} attachment={attachment} />
      ))}
    </>
  );
}

function Attachment({ attachment }: { readonly attachment: Json }): VNode {
  const bar = useRef<HTMLDivElement>(null);
  const color = barColor(stringOf(attachment, 'color'));
  // A style attribute is what the page's policy forbids; the style object is not.
  useLayoutEffect(() => bar.current?.style.setProperty('--bar', color), [color]);
  const blocks = listOf(attachment, 'blocks');
  return (
    <div class="attachment">
      <div class="bar" ref={bar} data-color={color} />
      <div class="attachment-body">
        {blocks.length > 0 ? <Blocks blocks={blocks} /> : <Legacy attachment={attachment} />}
      </div>
    </div>
  );
}

function barColor(color: string): string {
  if (Object.hasOwn(NAMED_COLORS, color)) return NAMED_COLORS[color] ?? '';
  return /^#?[0-9a-f]{6}$/i.test(color) ? `#${color.replace('#', '')}` : 'var(--edge)';
}

function Legacy({ attachment }: { readonly attachment: Json }): VNode {
  const pretext = stringOf(attachment, 'pretext');
  const title = stringOf(attachment, 'title');
  const link = stringOf(attachment, 'title_link');
  const text = stringOf(attachment, 'text') || (title === '' ? stringOf(attachment, 'fallback') : '');
  const footer = stringOf(attachment, 'footer');
  return (
    <>
      {pretext !== '' && <Mrkdwn text={pretext} />}
      {title !== '' && <b>{link === '' ? title : <Link address={link} label={title} />}</b>}
      {text !== '' && <Mrkdwn text={text} />}
      <div class="fields">
        {listOf(attachment, 'fields').map((field, index) => (
          <div key={index}>
            <b>{stringOf(field, 'title')}</b>
            <Mrkdwn text={stringOf(field, 'value')} />
          </div>
        ))}
      </div>
      {footer !== '' && <small class="context">{footer}</small>}
    </>
  );
}
