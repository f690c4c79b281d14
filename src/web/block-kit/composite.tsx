import type { VNode } from 'preact';
import { type Json, jsonOf, listOf, stringOf, textOf } from './block-json.ts';
import { Element } from './element.tsx';
import { Image } from './image.tsx';
import { RichText } from './rich-text.tsx';
import { Link, TextObject } from './text.tsx';

const TASK_SIGNS: Readonly<Record<string, string>> = { pending: '○', in_progress: '◐', complete: '✓', error: '✕' };

export function Card({ card }: { readonly card: Json }): VNode {
  const hero = jsonOf(card, 'hero_image');
  const texts = ['title', 'subtitle', 'body', 'subtext'].map((field) => [field, jsonOf(card, field)] as const);
  return (
    <div class="block card">
      {hero !== undefined && <Image image={hero} />}
      {texts.map(([field, object]) =>
        object === undefined ? null : (
          <div key={field} class={`card-${field}`}>
            <TextObject object={object} />
          </div>
        ),
      )}
      <div class="actions">
        {listOf(card, 'actions').map((element, index) => (
          <Element key={index} element={element} blockId={stringOf(card, 'block_id')} />
        ))}
      </div>
    </div>
  );
}

export function Carousel({ block }: { readonly block: Json }): VNode {
  return (
    <div class="block carousel">
      {listOf(block, 'elements').map((card, index) => (
        <Card key={index} card={card} />
      ))}
    </div>
  );
}

/** A framed group of blocks, which may fold. `draw` draws blocks: they may not be imported here, for they import this. */
export function Container(props: { readonly block: Json; readonly draw: (blocks: readonly Json[]) => VNode }): VNode {
  const { block, draw } = props;
  const richTitle = jsonOf(block, 'rich_text_title');
  const title = richTitle === undefined ? <b>{textOf(block, 'title')}</b> : <RichText block={richTitle} />;
  const children = draw(listOf(block, 'child_blocks'));
  if (block.is_collapsible !== true) {
    return (
      <div class="block container">
        {title}
        {children}
      </div>
    );
  }
  return (
    <details class="block container" open={block.default_collapsed !== true}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

export function TaskCard({ task }: { readonly task: Json }): VNode {
  const status = stringOf(task, 'status');
  const texts = ['details', 'output'].map((field) => jsonOf(task, field)).filter((each) => each !== undefined);
  return (
    <div class="block task-card">
      <span title={status}>{TASK_SIGNS[status] ?? '○'}</span> <b>{stringOf(task, 'title')}</b>
      {texts.map((text, index) => (
        <RichText key={index} block={text} />
      ))}
      {listOf(task, 'sources').map((source, index) => (
        <Link key={index} address={stringOf(source, 'url')} label={stringOf(source, 'text')} />
      ))}
    </div>
  );
}

export function Plan({ block }: { readonly block: Json }): VNode {
  return (
    <div class="block plan">
      <b>{stringOf(block, 'title')}</b>
      {listOf(block, 'tasks').map((task, index) => (
        <TaskCard key={index} task={task} />
      ))}
    </div>
  );
}
