/** The tenant's history: what happened, and who did it. */
import type { Response } from 'express';
import type { TenantId } from '../core/ids.ts';
import type { PlacedEvent } from '../groups/event.ts';
import { type History, isPlace } from '../groups/history.ts';
import { badRequest, type Handlers } from './endpoint-handler.ts';
import { eventJson } from './event-json.ts';
import { readHistory } from './read-history.ts';

type EventHandlers = Pick<Handlers, 'listEvents' | 'exportEvents'>;
type Filter = Omit<Parameters<EventHandlers['exportEvents']>[0]['query'], never>;

export function eventEndpoints({ history }: { readonly history: History }): EventHandlers {
  return {
    listEvents: async ({ tenant, query }) => {
      const { after, limit } = query;
      if (after !== undefined && !isPlace(after))
        return badRequest('after must be what next of an earlier answer held');
      const { events, next } = await readHistory(history, {
        ...{ tenantId: tenant.id, order: 'newest_first', limit },
        ...(after === undefined ? {} : { behind: after }),
        wanted: filterFor(query),
        isBeyond: isBefore(query.since),
      });
      return { body: { events: events.map(eventJson), ...(next === undefined ? {} : { next }) } };
    },
    exportEvents: async ({ tenant, query, response }) => {
      response.status(200).set({
        'Content-Type': 'application/x-ndjson',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      });
      await writeAll(response, history, { tenantId: tenant.id, wanted: filterFor(query) });
      response.end();
      return 'answered';
    },
  };
}

function filterFor({ kind, actor, group, since, until }: Filter): (event: PlacedEvent) => boolean {
  const kinds = kind === undefined ? undefined : new Set(kind.split(',').map((each) => each.trim()));
  const [from, to] = [timeOr(since, 0), timeOr(until, Number.POSITIVE_INFINITY)];
  return ({ event }) =>
    event.at >= from &&
    event.at <= to &&
    (kinds === undefined || kinds.has(event.kind)) &&
    (group === undefined || event.group === group) &&
    (actor === undefined || event.detail?.by === actor);
}

function timeOr(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : Date.parse(text);
}

/** Clocks of several processes may differ by this, so that events are not quite in the order of their times. */
const SKEW_MS = 60_000;

function isBefore(since: string | undefined): (event: PlacedEvent) => boolean {
  const from = timeOr(since, 0);
  return ({ event }) => event.at < from - SKEW_MS;
}

const LINES_TOGETHER = 500;

/** In steps that wait for whoever reads, so that nothing piles up here. Ends early when they are gone. */
async function writeAll(
  response: Response,
  history: History,
  { tenantId, wanted }: { readonly tenantId: TenantId; readonly wanted: (event: PlacedEvent) => boolean },
): Promise<void> {
  let behind: string | undefined;
  do {
    const place = behind === undefined ? {} : { behind };
    const read = await readHistory(history, {
      tenantId,
      order: 'oldest_first',
      limit: LINES_TOGETHER,
      ...place,
      wanted,
    });
    const lines = read.events.map((event) => `${JSON.stringify(eventJson(event))}\n`).join('');
    const goesOn = lines === '' || response.write(lines);
    if (!goesOn && !response.destroyed) await roomIn(response);
    behind = read.next;
  } while (behind !== undefined && !response.destroyed);
}

/** Until it takes more, or nobody is there any more. */
function roomIn(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}
