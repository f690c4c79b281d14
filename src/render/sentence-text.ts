import type { ListedGroup } from '../core/listing.ts';
import { codeSpan } from './code-span.ts';
import type { Language } from './language.ts';
import { groupTitle } from './listing-lines.ts';

/** One sentence that a command, or a button beside a listed group, tells one person. */
export type Sentence =
  /** An id is wanted. `command`: as the app's is called. */
  | { readonly kind: 'which_group'; readonly command: string }
  | { readonly kind: 'unknown_group'; readonly command: string; readonly id: string }
  /** `ids`: what it may mean. */
  | { readonly kind: 'ambiguous'; readonly id: string; readonly ids: readonly string[] }
  /** `tenants`: the ids of all that share the workspace. */
  | { readonly kind: 'which_tenant'; readonly tenants: readonly string[] }
  | { readonly kind: 'unknown_tenant'; readonly name: string; readonly tenants: readonly string[] }
  /** It is theirs from now on. */
  | { readonly kind: 'taken'; readonly group: ListedGroup }
  /** It was theirs before. */
  | { readonly kind: 'own'; readonly group: ListedGroup }
  /** They gave it back. */
  | { readonly kind: 'released'; readonly group: ListedGroup }
  | { readonly kind: 'not_read' };

/** Tenants and ids that are named at most. */
const NAMED = 10;

/** The sentence in mrkdwn. */
export function sentenceText(sentence: Sentence, language: Language): string {
  switch (sentence.kind) {
    case 'which_group':
      return language.phrase('command.which_group', {
        usage: codeSpan(`${sentence.command} ack 1a2b3c`),
        list: codeSpan(`${sentence.command} list`),
      });
    case 'unknown_group':
      return language.phrase('command.unknown_group', {
        id: codeSpan(sentence.id),
        list: codeSpan(`${sentence.command} list`),
      });
    case 'ambiguous':
      return language.phrase('command.ambiguous', { id: codeSpan(sentence.id), ids: codeSpans(sentence.ids) });
    case 'which_tenant':
      return language.phrase('command.which_tenant', { tenants: tenantSpans(sentence.tenants) });
    case 'unknown_tenant':
      return language.phrase('command.unknown_tenant', {
        name: codeSpan(sentence.name),
        tenants: tenantSpans(sentence.tenants),
      });
    case 'taken':
    case 'own':
    case 'released':
      return language.phrase(`command.${sentence.kind}`, { title: groupTitle(sentence.group, language) });
    case 'not_read':
      return language.phrase('command.not_read');
    default:
      return sentence satisfies never;
  }
}

function codeSpans(texts: readonly string[]): string {
  return `${texts.slice(0, NAMED).map(codeSpan).join(' ')}${texts.length > NAMED ? ' …' : ''}`;
}

function tenantSpans(ids: readonly string[]): string {
  return codeSpans(ids.map((id) => `tenant=${id}`));
}
