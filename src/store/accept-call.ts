import type { Acceptance, AcceptResult, Claim, GroupTexts } from '../groups/store.ts';
import { asList, asNumber } from './replies.ts';
import type { TenantKeys } from './tenant-keys.ts';

/** What a call sends that its answer is read with. */
export interface Sent {
  readonly token: string;
  /** Of the writes, in their order. */
  readonly texts: readonly GroupTexts[];
}

/** The number of keys, keys and arguments of the accept script. */
export function acceptArguments(
  acceptance: Acceptance,
  keys: TenantKeys,
  { token, texts }: Sent,
): readonly (string | number)[] {
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
    acceptance.wholeStream ?? '',
    acceptance.leaseMs ?? '',
    token,
    ...writes.flatMap(({ group, expectedVersion, state, event }, index) => [
      group.id,
      expectedVersion,
      state,
      texts[index]?.facts ?? '',
      texts[index]?.delivery ?? '',
      JSON.stringify(event),
    ]),
  ];
}

/** A lease that began now was given to nobody before. */
export function abandoned(since: number, now: number): Pick<Claim, 'abandonedSince'> {
  return since < now ? { abandonedSince: since } : {};
}

/** What the accept script says of writes that were stored: their version, time, and for each write whether it was leased. */
export function storedFrom(
  { tenantId, writes }: Acceptance,
  { token, texts }: Sent,
  reply: readonly unknown[],
): AcceptResult & { readonly outcome: 'stored' } {
  const [first, now, leased] = [asNumber(reply[0]), asNumber(reply[1]), asList(reply[2])];
  const versions = writes.map(({ expectedVersion: old }) => Math.max(old + 1, first));
  const claims = writes.flatMap(({ group }, index): readonly Claim[] => {
    const since = asNumber(leased[index]);
    if (since === 0) return [];
    return [{ tenantId, group, version: versions[index] ?? first, token, readAt: now, ...abandoned(since, now) }];
  });
  return { outcome: 'stored', versions, now, claims, texts };
}
