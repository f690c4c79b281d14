import type { Content } from '../../src/core/content.ts';

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
const nodes = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const textOf = (value: unknown): string => (isNode(value) ? String(value.text) : '');

function drawButton(button: Node): string {
  const target = button.url === undefined ? `#${String(button.action_id)}` : String(button.url);
  return `[${textOf(button.text)} → ${target}]`;
}

function drawBlock(block: Node): string {
  const name = String(block.type);
  if (name === 'divider') return '---';
  if (name === 'actions') return nodes(block.elements).map(drawButton).join(' ');
  if (name === 'header') return `# ${textOf(block.text)}`;
  const parts = [textOf(block.text), ...nodes(block.fields).map(textOf), ...nodes(block.elements).map(textOf)];
  const label = block.fields === undefined ? name : 'fields';
  return `${label}: ${parts.filter((part) => part !== '').join('\n| ')}`;
}

/** A message as text, for people to compare: one paragraph a block. Non-breaking spaces show as `~`. */
export function draw({ blocks, text }: Content): string {
  const lines = [`(${text})`, ...blocks.map((block) => drawBlock({ ...block }))];
  return lines.join('\n').replace(/[\u00a0\u202f]/g, '~');
}
