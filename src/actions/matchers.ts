/** Matchers in the form of Alertmanager's API. Pure. */
import { formatMatcher } from '../routing/matcher.ts';
import type { Matcher } from './alertmanagers.ts';

/** As Alertmanager's `filter` takes it, and as people read it: `team=~"db|storage"`. */
export function filterText({ name, value, isRegex, isEqual }: Matcher): string {
  if (isRegex) return formatMatcher(name, isEqual ? '=~' : '!~', value);
  return formatMatcher(name, isEqual ? '=' : '!=', value);
}

/** A regular expression (RE2) that matches the text and nothing else. */
export function quoteRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
