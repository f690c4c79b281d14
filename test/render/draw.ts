import type { Content } from '../../src/core/content.ts';

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
const nodes = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const textOf = (value: unknown): string => (isNode(value) ? String(value.text) : '');

function drawButton(button: Node, actionId: unknown = button.action_id): string {
  if (button.type === 'overflow') {
    return `[⋯ ${nodes(button.options)
      .map((option) => drawButton(option, button.action_id))
      .join(' ')}]`;
  }
  const target = button.url === undefined ? `#${String(actionId)}` : String(button.url);
  return `[${textOf(button.text)} → ${target}]`;
}

function rowsOf(rows: unknown): readonly string[] {
  return Array.isArray(rows) ? rows.map((row) => `| ${nodes(row).map(textOf).join(' | ')} |`) : [];
}

function drawBlock(block: Node): string {
  const name = String(block.type);
  if (name === 'divider') return '---';
  if (name === 'actions')
    return nodes(block.elements)
      .map((element) => drawButton(element))
      .join(' ');
  if (name === 'table') return `table\n${rowsOf(block.rows).join('\n')}`;
  if (name === 'header') return `# ${textOf(block.text)}`;
  const parts = [textOf(block.text), ...nodes(block.fields).map(textOf), ...nodes(block.elements).map(textOf)];
  const label = block.fields === undefined ? name : 'fields';
  return `${label}: ${parts.filter((part) => part !== '').join('\n| ')}`;
}

/** The blocks of the message with those behind its bar, as a reader sees them. */
export function allBlocks({ blocks, attachments = [] }: Content): readonly object[] {
  return [...blocks, ...attachments.flatMap((attachment) => attachment.blocks)];
}

/** A message as text, for people to compare: one paragraph a block. Non-breaking spaces show as `~`. */
export function draw(content: Content): string {
  const lines = [`(${content.text})`, ...allBlocks(content).map((block) => drawBlock({ ...block }))];
  return lines.join('\n').replace(/[\u00a0\u202f]/g, '~');
}
