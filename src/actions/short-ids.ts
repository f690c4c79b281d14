/**
 * What people type for a group. A group's own id is too long, and groups of one stream begin alike; so it is the
 * beginning of a hash of it, as long as it takes to be unambiguous among the tenant's open groups. Pure.
 */
import { hash } from 'node:crypto';
import type { GroupId } from '../core/ids.ts';

/** Among a thousand open groups two have the same first four letters more often than not, and the same six once in 34 lists. */
const SHORTEST = 6;

/** Fewer are not looked up: they would only be ambiguous. */
const FEWEST_TYPED = 3;

const TYPED = /^[0-9a-f]+$/;

function nameOf(id: GroupId): string {
  return hash('sha256', id);
}

/** The short id of each of these groups. */
export function shortIds(ids: readonly GroupId[]): ReadonlyMap<GroupId, string> {
  const named = ids.map((id) => ({ id, name: nameOf(id) })).sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map(
    named.map(({ id, name }, index) => {
      const shared = [named[index - 1], named[index + 1]].map((other) => sharedLength(name, other?.name ?? ''));
      return [id, name.slice(0, Math.max(SHORTEST, ...shared.map((length) => length + 1)))];
    }),
  );
}

function sharedLength(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return length;
}

/** The groups that the typed letters may mean: none, one, or several that all begin with them. */
export function meantBy(typed: string, ids: readonly GroupId[]): readonly GroupId[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted.length < FEWEST_TYPED || !TYPED.test(wanted)) return [];
  return ids.filter((id) => nameOf(id).startsWith(wanted));
}
