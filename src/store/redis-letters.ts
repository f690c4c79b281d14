import type { Clock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import { groupId } from '../core/ids.ts';
import { letterEvent, revived } from '../groups/dead-letter.ts';
import { deliveryText } from '../groups/group-document.ts';
import type { DeadLetterPlace, GroupEvent, LetterRequest, Store, Stored } from '../groups/store.ts';
import type { DueHint } from './due-hint.ts';
import type { RedisConnection } from './redis-connection.ts';
import { asList, asNumber, asText, rowsOf } from './replies.ts';
import { tenantKeys } from './tenant-keys.ts';

interface Parts {
  readonly call: <T>(command: (connection: RedisConnection) => Promise<T>) => Promise<T>;
  readonly read: Store['read'];
  readonly keyPrefix: string;
  readonly clock: Clock;
  /** Told of tenants that have something due now. */
  readonly hint: Pick<DueHint, 'mark'>;
}

/** The store's methods about dead letters: see the port. */
export interface RedisLetters {
  readonly list: Store['deadLetters'];
  readonly replay: Store['replay'];
  readonly drop: Store['drop'];
}

/** Workers and webhooks may get in between; more often in a row only if something is wrong. */
const MAX_ATTEMPTS = 20;

export function createRedisLetters(parts: Parts): RedisLetters {
  return {
    list: (request) => readPage(parts, request),
    replay: async (request) => {
      const isReplayed = (await changeLetter(parts, request, 'replayed')) === 'done';
      if (isReplayed) parts.hint.mark(request.tenantId);
      return isReplayed;
    },
    drop: async (request) => {
      const outcome = await changeLetter(parts, request, 'dropped');
      return outcome === 'done' ? 'dropped' : outcome;
    },
  };
}

async function readPage(
  { call, keyPrefix }: Parts,
  { tenantId, limit, after }: Parameters<Store['deadLetters']>[0],
): Promise<readonly DeadLetterPlace[]> {
  const { dead } = tenantKeys(keyPrefix, tenantId);
  const reply = await call(({ client }) => client.tocsinLetters(1, dead, limit, after?.at ?? '', after?.id ?? ''));
  return rowsOf(asList(reply), 2).map(([id, at]) => ({ id: groupId(asText(id)), at: asNumber(at) }));
}

async function changeLetter(
  parts: Parts,
  request: LetterRequest,
  change: 'replayed' | 'dropped',
): Promise<'done' | 'absent' | 'busy'> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const stored = await parts.read(request.tenantId, request.groupId);
    const isDead = stored?.group.dead !== undefined;
    const outcome = await tryChange(parts, { request, stored, change: isDead ? change : 'none' });
    if (outcome === 'busy') return 'busy';
    if (outcome === 'done') return isDead ? 'done' : 'absent';
  }
  throw new TocsinError('store_unavailable', `the group changed ${MAX_ATTEMPTS} times while it was being written`);
}

async function tryChange(
  { call, keyPrefix, clock }: Parts,
  wanted: {
    readonly request: LetterRequest;
    readonly stored: Stored | undefined;
    readonly change: 'replayed' | 'dropped' | 'none';
  },
): Promise<string> {
  const { request, stored, change } = wanted;
  const { tenantId, groupId: id, by } = request;
  const keys = tenantKeys(keyPrefix, tenantId);
  const at = clock.now();
  const isWritten = stored !== undefined && change === 'replayed';
  const delivery = isWritten ? deliveryText(revived(stored.group, at)) : '';
  const event = stored === undefined || change === 'none' ? undefined : letterEvent(change, stored.group, { by, at });
  const { due, events, open, resolved, dead } = keys;
  return asText(
    await call(({ client }) =>
      client.tocsinLetter(
        6,
        ...[keys.group(id), due, events, open, resolved, dead],
        ...[id, stored?.version ?? 0, change, delivery, textOf(event)],
      ),
    ),
  );
}

function textOf(event: GroupEvent | undefined): string {
  return event === undefined ? '' : JSON.stringify(event);
}
