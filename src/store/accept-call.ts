import type { Acceptance, AcceptResult, Claim } from '../groups/store.ts';
import { deliveryText, factsText, SCHEMA } from './group-document.ts';
import { asList, asNumber } from './replies.ts';
import type { TenantKeys } from './tenant-keys.ts';

/** A tenant's newest events that are kept, about. */
export const EVENTS_KEPT = 10_000;
/** Events older than this are dropped, about: 30 days. */
export const EVENTS_KEPT_MS = 30 * 24 * 3_600_000;

/** The number of keys, keys and arguments of the accept script. */
export function acceptArguments(acceptance: Acceptance, keys: TenantKeys, token: string): readonly (string | number)[] {
  const { writes } = acceptance;
  return [
    5 + writes.length,
    keys.seen(acceptance.dedupeKey),
    keys.due,
    keys.events,
    keys.open,
    keys.resolved,
    ...writes.map(({ group }) => keys.group(group.id)),
    acceptance.peer,
    Math.max(1, acceptance.dedupeMs),
    EVENTS_KEPT,
    EVENTS_KEPT_MS,
    acceptance.wholeStream ?? '',
    acceptance.leaseMs ?? '',
    token,
    SCHEMA,
    ...writes.flatMap(({ group, expectedVersion, state, event }) => [
      group.id,
      expectedVersion,
      state,
      factsText(group),
      deliveryText(group),
      JSON.stringify(event),
    ]),
  ];
}

/** A lease that began now was given to nobody before. */
export function abandoned(since: number, now: number): Pick<Claim, 'abandonedSince'> {
  return since < now ? { abandonedSince: since } : {};
}

/** What the accept script says of writes that were stored: first new version, time, and for each write whether it was leased. */
export function storedFrom(
  { tenantId, writes }: Acceptance,
  token: string,
  reply: readonly unknown[],
): AcceptResult & { readonly outcome: 'stored' } {
  const [first, now, leased] = [asNumber(reply[0]), asNumber(reply[1]), asList(reply[2])];
  const versions = writes.map(({ expectedVersion: old }) => (old === 0 ? first : old + 1));
  const claims = writes.flatMap(({ group }, index): readonly Claim[] => {
    const since = asNumber(leased[index]);
    if (since === 0) return [];
    return [{ tenantId, group, version: versions[index] ?? first, token, readAt: now, ...abandoned(since, now) }];
  });
  return { outcome: 'stored', versions, now, claims };
}
