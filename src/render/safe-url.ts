import { parseUrl } from '../core/parse-url.ts';
import { unescapeMarkup, withoutTokens } from './escape.ts';
import { SLACK_LIMITS } from './slack-limits.ts';

/**
 * Addresses that need neither a second look nor normalising, as nearly all are: a host of names in small letters, and
 * only characters that stand for themselves. Parsing an address costs as much as drawing the rest of a button ten times.
 */
const NORMAL_URL =
  /^https?:\/\/(?![^/]*xn--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?(?::[1-9]\d{3})?(?:\/[A-Za-z0-9_~!$&()*+,;=:@/?#%.-]*)?$/;

/** The http or https address in an escaped text, normalised; undefined for anything else, or for more than Slack takes. */
export function safeUrl(escaped: string): string | undefined {
  const raw = unescapeMarkup(withoutTokens(escaped)).trim();
  if (NORMAL_URL.test(raw) && raw.length <= SLACK_LIMITS.url) return raw;
  const url = /^https?:\/\//i.test(raw) ? parseUrl(raw) : undefined;
  if (url === undefined) return undefined;
  const href = url.href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E');
  return href.length <= SLACK_LIMITS.url ? href : undefined;
}
