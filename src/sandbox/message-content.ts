import { randomBytes } from 'node:crypto';
import { isRefusal, type Refusal, refuse } from './answer.ts';
import type { Arguments, JsonField } from './arguments.ts';
import { attachmentFaults } from './block-kit/attachments.ts';
import { isObject } from './block-kit/check-rule.ts';
import { BLOCK_LIMITS } from './block-kit/limits.ts';
import { codePoints } from './block-kit/text-length.ts';
import { countedCharacters, formatBlockFault, ONLY_ONE_TABLE, validateBlocks } from './block-kit/validate-blocks.ts';
import { metadataFault } from './metadata.ts';

/** The parts of a message that a call gave; what is absent was not given. */
export interface GivenContent {
  readonly text?: string;
  readonly blocks?: readonly unknown[];
  readonly attachments?: readonly unknown[];
  /** `null`: to be removed. */
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

/** [D] chat.postMessage */
const MAX_ATTACHMENTS = 100;

const TABLES: ReadonlySet<unknown> = new Set(['table', 'data_table']);

/** Reads and checks text, blocks, attachments and metadata, with Slack's refusal for the first thing that is wrong. */
export function readContent(args: Arguments, validate: boolean): GivenContent | Refusal {
  const markdown = args.string('markdown_text');
  if (markdown !== undefined) return readMarkdown(args, markdown);
  const blocks = readBlocks(args.json('blocks'), validate);
  if (blocks === undefined) return readRest(args, {}, validate);
  return isRefusal(blocks) ? blocks : readRest(args, { blocks }, validate);
}

/** True when there is something to show. */
export function hasContent(content: GivenContent): boolean {
  return [content.text, content.blocks, content.attachments].some((part) => part !== undefined && part.length > 0);
}

function readRest(args: Arguments, read: GivenContent, validate: boolean): GivenContent | Refusal {
  const text = read.text ?? args.string('text');
  const attachments = readAttachments(args.json('attachments'), read.blocks ?? [], validate);
  if (attachments !== undefined && isRefusal(attachments)) return attachments;
  const metadata = readMetadata(args.json('metadata'));
  if (metadata !== undefined && isRefusal(metadata)) return metadata;
  return {
    ...read,
    ...(text === undefined ? {} : { text }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(metadata === undefined ? {} : { metadata: metadata.value }),
  };
}

function readMarkdown(args: Arguments, text: string): GivenContent | Refusal {
  if (args.string('text') !== undefined || args.json('blocks').kind !== 'absent')
    return refuse('markdown_text_conflict');
  if (codePoints(text) > BLOCK_LIMITS.markdown) return refuse('msg_too_long');
  return readRest(args, { text, blocks: withIds([{ type: 'markdown', text }]) }, true);
}

function readBlocks(field: JsonField, validate: boolean): readonly unknown[] | Refusal | undefined {
  if (field.kind === 'absent') return undefined;
  if (field.kind === 'malformed' || !Array.isArray(field.value)) return refuse('invalid_blocks_format');
  if (validate) {
    const refusal = blocksRefusal(field.value);
    if (refusal !== undefined) return refusal;
  }
  return withIds(field.value);
}

/** Slack's answer to blocks that it does not take; `undefined` when it takes them. */
function blocksRefusal(blocks: readonly unknown[]): Refusal | undefined {
  const faults = validateBlocks(blocks);
  if (faults.length > 0) {
    const error = faults.some((fault) => fault.message === ONLY_ONE_TABLE) ? 'invalid_attachments' : 'invalid_blocks';
    return refuseWithMessages(error, faults.map(formatBlockFault));
  }
  return countedCharacters(blocks) > BLOCK_LIMITS.messageCharacters ? refuse('msg_blocks_too_long') : undefined;
}

function refuseWithMessages(error: string, errors: readonly string[]): Refusal {
  return refuse(error, { errors, response_metadata: { messages: errors.map((message) => `[ERROR] ${message}`) } });
}

function readAttachments(
  field: JsonField,
  blocks: readonly unknown[],
  validate: boolean,
): readonly unknown[] | Refusal | undefined {
  if (field.kind === 'absent') return undefined;
  if (field.kind === 'malformed' || !Array.isArray(field.value)) return refuse('invalid_attachments');
  const { value } = field;
  if (value.length > MAX_ATTACHMENTS) return refuse('too_many_attachments');
  if (!value.every(isObject)) return refuse('invalid_attachments');
  const faults = validate ? value.flatMap((attachment, index) => attachmentFaults(attachment, index)) : [];
  if (faults.length > 0) return refuseWithMessages('invalid_attachments', faults.map(formatBlockFault));
  const together = validate ? togetherRefusal(blocks, value) : undefined;
  if (together !== undefined) return together;
  return value.map((attachment) =>
    Array.isArray(attachment.blocks) ? { ...attachment, blocks: withIds(attachment.blocks) } : attachment,
  );
}

/** What is wrong with the blocks of the message and those of its attachments together, though each is sound. */
function togetherRefusal(blocks: readonly unknown[], attachments: readonly unknown[]): Refusal | undefined {
  const inner = attachments.flatMap((each): readonly unknown[] =>
    isObject(each) && Array.isArray(each.blocks) ? each.blocks : [],
  );
  if (inner.length === 0) return undefined;
  const all = [...blocks, ...inner];
  if (all.filter((block) => isObject(block) && TABLES.has(block.type)).length > 1) {
    return refuseWithMessages('invalid_attachments', [ONLY_ONE_TABLE]);
  }
  return countedCharacters(all) > BLOCK_LIMITS.messageCharacters ? refuse('msg_blocks_too_long') : undefined;
}

interface ReadMetadata {
  readonly value: Readonly<Record<string, unknown>> | null;
}

function readMetadata(field: JsonField): ReadMetadata | Refusal | undefined {
  if (field.kind === 'absent') return undefined;
  if (field.kind === 'malformed' || !isObject(field.value)) return refuse('invalid_metadata_format');
  if (Object.keys(field.value).length === 0) return { value: null };
  const fault = metadataFault(field.value);
  return fault === undefined ? { value: field.value } : refuse(fault);
}

/** Slack gives an id to every block and interactive element that has none. */
export function withIds(blocks: readonly unknown[]): readonly unknown[] {
  return blocks.map((block) => {
    if (!isObject(block)) return block;
    const named = { ...block, block_id: block.block_id ?? newId() };
    if (isObject(block.accessory)) return { ...named, accessory: withActionId(block.accessory) };
    if (block.type === 'actions' && Array.isArray(block.elements)) {
      return { ...named, elements: block.elements.map(withActionId) };
    }
    return named;
  });
}

function withActionId(element: unknown): unknown {
  if (!isObject(element) || element.type === 'image') return element;
  return { ...element, action_id: element.action_id ?? newId() };
}

function newId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}
