import type { Acceptance, AcceptResult, Claim } from '../groups/store.ts';
import { asList, asNumber } from './replies.ts';

/** What the accept script says of writes that were stored: first new version, time, and for each write whether it was leased. */
export function storedFrom(
  { tenantId, writes }: Acceptance,
  token: string,
  reply: readonly unknown[],
): AcceptResult & { readonly outcome: 'stored' } {
  const [first, now, leased] = [asNumber(reply[0]), asNumber(reply[1]), asList(reply[2])];
  const versions = writes.map(({ expectedVersion: old }) => (old === 0 ? first : old + 1));
  const claims = writes.flatMap(({ group }, index): readonly Claim[] =>
    asNumber(leased[index]) === 1 ? [{ tenantId, group, version: versions[index] ?? first, token }] : [],
  );
  return { outcome: 'stored', versions, now, claims };
}
