import { randomUUID } from 'node:crypto';
import { copyWith } from '../core/copy-with.ts';
import { type GroupId, groupId, type TenantId } from '../core/ids.ts';
import { groupFrom } from '../groups/group-document.ts';
import type { Claim, ClaimResult, Stored } from '../groups/store.ts';
import { abandoned } from './accept-call.ts';
import { asList, asNumber, asText, rowsOf } from './replies.ts';

export interface ClaimRequest {
  readonly tenantId: TenantId;
  readonly limit: number;
  readonly leaseMs: number;
  readonly known?: (groupId: GroupId) => Stored | undefined;
}

/** A group that the claim script may claim, and its document as far as the caller remembers it. */
export interface NamedGroup {
  readonly id: GroupId;
  readonly known: Stored | undefined;
}

interface NamedClaims {
  readonly now: number;
  readonly nextDueAt: number | undefined;
  readonly claims: readonly { readonly claim: Claim; readonly dueAt: number }[];
  readonly unnamed: readonly GroupId[];
  readonly newer: readonly { readonly id: GroupId; readonly schema: number }[];
}

/**
 * Claims in one round trip when `guess` names everything that is due, else in two: see the claim script.
 * `claimNamed` runs that script for these groups.
 */
export async function claimDue(
  { tenantId, limit, known }: ClaimRequest,
  parts: {
    readonly guess: readonly GroupId[];
    /** Told of groups that only a newer version can read. */
    readonly onNewer: (id: GroupId, schema: number) => void;
    readonly claimNamed: (groups: readonly NamedGroup[], limit: number, token: string) => Promise<unknown>;
  },
): Promise<ClaimResult> {
  const token = randomUUID();
  const proof = { tenantId, token };
  const claimSome = async (ids: readonly GroupId[], room: number): Promise<NamedClaims> => {
    const groups = ids.map((id): NamedGroup => ({ id, known: known?.(id) }));
    const read = readClaims(await parts.claimNamed(groups, room, token), { groups, ...proof });
    for (const { id, schema } of read.newer) parts.onNewer(id, schema);
    return read;
  };
  const first = await claimSome(parts.guess, limit);
  if (first.unnamed.length === 0) return resultOf(first, first.claims);
  const second = await claimSome(first.unnamed, limit - first.claims.length);
  return resultOf(
    second,
    [...first.claims, ...second.claims].sort((a, b) => a.dueAt - b.dueAt),
  );
}

function readClaims(
  reply: unknown,
  { tenantId, token, groups }: Pick<Claim, 'tenantId' | 'token'> & { readonly groups: readonly NamedGroup[] },
): NamedClaims {
  const [time, next, claimed, unnamed, newer] = asList(reply);
  const now = asNumber(time);
  return {
    now,
    nextDueAt: next === null ? undefined : asNumber(next),
    claims: rowsOf(asList(claimed), 6).map(([place, version, facts, delivery, dueAt, since]) => {
      const document = facts === null ? rememberedAt(groups, place) : readDocument(version, facts, delivery);
      const lease = { tenantId, token, readAt: now, ...abandoned(asNumber(since), now) };
      return { claim: copyWith(document, lease), dueAt: asNumber(dueAt) };
    }),
    unnamed: asList(unnamed).map((id) => groupId(asText(id))),
    newer: rowsOf(asList(newer), 2).map(([id, schema]) => ({ id: groupId(asText(id)), schema: asNumber(schema) })),
  };
}

function readDocument(version: unknown, facts: unknown, delivery: unknown): Pick<Claim, 'group' | 'version' | 'texts'> {
  const texts = { facts: asText(facts), delivery: asText(delivery) };
  return { group: groupFrom(texts), version: asNumber(version), texts };
}

/** What the script did not send because the caller has it. A document that was put away is read here, not before. */
function rememberedAt(groups: readonly NamedGroup[], place: unknown): Stored {
  const known = groups[asNumber(place) - 1]?.known;
  if (known === undefined) throw new Error('Redis left out a document that nobody remembers');
  return { group: known.group, version: known.version };
}

function resultOf({ now, nextDueAt }: NamedClaims, claims: NamedClaims['claims']): ClaimResult {
  return { now, claims: claims.map(({ claim }) => claim), ...(nextDueAt === undefined ? {} : { nextDueAt }) };
}
