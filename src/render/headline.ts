import type { GroupView } from '../core/group-view.ts';
import type { Language } from './language.ts';
import { statusOf } from './subject.ts';

/** A group in one line: the message's header and what a notification shows. `title` is escaped. */
export function headline(view: GroupView, title: string, language: Language): string {
  const status = statusOf(view);
  if (status !== 'firing') return language.phrase(`headline.${status}`, { title });
  const severity = language.phrase(`severity.${view.severity}`);
  return language.phrase('headline.firing', { count: view.firing.length, severity, title });
}
