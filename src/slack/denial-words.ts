import type { Denial } from '../core/access.ts';

/** More names than these nobody reads; ours. */
const MAX_ROLES = 5;

/** What somebody is told who may not: which role it takes, and whom to ask. A phrase of `access.*` and its values. */
export function denialWords({ roles, ask, unsure }: Denial): {
  readonly key: string;
  readonly values?: Readonly<Record<string, readonly string[]>>;
} {
  const named = { roles: roles.slice(0, MAX_ROLES) };
  if (roles.length === 0) return { key: 'access.no_role' };
  if (unsure) return { key: 'access.unsure', values: named };
  return ask.length === 0
    ? { key: 'access.role_missing_unasked', values: named }
    : { key: 'access.role_missing', values: { ...named, ask } };
}
