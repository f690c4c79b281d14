/** Small parts that every view uses. */
import type { ComponentChildren, VNode } from 'preact';
import type { SeverityName } from '../../../core/api/parts.ts';
import { Notice } from '../../frame/notice.tsx';
import { useTexts } from './texts.ts';
import type { Said } from './use-api.ts';

/** How good or bad something is. */
export type Mood = 'critical' | 'error' | 'warning' | 'info' | 'good' | 'quiet';

/** A word on the colour that it stands for; the word alone says it, too. */
export function Tag(props: { readonly mood: Mood; readonly children: ComponentChildren }): VNode {
  return <span class={`tag ${props.mood}`}>{props.children}</span>;
}

export function Severity({ severity }: { readonly severity: SeverityName }): VNode {
  const { t } = useTexts();
  return <Tag mood={severity === 'none' ? 'quiet' : severity}>{t(`severity.${severity}`)}</Tag>;
}

/** A moment, written short; the whole of it for those who point at it. */
export function When(props: { readonly at: string; readonly now: number; readonly isRelative?: boolean }): VNode {
  const texts = useTexts();
  const at = Date.parse(props.at);
  return (
    <time dateTime={props.at} title={texts.exactly(at)}>
      {props.isRelative ? texts.relative(at, props.now) : texts.moment(at, props.now)}
    </time>
  );
}

/** The head of a view: what it is, and what can be done with all of it. */
export function ViewHeader(props: {
  readonly title: string;
  readonly about?: ComponentChildren;
  readonly children?: ComponentChildren;
}): VNode {
  return (
    <header class="page-header">
      <div class="title">
        <h1>{props.title}</h1>
        {props.about !== undefined && <p>{props.about}</p>}
      </div>
      {props.children}
    </header>
  );
}

/** What came of the last thing that was done. */
export function SaidLine({ said }: { readonly said: Said | undefined }): VNode | null {
  return said === undefined ? null : <Notice isFault={said.isFault}>{said.text}</Notice>;
}
