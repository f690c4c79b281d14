/** Served as `blocks.js`: Block Kit as DOM nodes, simply. */
export const BLOCKS_SCRIPT = String.raw`
import { element, link, plain, textNodes } from './mrkdwn.js';

/** A block as a node. The context has names (ids to what people call them) and press(element, block, option). */
export function drawBlock(block, context) {
  switch (block.type) {
    case 'header': return element('div', 'header', plain(block.text.text));
    case 'section': return drawSection(block, context);
    case 'context': return element('div', 'context', ...block.elements.map((item) => drawContextItem(item, context)));
    case 'actions': return element('div', 'actions', ...block.elements.map((item) => drawElement(item, block, context)));
    case 'divider': return element('hr', '');
    case 'image': return drawImage(block);
    case 'markdown': return element('div', '', plain(block.text));
    case 'rich_text': return element('div', '', plain(richText(block)));
    case 'table': return drawTable(block);
    default: return element('div', 'image', plain('[' + block.type + ']'));
  }
}

function drawSection(block, context) {
  const node = element('div', '');
  if (block.text) node.append(element('div', '', ...textNodes(block.text, context.names)));
  if (block.fields) {
    const fields = block.fields.map((field) => element('div', '', ...textNodes(field, context.names)));
    node.append(element('div', 'fields', ...fields));
  }
  if (!block.accessory) return node;
  return element('div', 'split', node, drawElement(block.accessory, block, context));
}

function drawContextItem(item, context) {
  return item.type === 'image' ? drawImage(item) : element('span', '', ...textNodes(item, context.names));
}

function drawElement(item, block, context) {
  if (item.type === 'image') return drawImage(item);
  if (item.type === 'button') {
    const button = element('button', item.style ?? '', plain(item.text.text));
    button.type = 'button';
    button.addEventListener('click', () => {
      if (item.url && /^https?:/i.test(item.url)) window.open(item.url, '_blank', 'noopener,noreferrer');
      context.press(item, block);
    });
    return button;
  }
  const options = item.options ?? (item.option_groups ?? []).flatMap((group) => group.options);
  const select = document.createElement('select');
  select.append(new Option(item.placeholder?.text ?? '…', ''));
  for (const option of options) select.append(new Option(option.text.text, option.value));
  select.addEventListener('change', () => context.press(item, block, select.value));
  return select;
}

function drawImage(image) {
  const node = element('span', 'image', plain('🖼 ' + (image.title?.text ?? image.alt_text) + ' '));
  if (image.image_url) node.append(link(image.image_url, 'open'));
  return node;
}

function drawTable(block) {
  const rows = block.rows.map((row) => element('tr', '', ...row.map((cell) => element('td', '', plain(richText(cell))))));
  return element('table', '', element('tbody', '', ...rows));
}

function richText(value) {
  if (value.text !== undefined) return value.text;
  if (value.type === 'emoji') return ':' + value.name + ':';
  const separator = value.type === 'rich_text' || value.type === 'rich_text_list' ? '\n' : '';
  return (value.elements ?? []).map(richText).join(separator) || (value.fallback ?? value.url ?? value.user_id ?? value.range ?? '');
}
`;
