import { DEAD_LETTER_REASONS } from '../core/errors.ts';
import { type GroupId, groupId } from '../core/ids.ts';
import { nameHint } from '../core/name-hint.ts';
import type { DeadLetterPlace } from '../groups/store.ts';

/** A request that cannot be served as it is; `detail` says why. */
export interface BadRequest {
  readonly detail: string;
}

export interface ListQuery {
  readonly limit: number;
  readonly after?: DeadLetterPlace;
  readonly reason?: string;
}

/** Letters on a page: what a screen or two hold; at most what is read in a moment. */
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

const GROUP_ID = /^[0-9a-f]{36}$/;
const CURSOR = /^(\d{1,16})-([0-9a-f]{36})$/;

/** Who acts, as the header says. Anything that fits into one line of a log. */
const ACTOR = /^[\x20-\x7e]{1,64}$/;
/** The name of whoever has the token and does not say who they are. */
const NAMELESS = 'admin';

export function readGroupId(text: string | undefined): GroupId | undefined {
  return text !== undefined && GROUP_ID.test(text) ? groupId(text) : undefined;
}

/** A place in the list as one word: what `next` of an answer holds and `after` of a request brings back. */
export function cursorOf({ at, id }: DeadLetterPlace): string {
  return `${at}-${id}`;
}

export function readListQuery(query: URLSearchParams): ListQuery | BadRequest {
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    return { detail: `limit must be a whole number from 1 to ${MAX_LIMIT}` };
  }
  const given = query.get('after');
  const [, at, id] = CURSOR.exec(given ?? '') ?? [];
  if (given !== null && id === undefined) return { detail: 'after must be what next of an earlier answer held' };
  const reason = readReason(query);
  if (typeof reason === 'object') return reason;
  return {
    limit,
    ...(id === undefined ? {} : { after: { at: Number(at), id: groupId(id) } }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The reason that is asked for; a slip of the pen must not count as "none of them". */
export function readReason(query: URLSearchParams): string | undefined | BadRequest {
  const reason = query.get('reason');
  if (reason === null) return undefined;
  const known: readonly string[] = DEAD_LETTER_REASONS;
  return known.includes(reason) ? reason : { detail: `there is no such reason; ${nameHint(reason, known)}` };
}

export function readActor(header: string | undefined): string | BadRequest {
  if (header === undefined) return NAMELESS;
  return ACTOR.test(header) ? header : { detail: 'Tocsin-Actor must be 1 to 64 printable ASCII characters' };
}
