import type { GroupView } from '../core/group-view.ts';
import type { Language } from './language.ts';

/** A group in one line: the message's header and what a notification shows. `title` is escaped. */
export function headline(view: GroupView, title: string, language: Language): string {
  if (view.state === 'resolved') {
    return language.phrase(view.unconfirmed > 0 ? 'headline.unconfirmed' : 'headline.resolved', { title });
  }
  if (view.firing.length === 0) return language.phrase('headline.unreported', { title });
  const severity = language.phrase(`severity.${view.severity}`);
  return language.phrase('headline.firing', { count: view.firing.length, severity, title });
}
