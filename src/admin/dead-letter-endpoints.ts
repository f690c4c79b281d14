/** What the API answers about dead letters. */
import type { Clock } from '../core/clock.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { Problem } from '../core/problem.ts';
import type { Store } from '../groups/store.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { type DeadLetterDetails, type DeadLetterSummary, detailsOf, summaryOf } from './dead-letter-json.ts';
import { type FoundLetter, findDeadLetters } from './find-dead-letters.ts';
import { cursorOf, readGroupId, readListQuery, readReason } from './read-query.ts';

export interface LetterParts {
  readonly store: Store;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clock: Clock;
  /** How a receiver tells its groups; for one that is gone, how receivers do by default. */
  readonly policyOf: (tenantId: TenantId, receiver: string) => ReceiverPolicy;
  /** Told when something of the tenant's is due at once. */
  readonly onDue: (tenantId: TenantId) => void;
}

export interface LetterRequest {
  readonly tenantId: TenantId;
  /** As the path has it. */
  readonly groupId: string | undefined;
  readonly query: URLSearchParams;
  /** Who asks. */
  readonly by: string;
}

export interface DeadLetterList {
  /** Of the tenant, whatever was asked for. */
  readonly total: number;
  readonly deadLetters: readonly DeadLetterSummary[];
  /** Present when there are more: the `after` of the next request. */
  readonly next?: string;
}

export type ReplayAnswer = { readonly replayed: number };
export type DropAnswer = { readonly dropped: number; readonly busy: number };

/** What a request is answered: 200 with this body, or the problem. */
export type Answer = { readonly body: DeadLetterList | DeadLetterDetails | ReplayAnswer | DropAnswer } | Problem;

export type LetterEndpoint = (parts: LetterParts, request: LetterRequest) => Promise<Answer>;

const notFound: Problem = {
  status: 404,
  title: 'No such dead letter',
  detail: 'the tenant has no dead letter of this id; it may have been told, sent again or dropped meanwhile',
};

function badRequest(detail: string): Problem {
  return { status: 400, title: 'Bad request', detail };
}

export const listLetters: LetterEndpoint = async (parts, { tenantId, query }) => {
  const asked = readListQuery(query);
  if ('detail' in asked) return badRequest(asked.detail);
  const found: FoundLetter[] = [];
  // One more than is shown tells whether there is a next page.
  for await (const letter of findDeadLetters(parts.store, { tenantId, ...asked })) {
    if (found.push(letter) > asked.limit) break;
  }
  const shown = found.slice(0, asked.limit);
  const last = shown.at(-1);
  const total = (await parts.store.stats([tenantId])).get(tenantId)?.deadLetters ?? 0;
  const deadLetters = shown.map(({ group, dead }) =>
    summaryOf(group, dead, lookingAt(parts, tenantId, group.receiver)),
  );
  const next = found.length > shown.length && last !== undefined ? { next: cursorOf(last.place) } : {};
  return { body: { total, deadLetters, ...next } };
};

export const showLetter: LetterEndpoint = async (parts, { tenantId, groupId: id }) => {
  const groupId = readGroupId(id);
  const group = groupId === undefined ? undefined : (await parts.store.read(tenantId, groupId))?.group;
  if (group?.dead === undefined) return notFound;
  return { body: detailsOf(group, group.dead, lookingAt(parts, tenantId, group.receiver)) };
};

export const replayLetter: LetterEndpoint = async (parts, { tenantId, groupId: id, by }) => {
  const groupId = readGroupId(id);
  if (groupId === undefined || !(await parts.store.replay({ tenantId, groupId, by }))) return notFound;
  noteReplayed(parts, { tenantId, by, letters: 1, group: groupId });
  return { body: { replayed: 1 } };
};

export const replayLetters: LetterEndpoint = async (parts, { tenantId, query, by }) => {
  const reason = readReason(query);
  if (typeof reason === 'object') return badRequest(reason.detail);
  let replayed = 0;
  for await (const { group } of findDeadLetters(parts.store, searchFor(tenantId, reason))) {
    if (await parts.store.replay({ tenantId, groupId: group.id, by })) replayed += 1;
  }
  if (replayed > 0) noteReplayed(parts, { tenantId, by, letters: replayed });
  return { body: { replayed } };
};

export const dropLetter: LetterEndpoint = async (parts, { tenantId, groupId: id, by }) => {
  const groupId = readGroupId(id);
  const outcome = groupId === undefined ? 'absent' : await parts.store.drop({ tenantId, groupId, by });
  if (groupId === undefined || outcome === 'absent') return notFound;
  if (outcome === 'busy') {
    const detail = 'there is news of it, and it is being sent at this moment; look at it again in a minute';
    return { status: 409, title: 'Being sent', detail };
  }
  noteDropped(parts, { tenantId, by, letters: 1, group: groupId });
  return { body: { dropped: 1, busy: 0 } };
};

/** Wants a reason: nobody drops everything by leaving out an id. */
export const dropLetters: LetterEndpoint = async (parts, { tenantId, query, by }) => {
  const reason = readReason(query);
  if (reason === undefined) return badRequest('name the reason of those that are to be dropped: ?reason=…');
  if (typeof reason === 'object') return badRequest(reason.detail);
  const counts = { dropped: 0, absent: 0, busy: 0 };
  for await (const { group } of findDeadLetters(parts.store, searchFor(tenantId, reason))) {
    counts[await parts.store.drop({ tenantId, groupId: group.id, by })] += 1;
  }
  const { dropped, busy } = counts;
  if (dropped > 0) noteDropped(parts, { tenantId, by, letters: dropped });
  return { body: { dropped, busy } };
};

function searchFor(tenantId: TenantId, reason: string | undefined) {
  return { tenantId, ...(reason === undefined ? {} : { reason }) };
}

function lookingAt({ policyOf, clock }: LetterParts, tenantId: TenantId, receiver: string) {
  return { policy: policyOf(tenantId, receiver), now: clock.now() };
}

interface Note {
  readonly tenantId: TenantId;
  readonly by: string;
  /** How many. */
  readonly letters: number;
  /** Which, where it is one. */
  readonly group?: GroupId;
}

function noteReplayed(parts: LetterParts, note: Note): void {
  const { tenantId: tenant, by, letters, group } = note;
  count(parts, note, 'replayed');
  parts.logger.info({ tenant, by, letters, group }, 'dead letters are sent again');
  parts.onDue(tenant);
}

function noteDropped(parts: LetterParts, note: Note): void {
  const { tenantId: tenant, by, letters, group } = note;
  count(parts, note, 'dropped');
  parts.logger.info({ tenant, by, letters, group }, 'dead letters were dropped');
}

function count({ metrics }: LetterParts, { tenantId, letters }: Note, outcome: 'replayed' | 'dropped'): void {
  metrics.deadLettersEnded.inc({ tenant: metrics.tenantLabel(tenantId), outcome }, letters);
}
