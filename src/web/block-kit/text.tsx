import { type ComponentChildren, Fragment, type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { type Json, safeAddress, stringOf } from './block-json.ts';
import { useDrawing } from './drawing.ts';
import { shownText } from './emoji.ts';
import { type Inline, type MrkdwnPart, parseMrkdwn } from './parse-mrkdwn.ts';
import { formatSlackDate } from './slack-date.ts';

/** A text object of either kind. */
export function TextObject({ object }: { readonly object: Json }): VNode {
  const text = stringOf(object, 'text');
  return object.type === 'mrkdwn' ? <Mrkdwn text={text} /> : <span class="plain-text">{shownText(text)}</span>;
}

export function Mrkdwn({ text }: { readonly text: string }): VNode {
  const parts = useMemo(() => parseMrkdwn(text), [text]);
  return (
    <div class="mrkdwn">
      {parts.map((part, index) => (
        <MrkdwnPiece key={index} part={part} />
      ))}
    </div>
  );
}

function MrkdwnPiece({ part }: { readonly part: MrkdwnPart }): VNode {
  if (part.kind === 'pre') return <pre>{shownText(part.text)}</pre>;
  const lines = part.lines.map((line, index) => (
    <Fragment key={index}>
      {index > 0 && <br />}
      <Inlines inlines={line} />
    </Fragment>
  ));
  return part.kind === 'quote' ? <blockquote>{lines}</blockquote> : <div>{lines}</div>;
}

function Inlines({ inlines }: { readonly inlines: readonly Inline[] }): VNode {
  return (
    <>
      {inlines.map((inline, index) => (
        <InlinePiece key={index} inline={inline} />
      ))}
    </>
  );
}

function InlinePiece({ inline }: { readonly inline: Inline }): VNode {
  if (typeof inline === 'string') return <>{shownText(inline)}</>;
  switch (inline.kind) {
    case 'bold':
      return <b>{<Inlines inlines={inline.children} />}</b>;
    case 'italic':
      return <i>{<Inlines inlines={inline.children} />}</i>;
    case 'strike':
      return <s>{<Inlines inlines={inline.children} />}</s>;
    case 'code':
      return <code>{shownText(inline.text)}</code>;
    case 'address':
      return <Link address={inline.text} label={inline.text} />;
    case 'control':
      return <Control text={inline.text} />;
  }
}

/** `<https://…|label>`, `<@U1>`, `<#C1>`, `<!subteam^S1>`, `<!here>`, `<!date^…>`. */
function Control({ text }: { readonly text: string }): ComponentChildren {
  const bar = text.indexOf('|');
  const target = bar < 0 ? text : text.slice(0, bar);
  const label = bar < 0 ? undefined : text.slice(bar + 1);
  if (target.startsWith('!date^')) return <DateText target={target} fallback={label ?? ''} />;
  if (target.startsWith('!subteam^')) return <Mention sign="@" id={target.slice('!subteam^'.length)} label={label} />;
  if (target.startsWith('!')) return <Mention sign="@" id={target.slice(1)} label={label} isLoud />;
  if (target.startsWith('@') || target.startsWith('#')) {
    return <Mention sign={target.slice(0, 1)} id={target.slice(1)} label={label} />;
  }
  const isLink = safeAddress(target) !== undefined;
  return isLink ? <Link address={target} label={label ?? target} /> : shownText(`<${text}>`);
}

/** A person, a channel, a group, or everybody (`isLoud`). */
export function Mention(props: {
  readonly sign: string;
  readonly id: string;
  readonly label?: string | undefined;
  readonly isLoud?: boolean;
}): VNode {
  const { names } = useDrawing();
  const name = (names.get(props.id) ?? props.label ?? props.id).replace(/^[@#]/, '');
  return (
    <span class={props.isLoud ? 'mention loud' : 'mention'}>
      {props.sign}
      {name}
    </span>
  );
}

/** A link, or its source text where the address may not be followed. */
export function Link({ address, label }: { readonly address: string; readonly label: string }): VNode {
  const href = safeAddress(address.replace(/&amp;/g, '&'));
  if (href === undefined) return <>{shownText(`<${address}>`)}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {shownText(label)}
    </a>
  );
}

function DateText({ target, fallback }: { readonly target: string; readonly fallback: string }): VNode {
  const { reader } = useDrawing();
  const [, seconds, format = '', address] = target.split('^');
  const text = formatSlackDate(Number(seconds), format, reader) ?? fallback;
  if (address !== undefined && address !== '') return <Link address={address} label={text} />;
  return <time title={fallback}>{text}</time>;
}
