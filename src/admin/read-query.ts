import { type GroupId, groupId, isGroupId } from '../core/ids.ts';
import type { DeadLetterPlace } from '../groups/store.ts';

const CURSOR = /^(\d{1,16})-([0-9a-f]{36})$/;

export function readGroupId(text: string | undefined): GroupId | undefined {
  return text !== undefined && isGroupId(text) ? text : undefined;
}

/** A place in the list as one word: what `next` of an answer holds and `after` of a request brings back. */
export function cursorOf({ at, id }: DeadLetterPlace): string {
  return `${at}-${id}`;
}

/** The place that the word stands for, as a search wants it. */
export function placeOf(after: string | undefined): { readonly after?: DeadLetterPlace } | 'malformed' {
  if (after === undefined) return {};
  const [, at, id] = CURSOR.exec(after) ?? [];
  return id === undefined ? 'malformed' : { after: { at: Number(at), id: groupId(id) } };
}
