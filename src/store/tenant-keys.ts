import type { GroupId, TenantId } from '../core/ids.ts';

/**
 * The keys of one tenant. The tenant is the hash tag, so that all of them are in one slot of a Redis Cluster and one
 * script may touch them together.
 */
export interface TenantKeys {
  /** Sorted set: group id → when to look, epoch milliseconds; a leased group is due when its lease ends. */
  readonly due: string;
  /** Stream: one entry for each event, field `event`. */
  readonly events: string;
  /**
   * Sorted set of the ids of open groups, all with score 0: so they are in the order of their ids, and the open groups
   * of one stream, whose ids begin alike, are found as one range.
   */
  readonly open: string;
  /** The same of resolved groups. */
  readonly resolved: string;
  /** Sorted set of the ids of groups that were given up, scored with when, epoch milliseconds. */
  readonly dead: string;
  /** Hash: version, schema, facts and delivery (JSON, see group-document.ts), state, and while leased token, until and since. */
  group(id: GroupId): string;
  /** Sorted set: ids of the groups that the summary with this id tells, by their places. */
  members(digestId: GroupId): string;
  /** Hash that expires: place, holder, until and idle of a reader of the events, see the outbox scripts. */
  reader(name: string): string;
  /**
   * Hash that expires: `turn`, when a process last looked, and of each watchdog when it was heard, since when it is
   * expected, and its silence while that is told (JSON); see watchdogs/known-watchdogs.ts.
   */
  readonly heartbeats: string;
  /** String that expires: the peer from which these facts came first. */
  seen(dedupeKey: string): string;
}

export function tenantKeys(prefix: string, tenantId: TenantId): TenantKeys {
  const own = `${prefix}{${tenantId}}:`;
  return {
    due: `${own}due`,
    events: `${own}events`,
    open: `${own}open`,
    resolved: `${own}resolved`,
    dead: `${own}dead`,
    group: (id) => `${own}group:${id}`,
    members: (digestId) => `${own}members:${digestId}`,
    reader: (name) => `${own}reader:${name}`,
    heartbeats: `${own}heartbeats`,
    seen: (dedupeKey) => `${own}seen:${dedupeKey}`,
  };
}
