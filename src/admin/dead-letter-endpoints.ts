/** What the API answers about dead letters. */
import type { Clock } from '../core/clock.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { Store } from '../groups/store.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { detailsOf, summaryOf } from './dead-letter-json.ts';
import { badRequest, type Handlers, problem } from './endpoint-handler.ts';
import { type FoundLetter, findDeadLetters } from './find-dead-letters.ts';
import { cursorOf, placeOf, readGroupId } from './read-query.ts';

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

const notFound = problem(
  404,
  'No such dead letter',
  'the tenant has no dead letter of this id; it may have been told, sent again or dropped meanwhile',
);

type LetterHandlers = Pick<
  Handlers,
  'listDeadLetters' | 'showDeadLetter' | 'replayDeadLetter' | 'replayDeadLetters' | 'dropDeadLetter' | 'dropDeadLetters'
>;

export function deadLetterEndpoints(parts: LetterParts): LetterHandlers {
  return {
    listDeadLetters: (request) => listLetters(parts, request),
    showDeadLetter: (request) => showLetter(parts, request),
    replayDeadLetter: (request) => replayLetter(parts, request),
    replayDeadLetters: (request) => replayLetters(parts, request),
    dropDeadLetter: (request) => dropLetter(parts, request),
    dropDeadLetters: (request) => dropLetters(parts, request),
  };
}

type Serve<Name extends keyof LetterHandlers> = (
  parts: LetterParts,
  request: Parameters<LetterHandlers[Name]>[0],
) => ReturnType<LetterHandlers[Name]>;

const listLetters: Serve<'listDeadLetters'> = async (parts, { tenant, query }) => {
  const { limit, reason } = query;
  const after = placeOf(query.after);
  if (after === 'malformed') return badRequest('after must be what next of an earlier answer held');
  const tenantId = tenant.id;
  const found: FoundLetter[] = [];
  // One more than is shown tells whether there is a next page.
  for await (const letter of findDeadLetters(parts.store, { ...searchFor(tenantId, reason), ...after })) {
    if (found.push(letter) > limit) break;
  }
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const total = (await parts.store.stats([tenantId])).get(tenantId)?.deadLetters ?? 0;
  const deadLetters = shown.map(({ group, dead }) =>
    summaryOf(group, dead, lookingAt(parts, tenantId, group.receiver)),
  );
  const next = found.length > shown.length && last !== undefined ? { next: cursorOf(last.place) } : {};
  return { body: { total, deadLetters, ...next } };
};

const showLetter: Serve<'showDeadLetter'> = async (parts, { tenant: { id: tenantId }, params }) => {
  const groupId = readGroupId(params.groupId);
  const group = groupId === undefined ? undefined : (await parts.store.read(tenantId, groupId))?.group;
  if (group?.dead === undefined) return notFound;
  return { body: detailsOf(group, group.dead, lookingAt(parts, tenantId, group.receiver)) };
};

const replayLetter: Serve<'replayDeadLetter'> = async (parts, { tenant: { id: tenantId }, params, caller }) => {
  const groupId = readGroupId(params.groupId);
  const by = caller.actor;
  if (groupId === undefined || !(await parts.store.replay({ tenantId, groupId, by }))) return notFound;
  noteReplayed(parts, { tenantId, by, letters: 1, group: groupId });
  return { body: { replayed: 1 } };
};

const replayLetters: Serve<'replayDeadLetters'> = async (parts, { tenant: { id: tenantId }, query, caller }) => {
  const { reason } = query;
  const by = caller.actor;
  let replayed = 0;
  for await (const { group } of findDeadLetters(parts.store, searchFor(tenantId, reason))) {
    if (await parts.store.replay({ tenantId, groupId: group.id, by })) replayed += 1;
  }
  if (replayed > 0) noteReplayed(parts, { tenantId, by, letters: replayed });
  return { body: { replayed } };
};

const dropLetter: Serve<'dropDeadLetter'> = async (parts, { tenant: { id: tenantId }, params, caller }) => {
  const groupId = readGroupId(params.groupId);
  const by = caller.actor;
  const outcome = groupId === undefined ? 'absent' : await parts.store.drop({ tenantId, groupId, by });
  if (groupId === undefined || outcome === 'absent') return notFound;
  if (outcome === 'busy') {
    const detail = 'there is news of it, and it is being sent at this moment; look at it again in a minute';
    return problem(409, 'Being sent', detail);
  }
  noteDropped(parts, { tenantId, by, letters: 1, group: groupId });
  return { body: { dropped: 1, busy: 0 } };
};

/** Wants a reason: nobody drops everything by leaving out an id. */
const dropLetters: Serve<'dropDeadLetters'> = async (parts, { tenant: { id: tenantId }, query, caller }) => {
  const { reason } = query;
  const by = caller.actor;
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
