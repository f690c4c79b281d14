/** Who may do what in Slack: the roles of a tenant's `access.yaml`, and Slack's user groups. */
import type { WebClient } from '@slack/web-api';
import { type AccessRequest, groupsThatMatter, isUnlimited, type May, mayDo } from '../actions/access.ts';
import type { Access } from '../core/access.ts';
import type { Clock } from '../core/clock.ts';
import type { TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import { createGroupMembers } from './group-members.ts';
import type { SlackClients } from './slack-clients.ts';

export interface WhoMayParts {
  /** As configured now. */
  readonly tenantOf: (id: TenantId) => { readonly access: Access; readonly botToken: Secret } | undefined;
  readonly clientOf: SlackClients;
  readonly clock: Clock;
  readonly logger: Logger;
}

const NOBODYS: ReadonlySet<string> = new Set();

/** Asks Slack only where a user group could change the answer. */
export function createMay(parts: WhoMayParts): May {
  const membersOf = createGroupMembers(parts);
  return async ({ tenantId, userId, ...request }) => {
    const tenant = parts.tenantOf(tenantId);
    if (tenant === undefined) return { allowed: false, roles: [], ask: [] };
    const { access, botToken } = tenant;
    const personIn = (groups: ReadonlySet<string>): AccessRequest => ({ ...request, person: { userId, groups } });
    const byName = mayDo(access, personIn(NOBODYS));
    const wanted = groupsThatMatter(access, request);
    if (wanted.size === 0 || (byName.allowed && isUnlimited(byName.limits))) return byName;

    const client: WebClient = parts.clientOf(tenantId, botToken);
    const members = await membersOf({ tenantId, client, groups: groupsOf(access) });
    const verdict = mayDo(access, personIn(new Set([...wanted].filter((group) => members.get(group)?.has(userId)))));
    const isSettled = verdict.allowed && isUnlimited(verdict.limits);
    const isSure = [...wanted].every((group) => members.has(group));
    return isSettled || isSure ? verdict : { ...verdict, unsure: true };
  };
}

/** All user groups that roles name: what is read of them together is one call. */
function groupsOf({ roles }: Access): ReadonlySet<string> {
  return new Set(roles.flatMap(({ userGroups }) => [...userGroups]));
}
