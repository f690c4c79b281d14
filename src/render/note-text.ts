import type { Note } from '../core/note.ts';
import { escalationText } from './escalation-text.ts';
import { dataText } from './escape.ts';
import type { Language } from './language.ts';
import { personText } from './person-text.ts';

/** Ours: what a person can type into the form of a comment. */
const COMMENT_CHARS = 2_000;

/** What a note says, in mrkdwn. */
export function noteText(note: Note, language: Language): string {
  switch (note.kind) {
    case 'comment':
      return language.phrase('told.comment', {
        person: personText(note.by),
        text: dataText(note.text, COMMENT_CHARS),
      });
    case 'assigned':
      return language.phrase('told.assigned', { person: personText(note.by), holder: personText(note.to) });
    case 'taken_over':
      return language.phrase('told.taken_over', { person: personText(note.by), holder: personText(note.from) });
    case 'closed_by_hand':
      return language.phrase('told.closed_by_hand', { person: personText(note.by) });
    default:
      return escalationText(note, language);
  }
}
