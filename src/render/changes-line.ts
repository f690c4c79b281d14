import type { Changes } from '../core/group-view.ts';
import type { Language } from './language.ts';

/** What changed since readers were told last, as one line; empty when nothing did. */
export function changesLine(changes: Changes, language: Language): string {
  const parts: string[] = [];
  const add = (key: string, { length: count }: readonly unknown[]): void => {
    if (count > 0) parts.push(language.phrase(key, { count }));
  };
  add('change.new', changes.fresh);
  add('change.refired', changes.refired);
  add('change.resolved', changes.resolved);
  add('change.unreported', changes.unreported);
  return parts.join(' · ');
}
