import type { Group } from '../core/group.ts';

/** The group without these parts; the same group when it has none of them. */
export function without(
  group: Group,
  ...names: readonly (
    | 'message'
    | 'failure'
    | 'dead'
    | 'doubt'
    | 'folded'
    | 'pendingSince'
    | 'acknowledged'
    | 'openedAt'
    | 'trace'
  )[]
): Group {
  if (!names.some((name) => group[name] !== undefined)) return group;
  // Not with `delete`, which makes a hash table of the copy: everything that reads it afterwards takes longer.
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(group) as (keyof Group)[]) {
    if (!names.some((each) => each === name)) kept[name] = group[name];
  }
  return kept as unknown as Group;
}
