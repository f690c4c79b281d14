import type { Note } from '../core/note.ts';
import { escalationText } from './escalation-text.ts';
import { dataText, escapeMarkup } from './escape.ts';
import type { Language } from './language.ts';
import { personText } from './person-text.ts';
import { safeUrl } from './safe-url.ts';

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
    case 'silenced':
    case 'silence_moved':
    case 'unsilenced':
      return silenceText(note, language);
    case 'silence_ending':
      return language.phrase('told.silence_ending', {
        person: personText(note.by),
        until: language.formats.moment(note.until, 'time'),
        button: language.phrase('action.silence'),
      });
    case 'silence_ended':
      return language.phrase('told.silence_ended', { person: personText(note.by) });
    default:
      return escalationText(note, language);
  }
}

type SilenceNote = Extract<Note, { readonly kind: 'silenced' | 'silence_moved' | 'unsilenced' }>;

function silenceText(note: SilenceNote, language: Language): string {
  const person = personText(note.by);
  if (note.kind === 'unsilenced') return language.phrase('told.unsilenced', { person });
  const until = language.formats.moment(note.until, 'time');
  const said = language.phrase(`told.${note.kind}`, { person, until });
  const link = linkText(language.phrase('told.silence_page'), note.url);
  if (note.kind === 'silence_moved') return `${said} ${link}`.trim();
  const isLong = note.whileFiring ? language.phrase('told.while_firing') : '';
  const comment =
    note.comment === '' ? '' : language.phrase('text.quote', { text: dataText(note.comment, COMMENT_CHARS) });
  return [[said, isLong, link].filter((part) => part !== '').join(' '), comment]
    .filter((part) => part !== '')
    .join('\n');
}

/** Nothing for what is no address. */
function linkText(label: string, url: string): string {
  const address = safeUrl(escapeMarkup(url));
  return address === undefined ? '' : `<${escapeMarkup(address)}|${label}>`;
}
