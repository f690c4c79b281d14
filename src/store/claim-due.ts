import { randomUUID } from 'node:crypto';
import { type GroupId, groupId, type TenantId } from '../core/ids.ts';
import type { Claim, ClaimResult } from '../groups/store.ts';
import { asList, asNumber, asStored, asText, rowsOf } from './replies.ts';

export interface ClaimRequest {
  readonly tenantId: TenantId;
  readonly limit: number;
  readonly leaseMs: number;
}

interface NamedClaims {
  readonly now: number;
  readonly nextDueAt: number | undefined;
  readonly claims: readonly { readonly claim: Claim; readonly dueAt: number }[];
  readonly unnamed: readonly GroupId[];
}

/**
 * Claims in one round trip when `guess` names everything that is due, else in two: see the claim script.
 * `claimNamed` runs that script for these groups.
 */
export async function claimDue(
  { tenantId, limit }: ClaimRequest,
  parts: {
    readonly guess: readonly GroupId[];
    readonly claimNamed: (ids: readonly GroupId[], limit: number, token: string) => Promise<unknown>;
  },
): Promise<ClaimResult> {
  const token = randomUUID();
  const proof = { tenantId, token };
  const first = readClaims(await parts.claimNamed(parts.guess, limit, token), proof);
  if (first.unnamed.length === 0) return resultOf(first, first.claims);
  const room = limit - first.claims.length;
  const second = readClaims(await parts.claimNamed(first.unnamed, room, token), proof);
  return resultOf(
    second,
    [...first.claims, ...second.claims].sort((a, b) => a.dueAt - b.dueAt),
  );
}

function readClaims(reply: unknown, proof: Pick<Claim, 'tenantId' | 'token'>): NamedClaims {
  const [now, next, claimed, unnamed] = asList(reply);
  return {
    now: asNumber(now),
    nextDueAt: next === null ? undefined : asNumber(next),
    claims: rowsOf(asList(claimed), 3).map(([version, document, dueAt]) => ({
      claim: { ...asStored(version, document), ...proof },
      dueAt: asNumber(dueAt),
    })),
    unnamed: asList(unnamed).map((id) => groupId(asText(id))),
  };
}

function resultOf({ now, nextDueAt }: NamedClaims, claims: NamedClaims['claims']): ClaimResult {
  return { now, claims: claims.map(({ claim }) => claim), ...(nextDueAt === undefined ? {} : { nextDueAt }) };
}
