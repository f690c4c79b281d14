import type { Denial } from '../core/access.ts';
import { dataLine } from './escape.ts';
import type { Language } from './language.ts';
import { LABEL_CHARS } from './slack-limits.ts';

/** More names than these nobody reads; ours. */
const MAX_ROLES = 5;

/** Slack's mentions of people and of groups of them. */
const MENTION = /^<(?:@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+(?:\|[^<>|]*)?)>$/;

/** What somebody is told who may not: which role it takes, and whom to ask. In mrkdwn. */
export function denialText({ roles, ask, unsure }: Denial, language: Language): string {
  if (roles.length === 0) return language.phrase('access.no_role');
  const named = roles.slice(0, MAX_ROLES).map((role) => `\`${dataLine(role, LABEL_CHARS)}\``);
  const values = { roles: language.formats.choice(named) };
  if (unsure) return language.phrase('access.unsure', values);
  if (ask.length === 0) return language.phrase('access.role_missing_unasked', values);
  const asked = ask.map((each) => (MENTION.test(each) ? each : dataLine(each, LABEL_CHARS)));
  return language.phrase('access.role_missing', { ...values, ask: language.formats.choice(asked) });
}
