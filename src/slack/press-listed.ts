/** Takes a group, or gives it back, where it was named by its id: in a command, or by a button beside it in a list. */
import type { GroupId } from '../core/ids.ts';
import { denialText } from '../render/denial-text.ts';
import type { Language } from '../render/language.ts';
import { sentenceText } from '../render/sentence-text.ts';
import type { LookupParts, LookupTenant, Person } from './lookup-parts.ts';
import { tryPress, type Words } from './try-press.ts';

/** Of one tenant, which has been made sure to be of the person's workspace. */
export interface ListedPress extends Person {
  readonly kind: 'acknowledge' | 'unacknowledge';
  readonly tenant: LookupTenant;
  readonly groupId: GroupId;
  /** Slack's name of this one request. */
  readonly requestId: string;
}

/** What came of it, in the person's words: mrkdwn. It is held to roles, counted and logged as a press of the message's button. */
export async function pressListed(
  parts: LookupParts,
  { kind, tenant, groupId, requestId, userId }: ListedPress,
  language: Language,
): Promise<string> {
  const { isRepeated, words } = await tryPress(parts, {
    tenants: [tenant],
    deed: { kind },
    by: userId,
    id: requestId,
    groupId,
  });
  if (words !== undefined) return refusalText(words, tenant, language);
  const group = await parts.groupOf(tenant.id, groupId);
  if (group === undefined) return language.phrase('press.unknown');
  if (kind === 'unacknowledge') return sentenceText({ kind: 'released', group }, language);
  return sentenceText({ kind: isRepeated ? 'own' : 'taken', group }, language);
}

function refusalText(refusal: Words, tenant: LookupTenant, language: Language): string {
  if ('denial' in refusal) return denialText(refusal.denial, language);
  return tenant.phrase(refusal.key, language.locale, refusal.values);
}
