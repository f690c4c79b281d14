import type { Group } from '../core/group.ts';
import type { GroupChange } from '../groups/store.ts';

/**
 * A group is kept as two texts: what Alertmanager said, which is most of it, and what delivery made of it. A delivery
 * writes only the second one.
 */
export interface GroupTexts {
  readonly facts: string;
  readonly delivery: string;
}

/** Written by deliveries. Everything else is a fact. */
const DELIVERY = [
  'unconfirmed',
  'marks',
  'message',
  'failure',
  'doubt',
  'pendingSince',
] as const satisfies (keyof Group)[];

export function factsText(group: Group): string {
  const { unconfirmed: _, marks: _m, message: _g, failure: _f, doubt: _d, pendingSince: _p, ...facts } = group;
  return JSON.stringify(facts);
}

export function deliveryText({ unconfirmed, marks, message, failure, doubt, pendingSince }: Group): string {
  return JSON.stringify({ unconfirmed, marks, message, failure, doubt, pendingSince });
}

/** Whether the facts stayed the very same. Parts that were made anew count as changed, even if they say the same. */
export function isOnlyDelivery({ group, before }: GroupChange): boolean {
  if (before === undefined) return false;
  const names = new Set([...Object.keys(before), ...Object.keys(group)]);
  for (const name of DELIVERY) names.delete(name);
  return [...names].every((name) => Reflect.get(before, name) === Reflect.get(group, name));
}

export function groupFrom(texts: GroupTexts): Group {
  return { ...JSON.parse(texts.facts), ...JSON.parse(texts.delivery) };
}
