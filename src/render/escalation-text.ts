import type { Note } from '../core/note.ts';
import { cutMrkdwn } from './cut-text.ts';
import { dataLine, escapeMarkup, oneLine } from './escape.ts';
import type { Language } from './language.ts';
import { personText } from './person-text.ts';
import type { Notice } from './renderer.ts';
import { safeUrl } from './safe-url.ts';
import { LABEL_CHARS } from './slack-limits.ts';

/** What the relay did because nobody answered. */
export type EscalationNote = Extract<Note, { readonly kind: 'escalated' | 'asked' | 'lapsed' | 'ping_failed' }>;

/** What the thread says of it, in mrkdwn. */
export function escalationText(note: EscalationNote, language: Language): string {
  const { formats } = language;
  switch (note.kind) {
    case 'escalated': {
      const { mentions, since, step, by } = note;
      const text =
        by === undefined
          ? language.phrase('escalation.step', { time: formats.moment(since, 'time'), step })
          : language.phrase('escalation.step_by', { person: personText(by), step });
      return [...(mentions.length === 0 ? [] : [mentions.join(' ')]), text].join(' ');
    }
    case 'asked':
      return language.phrase('escalation.asked', {
        person: personText(note.person),
        button: language.phrase('action.keep'),
        duration: formats.duration(note.graceMs),
      });
    case 'lapsed':
      return language.phrase('escalation.lapsed', { person: personText(note.person) });
    case 'ping_failed':
      return language.phrase('escalation.ping_failed', {
        target: whereText(note.to),
        reason: `\`${dataLine(note.reason, LABEL_CHARS)}\``,
      });
    default:
      return note satisfies never;
  }
}

/** Ours: about three lines on a phone. */
const SUMMARY_CHARS = 200;

/** What a channel or a person is told elsewhere: what it is, since when, and where to go. The facts are escaped. */
export function pingText(
  ping: Notice & { readonly kind: 'ping' },
  { headline, summary }: { readonly headline: string; readonly summary: string },
  language: Language,
): string {
  const { since, step, by, channel, url } = ping;
  const what =
    by === undefined
      ? language.phrase('escalation.ping', { headline, time: language.formats.moment(since, 'time') })
      : language.phrase('escalation.ping_by', { headline, person: personText(by) });
  const address = url === undefined ? undefined : safeUrl(url);
  const opens = address === undefined ? '' : `<${address}|${language.phrase('escalation.open')}> · `;
  const where = language.phrase('escalation.ping_where', { link: `${opens}${whereText(channel)}`, step });
  return [what, cutMrkdwn(oneLine(summary), SUMMARY_CHARS), where].filter((line) => line !== '').join('\n');
}

/** A channel or a person as Slack draws them. */
function whereText(id: string): string {
  if (id.startsWith('#')) return escapeMarkup(id);
  return /^[UW][A-Z0-9]+$/.test(id) ? personText(id) : `<#${escapeMarkup(id)}>`;
}
