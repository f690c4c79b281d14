import { type GroupId, groupId } from '../core/ids.ts';
import type { PlacedEvent } from '../groups/event.ts';
import type { GroupEvent, Stored } from '../groups/store.ts';
import { groupFrom } from './group-document.ts';

/** Scripts answer with lists of texts, numbers and lists; these read them and refuse what no script says. */

export function asList(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply;
  throw new Error(`Redis answered with ${typeof reply} instead of a list`);
}

export function asText(reply: unknown): string {
  if (typeof reply === 'string') return reply;
  throw new Error(`Redis answered with ${typeof reply} instead of a text`);
}

/** Numbers come as integers or, from hashes and scores, as texts. */
export function asNumber(reply: unknown): number {
  const number = typeof reply === 'number' ? reply : Number(asText(reply));
  if (Number.isFinite(number)) return number;
  throw new Error('Redis answered with a text that is not a number');
}

/** Cuts a flat list into rows of `width`. */
export function rowsOf(list: readonly unknown[], width: number): readonly (readonly unknown[])[] {
  return Array.from({ length: list.length / width }, (_, row) => list.slice(row * width, (row + 1) * width));
}

export function asStored(version: unknown, facts: unknown, delivery: unknown): Stored {
  return { group: groupFrom({ facts: asText(facts), delivery: asText(delivery) }), version: asNumber(version) };
}

/** Rows of id, version, facts, delivery; version 0 stands for a group that is not stored. */
export function asCurrent(list: readonly unknown[]): ReadonlyMap<GroupId, Stored | undefined> {
  return new Map(
    rowsOf(list, 4).map(([id, version, facts, delivery]) => [
      groupId(asText(id)),
      asNumber(version) === 0 ? undefined : asStored(version, facts, delivery),
    ]),
  );
}

/** An entry of the events' stream: its id and its fields, of which there is one. */
export function asEvent(entry: unknown): GroupEvent {
  const [, fields] = asList(entry);
  const event: GroupEvent = JSON.parse(asText(asList(fields)[1]));
  return event;
}

export function asPlacedEvent(entry: unknown): PlacedEvent {
  return { place: asText(asList(entry)[0]), event: asEvent(entry) };
}
