import { TocsinError } from '../core/errors.ts';
import { isObject } from './block-kit/check-rule.ts';

type Json = Readonly<Record<string, unknown>>;

/** An element that people can use, and the block that holds it. */
export interface FoundElement {
  readonly element: Json;
  readonly blockId: string;
  /** The block itself. */
  readonly block: Json;
}

/** Every element of the blocks that has an `action_id`, those of containers and cards too, in order. */
export function interactiveElements(blocks: readonly unknown[]): readonly FoundElement[] {
  return blocks.filter(isObject).flatMap((block) => {
    const own = [block.accessory, block.element, ...listOf(block.elements), ...listOf(block.actions)];
    const cards = listOf(block.elements).filter((each) => isObject(each) && each.type === 'card');
    return [
      ...own.filter(isObject).flatMap((element) => {
        if (typeof element.action_id !== 'string') return [];
        return [{ element, block, blockId: String(block.block_id ?? '') }];
      }),
      ...interactiveElements([...listOf(block.child_blocks), ...cards]),
    ];
  });
}

/** The element with that `action_id`, and `block_id` where one is given. Throws when there is none. */
export function findElement(
  blocks: readonly unknown[],
  wanted: { readonly actionId: string; readonly blockId?: string | undefined; readonly holder: string },
): FoundElement {
  const found = interactiveElements(blocks).find(
    ({ element, blockId }) =>
      element.action_id === wanted.actionId && (wanted.blockId === undefined || blockId === wanted.blockId),
  );
  if (found !== undefined) return found;
  throw new TocsinError('usage', `${wanted.holder} has no element with the action_id "${wanted.actionId}"`);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
