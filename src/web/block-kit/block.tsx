import { Component, type ComponentChildren, type VNode } from 'preact';
import { useId } from 'preact/hooks';
import { isJson, type Json, jsonOf, listOf, stringOf, textOf } from './block-json.ts';
import { Card, Carousel, Container, Plan, TaskCard } from './composite.tsx';
import { useDrawing } from './drawing.ts';
import { Element } from './element.tsx';
import { shownText } from './emoji.ts';
import { Image } from './image.tsx';
import { Markdown } from './markdown.tsx';
import { RichText } from './rich-text.tsx';
import { Table } from './table.tsx';
import { Link, TextObject } from './text.tsx';

/** The blocks of a message or a modal, one below the other. A block that cannot be drawn does not take others with it. */
export function Blocks({ blocks }: { readonly blocks: readonly unknown[] }): VNode {
  return (
    <div class="blocks">
      {blocks.filter(isJson).map((block, index) => (
        <Undrawable key={stringOf(block, 'block_id') || index} type={stringOf(block, 'type')}>
          <Block block={block} />
        </Undrawable>
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: Json }): VNode {
  const blockId = stringOf(block, 'block_id');
  switch (block.type) {
    case 'header':
      return <h2 class="block header">{shownText(textOf(block, 'text'))}</h2>;
    case 'section':
      return <Section block={block} blockId={blockId} />;
    case 'context':
      return <Context block={block} />;
    case 'actions':
    case 'context_actions':
      return <Actions block={block} blockId={blockId} />;
    case 'divider':
      return <hr class="block divider" />;
    case 'input':
      return <Input block={block} blockId={blockId} />;
    default:
      return <Rarer block={block} />;
  }
}

function Rarer({ block }: { readonly block: Json }): VNode {
  switch (block.type) {
    case 'image':
      return <Image image={block} />;
    case 'rich_text':
      return <RichText block={block} />;
    case 'table':
    case 'data_table':
      return <Table block={block} />;
    case 'markdown':
      return <Markdown text={stringOf(block, 'text')} />;
    case 'video':
      return <Video block={block} />;
    default:
      return <Composite block={block} />;
  }
}

function Composite({ block }: { readonly block: Json }): VNode {
  switch (block.type) {
    case 'card':
      return <Card card={block} />;
    case 'carousel':
      return <Carousel block={block} />;
    case 'container':
      return <Container block={block} draw={(blocks) => <Blocks blocks={blocks} />} />;
    case 'task_card':
      return <TaskCard task={block} />;
    case 'plan':
      return <Plan block={block} />;
    default:
      return <div class="block unknown">[{stringOf(block, 'type')}]</div>;
  }
}

function Section({ block, blockId }: { readonly block: Json; readonly blockId: string }): VNode {
  const text = jsonOf(block, 'text');
  const fields = listOf(block, 'fields');
  const accessory = jsonOf(block, 'accessory');
  return (
    <div class="block section">
      <div class="section-text">
        {text !== undefined && <TextObject object={text} />}
        {fields.length > 0 && (
          <div class="fields">
            {fields.map((field, index) => (
              <div key={index}>
                <TextObject object={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory !== undefined && (
        <div class="accessory">
          <Element element={accessory} blockId={blockId} />
        </div>
      )}
    </div>
  );
}

function Context({ block }: { readonly block: Json }): VNode {
  return (
    <div class="block context">
      {listOf(block, 'elements').map((element, index) =>
        element.type === 'image' ? (
          <Image key={index} image={element} isSmall />
        ) : (
          <TextObject key={index} object={element} />
        ),
      )}
    </div>
  );
}

function Actions({ block, blockId }: { readonly block: Json; readonly blockId: string }): VNode {
  return (
    <div class="block actions">
      {listOf(block, 'elements').map((element, index) => (
        <Element key={stringOf(element, 'action_id') || index} element={element} blockId={blockId} />
      ))}
    </div>
  );
}

/** A labelled input, what is wrong with it, and its hint. */
function Input({ block, blockId }: { readonly block: Json; readonly blockId: string }): VNode {
  const { errors } = useDrawing();
  const label = useId();
  const fault = errors?.[blockId];
  const hint = textOf(block, 'hint');
  return (
    <div class={fault === undefined ? 'block input' : 'block input wrong'}>
      <span class="label" id={label}>
        {shownText(textOf(block, 'label'))}
        {block.optional === true && <small> (optional)</small>}
      </span>
      <Element
        element={jsonOf(block, 'element') ?? {}}
        blockId={blockId}
        isInput
        dispatches={block.dispatch_action === true}
        labelledBy={label}
      />
      {fault !== undefined && (
        <span class="fault" role="alert">
          {fault}
        </span>
      )}
      {hint !== '' && <small class="hint">{shownText(hint)}</small>}
    </div>
  );
}

function Video({ block }: { readonly block: Json }): VNode {
  const title = textOf(block, 'title');
  return (
    <div class="block video">
      <Link address={stringOf(block, 'title_url') || stringOf(block, 'video_url')} label={`▶ ${title}`} />
      <small>{textOf(block, 'description')}</small>
    </div>
  );
}

interface UndrawableProps {
  readonly type: string;
  readonly children: ComponentChildren;
}

/** Shows that a block could not be drawn, instead of an empty page. */
class Undrawable extends Component<UndrawableProps, { readonly reason: string | undefined }> {
  override state = { reason: undefined };

  static override getDerivedStateFromError(error: unknown): { readonly reason: string } {
    return { reason: String(error) };
  }

  override render(): ComponentChildren {
    const { reason } = this.state;
    if (reason === undefined) return this.props.children;
    return (
      <div class="block unknown">
        [{this.props.type}: {reason}]
      </div>
    );
  }
}
