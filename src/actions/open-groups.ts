/** A tenant's open groups as people look them up. */
import type { Group } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import type { HomePart, ListedGroup, ListedPerson, ListFilter } from '../core/listing.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { severityRank } from '../core/severity.ts';
import type { Store } from '../groups/store.ts';
import { viewOf } from '../groups/view.ts';
import { shortIds } from './short-ids.ts';

/** Groups that are read at a time, and at most: a tenant with more has other troubles, and a reader is waiting. */
const PAGE = 100;
const MOST = 1_000;

/** Groups that are named for each person. */
const NAMED_EACH = 5;

/** All open groups of a tenant, most urgent first. */
export interface OpenGroups {
  readonly groups: readonly ListedGroup[];
  /** Set when there are more than were looked at: how many were. */
  readonly lookedAt?: number;
}

export interface OpenGroupsParts {
  readonly store: Pick<Store, 'openGroups' | 'read'>;
  readonly policyOf: (tenantId: TenantId, receiver: string) => ReceiverPolicy;
  readonly now: () => number;
}

/** Rejects with `store_unavailable`. */
export async function readOpenGroups(
  { store, policyOf, now }: OpenGroupsParts,
  tenantId: TenantId,
): Promise<OpenGroups> {
  const views: GroupView[] = [];
  let after: GroupId | undefined;
  do {
    const page = await store.openGroups({ tenantId, limit: PAGE, ...(after === undefined ? {} : { after }) });
    views.push(...page.groups.map(({ group }) => viewOf(group, policyOf(tenantId, group.receiver))));
    after = page.next;
  } while (after !== undefined && views.length < MOST);
  const groups = listed(views, now());
  return after === undefined ? { groups } : { groups, lookedAt: groups.length };
}

/** One group, open or not, without its short id; undefined when it is not known. Rejects with `store_unavailable`. */
export async function readListed(
  { store, policyOf, now }: OpenGroupsParts,
  { tenantId, groupId }: { readonly tenantId: TenantId; readonly groupId: GroupId },
): Promise<ListedGroup | undefined> {
  const stored = await store.read(tenantId, groupId);
  if (stored === undefined) return undefined;
  return listed([viewOf(stored.group, policyOf(tenantId, stored.group.receiver))], now())[0];
}

/** Pure. */
export function listed(views: readonly GroupView[], now: number): readonly ListedGroup[] {
  const names = shortIds(views.map(({ group }) => group.id));
  return views
    .map((view) => {
      const until = silencedUntil(view.group, now);
      const shortId = names.get(view.group.id) ?? '';
      return until === undefined ? { view, shortId } : { view, shortId, silencedUntil: until };
    })
    .sort(mostUrgentFirst);
}

/** The most severe first; of these what nobody has, then what somebody has, then what is silenced; the oldest first. */
function mostUrgentFirst(left: ListedGroup, right: ListedGroup): number {
  return (
    severityRank(left.view.severity) - severityRank(right.view.severity) ||
    careOf(left) - careOf(right) ||
    left.view.startedAt - right.view.startedAt ||
    (left.view.group.id < right.view.group.id ? -1 : 1)
  );
}

function careOf({ silencedUntil, view }: ListedGroup): number {
  if (silencedUntil !== undefined) return 2;
  return view.group.acknowledged === undefined ? 0 : 1;
}

/**
 * When the last of the silences ends that hide all of the group's firing alerts. As long as Alertmanager was not asked
 * what it hides, the group's silences are believed to hide it.
 */
function silencedUntil({ alerts, silences = [], hidden }: Group, now: number): number | undefined {
  const active = silences.filter(({ startsAt, endsAt }) => startsAt <= now && now < endsAt);
  if (active.length === 0) return undefined;
  const firing = Object.values(alerts).filter(({ status }) => status === 'firing');
  const isHidden = hidden === undefined || firing.every(({ fingerprint }) => hidden[fingerprint]?.why === 'silenced');
  return isHidden ? Math.max(...active.map(({ endsAt }) => endsAt)) : undefined;
}

/** Those that the filter lets through, in the same order. Pure. */
export function chosen(groups: readonly ListedGroup[], filter: ListFilter, userId: string): readonly ListedGroup[] {
  switch (filter) {
    case 'all':
      return groups;
    case 'mine':
      return groups.filter(({ view }) => view.group.acknowledged?.by === userId);
    case 'free':
      return groups.filter(({ view, silencedUntil }) => view.group.acknowledged === undefined && !silencedUntil);
    default:
      return groups.filter(({ view }) => view.severity === filter);
  }
}

/** Who has what, whoever has most first, and how many nobody has. Pure. */
export function holders(groups: readonly ListedGroup[]): {
  readonly people: readonly ListedPerson[];
  readonly free: number;
} {
  const byPerson = new Map<string, ListedGroup[]>();
  for (const each of groups) {
    const person = each.view.group.acknowledged?.by;
    if (person !== undefined) byPerson.set(person, [...(byPerson.get(person) ?? []), each]);
  }
  const people = [...byPerson]
    .map(([person, theirs]) => ({ person, groups: theirs.slice(0, NAMED_EACH), total: theirs.length }))
    .sort((a, b) => b.total - a.total || (a.person < b.person ? -1 : 1));
  return { people, free: chosen(groups, 'free', '').length };
}

/** A Home tab's part. Every group stands in one list only: one's own even while it is silenced. Pure. */
export function homePart(
  { groups, lookedAt }: OpenGroups,
  { userId, tenant }: { readonly userId: string; readonly tenant?: string },
): HomePart {
  const mine = chosen(groups, 'mine', userId);
  const rest = groups.filter((each) => !mine.includes(each));
  return {
    ...(tenant === undefined ? {} : { tenant }),
    mine,
    others: rest.filter(({ silencedUntil }) => silencedUntil === undefined),
    silenced: rest.filter(({ silencedUntil }) => silencedUntil !== undefined),
    ...(lookedAt === undefined ? {} : { lookedAt }),
  };
}
