/** What a group's thread has yet to tell besides its alerts. Pure. */
import type { Group } from '../core/group.ts';
import type { Note } from '../core/note.ts';

/** Notes that wait at a time: more can only come together while Slack takes nothing, and then the newest count. */
const MAX_NOTES = 50;

/** The group with one more thing to tell; the same group when it waits to be told already. */
export function withNote(group: Group, note: Note): Group {
  const { notes = [] } = group;
  if (notes.some(({ id }) => id === note.id)) return group;
  return { ...group, notes: [...notes, note].slice(-MAX_NOTES) };
}

/** The group after its thread told the notes with these ids. */
export function withoutNotes(group: Group, told: ReadonlySet<string>): Group {
  if (group.notes === undefined || told.size === 0) return group;
  const { notes, ...rest } = group;
  const left = notes.filter(({ id }) => !told.has(id));
  return left.length === 0 ? rest : { ...rest, notes: left };
}

/** The ids of all notes that a reply drew which drew what had come in until then, epoch milliseconds. */
export function notesUntil({ notes = [] }: Group, until: number): ReadonlySet<string> {
  return new Set(notes.filter(({ at }) => at <= until).map(({ id }) => id));
}
