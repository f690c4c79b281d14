import { unescapeMarkup, withoutTokens } from './escape.ts';
import { SLACK_LIMITS } from './slack-limits.ts';

/** The http or https address in an escaped text, normalised; undefined for anything else, or for more than Slack takes. */
export function safeUrl(escaped: string): string | undefined {
  const raw = unescapeMarkup(withoutTokens(escaped)).trim();
  if (!/^https?:\/\//i.test(raw) || !URL.canParse(raw)) return undefined;
  const href = new URL(raw).href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E');
  return href.length <= SLACK_LIMITS.url ? href : undefined;
}
