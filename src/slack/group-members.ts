import type { UsergroupsListResponse, WebClient } from '@slack/web-api';
import type { Clock } from '../core/clock.ts';
import type { TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { forgetOldest } from './forget-oldest.ts';
import { explainSlackError } from './slack-errors.ts';

/** Who joins or leaves a group is seen so soon (ours). One call then answers for all groups: the method allows 20 a minute. */
export const MEMBERS_FRESH_MS = 300_000;

/** So long what was read last still counts while Slack does not answer (ours): a shift longer than that is not trusted. */
export const MEMBERS_STALE_MS = 3_600_000;

/** The pause after a call that failed, unless Slack asked for a longer one (ours). */
const RETRY_MS = 30_000;

/** Tenants remembered at a time, as many as there are clients. */
const MAX_TENANTS = 1_000;

/** The members of each user group, by its id. A group that is absent is not known; one that does not exist has none. */
export type Members = ReadonlyMap<string, ReadonlySet<string>>;

/** Never rejects: what Slack does not tell is absent, and the log says why. */
export type GroupMembers = (request: {
  readonly tenantId: TenantId;
  readonly client: WebClient;
  /** All that the tenant may want to know: others are not kept. */
  readonly groups: ReadonlySet<string>;
}) => Promise<Members>;

interface Known {
  readonly members: Members;
  readonly asked: ReadonlySet<string>;
  readonly at: number;
}

interface Entry {
  known?: Known;
  /** Not before then Slack is asked again. */
  notBefore: number;
  pending?: Promise<void>;
}

/** Asks usergroups.list (scope `usergroups:read`) and remembers the answer; look-ups at the same time share one call. */
export function createGroupMembers({
  clock,
  logger,
}: {
  readonly clock: Clock;
  readonly logger: Logger;
}): GroupMembers {
  const entries = new Map<string, Entry>();

  function entryOf(tenantId: TenantId): Entry {
    const found = entries.get(tenantId);
    if (found !== undefined) return found;
    if (entries.size >= MAX_TENANTS) forgetOldest(entries);
    const entry: Entry = { notBefore: 0 };
    entries.set(tenantId, entry);
    return entry;
  }

  async function refresh(entry: Entry, { tenantId, client, groups }: Parameters<GroupMembers>[0]): Promise<void> {
    try {
      const members = membersIn(await client.usergroups.list({ include_users: true }), groups);
      entry.known = { members, asked: groups, at: clock.now() };
      const empty = [...groups].filter((group) => members.get(group)?.size === 0);
      if (empty.length > 0)
        logger.warn({ tenant: tenantId, userGroups: empty }, 'user groups of access.yaml have no members');
    } catch (error) {
      const { reason, detail, retryAfterMs = RETRY_MS } = explainSlackError(error);
      entry.notBefore = clock.now() + Math.max(retryAfterMs, RETRY_MS);
      const isKnown = entry.known !== undefined && clock.now() - entry.known.at < MEMBERS_STALE_MS;
      logger.warn(
        { tenant: tenantId, operation: 'usergroups.list', reason, detail, isKnown },
        'members of user groups could not be read: the last known ones count for an hour, then nobody',
      );
    }
  }

  return async (request) => {
    const entry = entryOf(request.tenantId);
    if (isOutdated(entry, request.groups, clock.now())) {
      entry.pending ??= refresh(entry, request).finally(() => {
        delete entry.pending;
      });
      await entry.pending;
    }
    const { known } = entry;
    return known !== undefined && clock.now() - known.at < MEMBERS_STALE_MS ? known.members : new Map();
  };
}

/** Whether Slack is to be asked: what is known is old, or says nothing of a group that the configuration names since. */
function isOutdated({ known, notBefore }: Entry, groups: ReadonlySet<string>, now: number): boolean {
  if (now < notBefore) return false;
  if (known === undefined || now - known.at >= MEMBERS_FRESH_MS) return true;
  return [...groups].some((group) => !known.asked.has(group));
}

/** Of these groups, those whose members the answer tells. The list leaves out groups that are disabled: nobody is in them. */
function membersIn({ usergroups = [] }: UsergroupsListResponse, groups: ReadonlySet<string>): Members {
  const byId = new Map(usergroups.map((group) => [group.id, group]));
  return new Map(
    [...groups].flatMap((id): (readonly [string, ReadonlySet<string>])[] => {
      const group = byId.get(id);
      if (group === undefined) return [[id, new Set()]];
      const users: unknown = group.users ?? (Number(group.user_count) === 0 ? [] : undefined);
      return Array.isArray(users) ? [[id, new Set(users.map(String))]] : [];
    }),
  );
}
