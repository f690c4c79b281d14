/** Takes a group, or gives it back, where it was named by its id: in a command, or by a button beside it in a list. */
import type { GroupId, TenantId } from '../core/ids.ts';
import type { PressResult } from '../groups/press-button.ts';
import { denialText } from '../render/denial-text.ts';
import type { Language } from '../render/language.ts';
import { sentenceText } from '../render/sentence-text.ts';
import { answerTo, outcomeOf, report, storing, type Words } from './answer-click.ts';
import type { LookupParts, LookupTenant, Person } from './lookup-parts.ts';

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
  { kind, tenant, groupId, requestId, team, userId }: ListedPress,
  language: Language,
): Promise<string> {
  const result = await storing(parts, { team, operation: kind }, () =>
    parts.press({
      tenantIds: [tenant.id],
      groupId,
      press: { deed: { kind }, by: userId, at: parts.clock.now(), id: requestId },
    }),
  );
  const { id: tenantId } = tenant;
  report(parts, { click: { team, userId, value: groupId }, operation: kind, tenantId, outcome: outcomeOf(result) });
  const refusal = answerTo(result);
  if (refusal !== undefined) return refusalText(refusal, tenant, language);
  return await confirm(parts, { kind, tenantId, groupId, result }, language);
}

async function confirm(
  parts: LookupParts,
  {
    kind,
    tenantId,
    groupId,
    result,
  }: {
    readonly kind: ListedPress['kind'];
    readonly tenantId: TenantId;
    readonly groupId: GroupId;
    readonly result: { readonly outcome: PressResult['outcome'] | 'not_stored' };
  },
  language: Language,
): Promise<string> {
  const group = await parts.groupOf(tenantId, groupId);
  if (group === undefined) return language.phrase('press.unknown');
  if (kind === 'unacknowledge') return sentenceText({ kind: 'released', group }, language);
  return sentenceText({ kind: result.outcome === 'repeated' ? 'own' : 'taken', group }, language);
}

function refusalText(refusal: Words, tenant: LookupTenant, language: Language): string {
  if ('denial' in refusal) return denialText(refusal.denial, language);
  return tenant.phrase(refusal.key, language.locale, refusal.values);
}
