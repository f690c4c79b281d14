import type { Permission } from '../core/access.ts';
import type { DeedKind } from '../groups/press.ts';
import type { DenialOf } from '../groups/press-button.ts';
import type { May } from './access.ts';

/**
 * What each deed takes; nothing for what everybody may who sees the message. Whoever may acknowledge may also give back
 * what somebody else took: they could take it over first and give it back then, and what is given back calls people, it
 * silences nobody.
 */
const PERMISSION_OF: Readonly<Record<DeedKind, Permission | undefined>> = {
  acknowledge: 'acknowledge',
  unacknowledge: 'acknowledge',
  take_over: 'acknowledge',
  assign: 'acknowledge',
  close: 'acknowledge',
  keep: 'acknowledge',
  escalate: 'escalate',
  // The thread is open to them anyway.
  comment: undefined,
};

/** Holds deeds to what their doers may. */
export function deedDenials(may: May): DenialOf {
  return async ({ deed, by }, { tenantId, receiver }) => {
    const permission = PERMISSION_OF[deed.kind];
    if (permission === undefined) return undefined;
    const verdict = await may({ tenantId, userId: by, permission, receiver });
    return verdict.allowed ? undefined : verdict;
  };
}
