import { Fragment, type VNode } from 'preact';
import { type Json, jsonOf, listOf, stringOf } from './block-json.ts';
import { useDrawing } from './drawing.ts';
import { emojiNamed } from './emoji.ts';
import { formatSlackDate } from './slack-date.ts';
import { Link, Mention } from './text.tsx';

/** A `rich_text` block, or the cell of a table that holds one. */
export function RichText({ block }: { readonly block: Json }): VNode {
  return (
    <div class="rich-text">
      {listOf(block, 'elements').map((part, index) => (
        <RichPart key={index} part={part} />
      ))}
    </div>
  );
}

function RichPart({ part }: { readonly part: Json }): VNode {
  switch (part.type) {
    case 'rich_text_list':
      return <RichList list={part} />;
    case 'rich_text_quote':
      return <blockquote>{pieces(part)}</blockquote>;
    case 'rich_text_preformatted':
      return <pre>{pieces(part)}</pre>;
    default:
      return <div class="rich-section">{pieces(part)}</div>;
  }
}

function RichList({ list }: { readonly list: Json }): VNode {
  const indent = `indent-${Math.min(Number(list.indent ?? 0), 8)}`;
  const items = listOf(list, 'elements').map((item, index) => <li key={index}>{pieces(item)}</li>);
  if (list.style === 'ordered') {
    return (
      <ol class={indent} start={Number(list.offset ?? 0) + 1}>
        {items}
      </ol>
    );
  }
  return <ul class={indent}>{items}</ul>;
}

function pieces(part: Json): VNode {
  return (
    <>
      {listOf(part, 'elements').map((piece, index) => (
        <Fragment key={index}>
          <Styled piece={piece} />
        </Fragment>
      ))}
    </>
  );
}

function Styled({ piece }: { readonly piece: Json }): VNode {
  const style = jsonOf(piece, 'style') ?? {};
  let node = <RichPiece piece={piece} />;
  if (style.code === true) node = <code>{node}</code>;
  if (style.bold === true) node = <b>{node}</b>;
  if (style.italic === true) node = <i>{node}</i>;
  if (style.strike === true) node = <s>{node}</s>;
  if (style.underline === true) node = <u>{node}</u>;
  return node;
}

function RichPiece({ piece }: { readonly piece: Json }): VNode {
  switch (piece.type) {
    case 'text':
      return <>{stringOf(piece, 'text')}</>;
    case 'link':
      return <Link address={stringOf(piece, 'url')} label={stringOf(piece, 'text') || stringOf(piece, 'url')} />;
    case 'emoji':
      return <RichEmoji name={stringOf(piece, 'name')} unicode={stringOf(piece, 'unicode')} />;
    case 'user':
      return <Mention sign="@" id={stringOf(piece, 'user_id')} />;
    case 'usergroup':
      return <Mention sign="@" id={stringOf(piece, 'usergroup_id')} />;
    case 'channel':
      return <Mention sign="#" id={stringOf(piece, 'channel_id')} />;
    case 'broadcast':
      return <Mention sign="@" id={stringOf(piece, 'range')} isLoud />;
    case 'date':
      return <RichDate piece={piece} />;
    case 'color':
      return <code>{stringOf(piece, 'value')}</code>;
    default:
      return <>{stringOf(piece, 'text') || stringOf(piece, 'fallback')}</>;
  }
}

function RichDate({ piece }: { readonly piece: Json }): VNode {
  const { reader } = useDrawing();
  const fallback = stringOf(piece, 'fallback');
  const text = formatSlackDate(Number(piece.timestamp), stringOf(piece, 'format'), reader) ?? fallback;
  const url = stringOf(piece, 'url');
  return url === '' ? <time title={fallback}>{text}</time> : <Link address={url} label={text} />;
}

function RichEmoji({ name, unicode }: { readonly name: string; readonly unicode: string }): VNode {
  const codePoints = unicode.split('-').map((code) => Number.parseInt(code, 16));
  const isKnown = codePoints.every((code) => Number.isInteger(code) && code > 0 && code <= 0x10_ff_ff);
  return <>{isKnown ? String.fromCodePoint(...codePoints) : (emojiNamed(name) ?? `:${name}:`)}</>;
}
