import { MESSAGE_BLOCKS } from './blocks.ts';
import { type BlockFault, checkRule, isObject } from './check-rule.ts';
import { BLOCK_LIMITS } from './limits.ts';
import { list, union } from './rules.ts';
import { codePoints, escapedLength } from './text-length.ts';

const BLOCKS = list(
  union(() => MESSAGE_BLOCKS),
  BLOCK_LIMITS.blocksPerMessage,
  0,
);

/** Slack's code for a second table; the request then fails with `invalid_attachments` instead of `invalid_blocks`. */
export const ONLY_ONE_TABLE = 'only_one_table_allowed';

/**
 * Everything that Slack would refuse about the blocks of a message: what is wrong with each, then what is wrong with
 * them together. Pointers begin with `root`.
 */
export function validateBlocks(blocks: unknown, root = '/blocks'): readonly BlockFault[] {
  const faults = checkRule(BLOCKS, blocks, root);
  if (!Array.isArray(blocks)) return faults;
  return [
    faults,
    checkBlockIds(blocks, root),
    checkActionIds(blocks, root),
    checkMarkdown(blocks, root),
    checkTables(blocks, root),
  ].flat();
}

/** A fault as Slack writes it into `errors`. */
export function formatBlockFault(fault: BlockFault): string {
  return `${fault.message} [json-pointer:${fault.pointer}]`;
}

/**
 * What the blocks count towards Slack's undocumented limit on a message's text
 * ({@link BLOCK_LIMITS.messageCharacters}): all text, escaped, and something for each header.
 */
export function countedCharacters(blocks: readonly unknown[]): number {
  return blocks.reduce<number>((sum, block) => sum + headerCost(block) + textIn(block, storedLength), 0);
}

function headerCost(block: unknown): number {
  return isObject(block) && block.type === 'header' ? BLOCK_LIMITS.headerCost : 0;
}

function storedLength(text: string, type: unknown): number {
  return escapedLength(text, type === 'mrkdwn' ? 'mrkdwn' : 'plain_text');
}

/** The length of every `text` string anywhere inside; `type` is that of the object it is in. */
function textIn(value: unknown, lengthOf: (text: string, type: unknown) => number): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textIn(item, lengthOf), 0);
  if (!isObject(value)) return 0;
  const own = typeof value.text === 'string' ? lengthOf(value.text, value.type) : 0;
  return Object.values(value).reduce<number>((sum, item) => sum + textIn(item, lengthOf), own);
}

function checkBlockIds(blocks: readonly unknown[], root: string): readonly BlockFault[] {
  return repeated(
    'block_id',
    blocks.map((block, index) => ({
      id: isObject(block) ? block.block_id : undefined,
      pointer: `${root}/${index}/block_id`,
    })),
  );
}

function checkActionIds(blocks: readonly unknown[], root: string): readonly BlockFault[] {
  return blocks.flatMap((block, index) => repeated('action_id', actionIds(block, `${root}/${index}`)));
}

interface FoundId {
  readonly id: unknown;
  readonly pointer: string;
}

function actionIds(block: unknown, pointer: string): readonly FoundId[] {
  if (!isObject(block) || !Array.isArray(block.elements)) return [];
  return block.elements.map((element: unknown, index) => ({
    id: isObject(element) ? element.action_id : undefined,
    pointer: `${pointer}/elements/${index}/action_id`,
  }));
}

function repeated(field: string, found: readonly FoundId[]): readonly BlockFault[] {
  const seen = new Set<unknown>();
  const faults: BlockFault[] = [];
  for (const { id, pointer } of found) {
    if (id === undefined) continue;
    if (seen.has(id)) faults.push({ pointer, message: `\`${field}\` "${String(id)}" already exists` });
    seen.add(id);
  }
  return faults;
}

function checkMarkdown(blocks: readonly unknown[], root: string): readonly BlockFault[] {
  let sum = 0;
  for (const [index, block] of blocks.entries()) {
    if (!isObject(block) || block.type !== 'markdown' || typeof block.text !== 'string') continue;
    const length = codePoints(block.text);
    sum += length;
    if (sum > BLOCK_LIMITS.markdown && length <= BLOCK_LIMITS.markdown) {
      return [
        { pointer: `${root}/${index}/text`, message: `must be less than ${BLOCK_LIMITS.markdown + 1} characters` },
      ];
    }
  }
  return [];
}

function checkTables(blocks: readonly unknown[], root: string): readonly BlockFault[] {
  const tables = blocks.flatMap((block, index) =>
    isObject(block) && (block.type === 'table' || block.type === 'data_table')
      ? [{ block, pointer: `${root}/${index}` }]
      : [],
  );
  const faults = tables.slice(1, 2).map(({ pointer }) => ({ pointer, message: ONLY_ONE_TABLE }));
  const characters = tables.reduce((sum, { block }) => sum + textIn(block.rows, codePoints), 0);
  if (characters > BLOCK_LIMITS.tableCharacters) {
    const message = `must be less than ${BLOCK_LIMITS.tableCharacters + 1} characters`;
    faults.push(...tables.slice(-1).map(({ pointer }) => ({ pointer: `${pointer}/rows`, message })));
  }
  const uneven = tables.filter(({ block }) => block.type === 'data_table');
  return [...faults, ...uneven.flatMap(({ block, pointer }) => checkDataTable(block.rows, pointer))];
}

/** Rows of one length, and no rich text in the first, which is the header. */
function checkDataTable(rows: unknown, pointer: string): readonly BlockFault[] {
  if (!Array.isArray(rows)) return [];
  const [header] = rows;
  if (!Array.isArray(header)) return [];
  const faults: BlockFault[] = [];
  for (const [index, cell] of header.entries()) {
    if (isObject(cell) && cell.type === 'rich_text') {
      faults.push({ pointer: `${pointer}/rows/0/${index}/type`, message: 'unsupported type: rich_text' });
    }
  }
  for (const [index, row] of rows.entries()) {
    if (Array.isArray(row) && row.length !== header.length) {
      faults.push({ pointer: `${pointer}/rows/${index}`, message: `must have ${header.length} items` });
    }
  }
  return faults;
}
