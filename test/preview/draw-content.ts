/** Messages as plain text, for people to review: a block a line or paragraph, in their order. */
import type { Content, Frame } from '../../src/core/preview.ts';

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const nodes = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const rows = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Dates as their fallback, links with their address; what a reader cannot see is made visible. */
function readable(mrkdwn: string): string {
  return mrkdwn
    .replace(/<!date\^\d+\^[^|>]*\|([^>]*)>/g, '‹$1›')
    .replace(/<(https?:[^|>]+)\|([^>]*)>/g, '$2 ↗ $1')
    .replace(/[\u00a0\u202f]/g, '~')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069]/g, '');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return readable(value);
  if (!isNode(value)) return '';
  if ('text' in value) return textOf(value.text);
  return nodes(value.elements).map(textOf).join('');
}

/** What an element opens, a line each. */
function targetsOf(element: Node): readonly string[] {
  return [element, ...nodes(element.options)].flatMap(({ text, url }) =>
    url === undefined ? [] : [`    ${textOf(text)} ↗ ${String(url)}`],
  );
}

function drawElement(element: Node): string {
  switch (element.type) {
    case 'button':
      return `[${element.style === undefined ? '' : `${String(element.style)}: `}${textOf(element.text)}]`;
    case 'overflow':
      return `[⋯ ${nodes(element.options)
        .map(({ text }) => textOf(text))
        .join(' · ')}]`;
    case 'image':
      return `(image: ${String(element.alt_text)})`;
    default:
      return textOf(element) || `(${String(element.type)})`;
  }
}

function drawBlock(block: Node): string {
  switch (block.type) {
    case 'header':
      return `# ${textOf(block.text)}`;
    case 'divider':
      return '───';
    case 'section': {
      const fields = nodes(block.fields).map((field) => `  ▪ ${textOf(field).replaceAll('\n', ': ')}`);
      const accessory = isNode(block.accessory) ? [drawElement(block.accessory)] : [];
      return [textOf(block.text), ...fields, ...accessory].filter((line) => line !== '').join('\n');
    }
    case 'context':
      return nodes(block.elements)
        .map((element) => drawElement(element).replace(/^/gm, '~ '))
        .join('\n');
    case 'actions':
      return [nodes(block.elements).map(drawElement).join(' '), ...nodes(block.elements).flatMap(targetsOf)].join('\n');
    case 'table':
      return rows(block.rows)
        .map((row) => `| ${nodes(row).map(textOf).join(' | ')} |`)
        .join('\n');
    default:
      return `(${String(block.type)}) ${textOf(block)}`;
  }
}

/** The notification's text in brackets, then the blocks; what has a coloured bar stands behind one. */
export function drawContent({ text, blocks, attachments = [] }: Content): string {
  const bars = nodes(attachments).map((attachment) => {
    const inside = nodes(attachment.blocks).map(drawBlock).join('\n');
    return `▌${String(attachment.color)}\n${inside.replace(/^/gm, '▌ ')}`;
  });
  return [`(${readable(text)})`, ...nodes(blocks).map(drawBlock), ...bars].join('\n').replace(/ +$/gm, '');
}

/** A life's frames one after the other, each with the replies that it added to the thread. */
export function drawLife(frames: readonly Frame[]): string {
  let replies = 0;
  const drawn = frames.map(({ name, at, message, thread, failure }) => {
    const time = new Date(at).toISOString().replace(/:\d\d\.000Z$/, 'Z');
    const fresh = thread.slice(thread.length < replies ? 0 : replies).map((reply) => drawContent(reply));
    replies = thread.length;
    const threadText = fresh.map((reply) => `\n↳ thread\n${reply.replace(/^(?=.)/gm, '    ')}`).join('\n');
    return `== ${name} · ${time}${failure === undefined ? '' : ` · FAILED: ${failure}`}\n\n${drawContent(message)}\n${threadText}`;
  });
  return `${drawn.map((frame) => frame.trimEnd()).join('\n\n\n')}\n`;
}
