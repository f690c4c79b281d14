import { lexer, type Token, type Tokens } from 'marked';
import { type ComponentChildren, Fragment, type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { withEmoji } from './emoji.ts';
import { Link } from './text.tsx';

/** A `markdown` block: standard Markdown. Only its tokens are used, so that no HTML in it is ever read as such. */
export function Markdown({ text }: { readonly text: string }): VNode {
  const tokens = useMemo(() => lexer(text, { gfm: true }), [text]);
  return <div class="markdown">{draw(tokens)}</div>;
}

function draw(tokens: readonly Token[]): VNode {
  return (
    <>
      {tokens.map((token, index) => (
        <Fragment key={index}>{(isBlock(token) ? drawBlock : drawInline)(token as Tokens.Generic)}</Fragment>
      ))}
    </>
  );
}

function isBlock({ type }: Token): boolean {
  return ['space', 'heading', 'paragraph', 'list', 'blockquote', 'code', 'hr', 'table'].includes(type);
}

function drawBlock(token: Tokens.Generic): VNode | null {
  switch (token.type) {
    case 'heading':
      return <p class="heading">{draw(token.tokens ?? [])}</p>;
    case 'paragraph':
      return <p>{draw(token.tokens ?? [])}</p>;
    case 'list':
      return <List list={token as Tokens.List} />;
    case 'blockquote':
      return <blockquote>{draw(token.tokens ?? [])}</blockquote>;
    case 'code':
      return <pre>{String(token.text)}</pre>;
    case 'hr':
      return <hr />;
    case 'table':
      return <MarkdownTable table={token as Tokens.Table} />;
    default:
      return null;
  }
}

function drawInline(token: Tokens.Generic): ComponentChildren {
  switch (token.type) {
    case 'strong':
      return <b>{draw(token.tokens ?? [])}</b>;
    case 'em':
      return <i>{draw(token.tokens ?? [])}</i>;
    case 'del':
      return <s>{draw(token.tokens ?? [])}</s>;
    case 'codespan':
      return <code>{String(token.text)}</code>;
    case 'br':
      return <br />;
    case 'link':
    case 'image':
      return <Link address={String(token.href)} label={String(token.text) || String(token.href)} />;
    case 'checkbox':
      return <input type="checkbox" checked={token.checked === true} disabled />;
    default:
      return token.tokens === undefined ? withEmoji(String(token.text ?? token.raw)) : draw(token.tokens);
  }
}

function List({ list }: { readonly list: Tokens.List }): VNode {
  const items = list.items.map((item, index) => (
    <li key={index} class={item.task ? 'task' : undefined}>
      {draw(item.tokens)}
    </li>
  ));
  return list.ordered ? <ol start={Number(list.start) || 1}>{items}</ol> : <ul>{items}</ul>;
}

function MarkdownTable({ table }: { readonly table: Tokens.Table }): VNode {
  const cells = (row: readonly Tokens.TableCell[], Tag: 'th' | 'td') =>
    row.map((cell, index) => (
      <Tag key={index} class={`align-${cell.align ?? 'left'}`}>
        {draw(cell.tokens)}
      </Tag>
    ));
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>{cells(table.header, 'th')}</tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>{cells(row, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
