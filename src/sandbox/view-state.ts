import { isObject } from './block-kit/check-rule.ts';
import { codePoints } from './block-kit/text-length.ts';
import { type Given, holdsValue, initialValue, isEmpty, slackValue } from './element-values.ts';
import { type FoundElement, interactiveElements } from './interactive-elements.ts';

/** What a person gave to the elements of a modal: by `block_id`, then by `action_id`. */
export type GivenValues = Readonly<Record<string, Readonly<Record<string, Given>>>>;

/** `state.values` of a view: every element that holds a value, given or initial. Throws for an option that is not there. */
export function stateValues(
  blocks: readonly unknown[],
  given: GivenValues,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const values: Record<string, Record<string, unknown>> = {};
  for (const found of interactiveElements(blocks)) {
    if (!holdsValue(found.element)) continue;
    const actionId = String(found.element.action_id);
    values[found.blockId] = { ...values[found.blockId], [actionId]: slackValue(found.element, givenTo(found, given)) };
  }
  return values;
}

/** What Slack itself says of inputs before it sends a submission, by `block_id`: required ones, and lengths. */
export function inputFaults(blocks: readonly unknown[], given: GivenValues): Readonly<Record<string, string>> {
  const faults = interactiveElements(blocks).flatMap((found): readonly (readonly [string, string])[] => {
    if (found.block.type !== 'input') return [];
    const fault = inputFault(found, givenTo(found, given));
    return fault === undefined ? [] : [[found.blockId, fault]];
  });
  return Object.fromEntries(faults);
}

function inputFault({ block, element }: FoundElement, value: Given | undefined): string | undefined {
  if (isEmpty(value)) return block.optional === true ? undefined : 'Please complete this required field.';
  const { min_length: min, max_length: max } = element;
  const length = typeof value === 'string' ? codePoints(value) : 0;
  if (typeof min === 'number' && length < min) return `Please enter at least ${min} characters.`;
  if (typeof max === 'number' && length > max) return `Please enter at most ${max} characters.`;
  return undefined;
}

function givenTo({ element, blockId }: FoundElement, given: GivenValues): Given | undefined {
  const inBlock = given[blockId];
  const actionId = String(element.action_id);
  if (inBlock !== undefined && Object.hasOwn(inBlock, actionId)) return inBlock[actionId];
  return initialValue(element);
}

/** The ids of a view's input blocks: the only ones that an app may find fault with. */
export function inputBlockIds(blocks: readonly unknown[]): readonly string[] {
  return blocks.filter(isObject).flatMap((block) => (block.type === 'input' ? [String(block.block_id)] : []));
}
