/** Decides who may do what. Pure: which user groups a person is in is an argument. */
import type { Access, AccessRole, Denial, Permission, SilenceLimits } from '../core/access.ts';
import type { TenantId } from '../core/ids.ts';

export type { Access, Permission, SilenceLimits } from '../core/access.ts';

export interface AccessRequest {
  readonly person: {
    readonly userId: string;
    /** Ids of the Slack user groups that the person is in, as far as they matter. */
    readonly groups: ReadonlySet<string>;
  };
  readonly permission: Permission;
  /** Whose group it is about; absent: nothing that belongs to one receiver, which a role for certain receivers does not cover. */
  readonly receiver?: string;
}

export type Verdict =
  | {
      readonly allowed: true;
      /** What a silence must keep to; nothing, for other permissions. */
      readonly limits: SilenceLimits;
      /** Slack did not tell who is in a user group that could have allowed more. */
      readonly unsure?: true;
    }
  | ({ readonly allowed: false } & Denial);

/** The same by Slack's own knowledge of its user groups. Never rejects: what Slack does not tell is not allowed. */
export type May = (request: {
  readonly tenantId: TenantId;
  readonly userId: string;
  readonly permission: Permission;
  readonly receiver?: string;
}) => Promise<Verdict>;

/**
 * Whether the person may. Permissions of several roles add up. Of several roles that give the same permission, each limit
 * is the most generous of theirs: the longest time, and only those labels that all of them demand.
 */
export function mayDo(access: Access, request: AccessRequest): Verdict {
  const giving = rolesGiving(access, request);
  const held = giving.filter((role) => isHeldBy(role, request.person));
  if (held.length === 0) return { allowed: false, roles: giving.map(({ name }) => name), ask: access.ask };
  const isSilence = request.permission === 'silence' || request.permission === 'silence-broad';
  return { allowed: true, limits: isSilence ? mostGenerous(held.map(({ limits }) => limits)) : { mustContain: [] } };
}

/** The user groups whose members may do it, or may do more of it, by being in them. */
export function groupsThatMatter(
  access: Access,
  request: Pick<AccessRequest, 'permission' | 'receiver'>,
): ReadonlySet<string> {
  return new Set(rolesGiving(access, request).flatMap(({ userGroups }) => [...userGroups]));
}

/** Whether no further role could allow more. */
export function isUnlimited({ longestMs, mustContain }: SilenceLimits): boolean {
  return longestMs === undefined && mustContain.length === 0;
}

function rolesGiving(
  { roles }: Access,
  { permission, receiver }: Pick<AccessRequest, 'permission' | 'receiver'>,
): readonly AccessRole[] {
  const covers = ({ receivers }: AccessRole) =>
    receivers === undefined || (receiver !== undefined && receivers.has(receiver));
  return roles.filter((role) => role.permissions.has(permission) && covers(role));
}

function isHeldBy(role: AccessRole, { userId, groups }: AccessRequest['person']): boolean {
  return role.everybody || role.users.has(userId) || [...role.userGroups].some((group) => groups.has(group));
}

function mostGenerous(all: readonly SilenceLimits[]): SilenceLimits {
  const times = all.map(({ longestMs }) => longestMs);
  const finite = times.filter((time) => time !== undefined);
  const [first, ...others] = all.map(({ mustContain }) => mustContain);
  const mustContain = (first ?? []).filter((label) => others.every((labels) => labels.includes(label)));
  return finite.length === times.length ? { longestMs: Math.max(...finite), mustContain } : { mustContain };
}
