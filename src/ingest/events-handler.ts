/**
 * The second door for Alertmanager's event recorder (0.33 and later). Its events may be lost, doubled and disordered, so
 * nothing is read from them but that something happened which webhooks do not tell: then the tenant's Alertmanagers are
 * asked at once. See docs/truth-check.md.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { writeProblem } from '../core/problem.ts';
import { requestIdFrom } from '../core/request-id.ts';
import { authenticate, type TenantDirectory } from './authenticate.ts';
import { BodyBudget } from './body-budget.ts';
import { discardBody } from './discard-body.ts';
import type { IngestHandler } from './ingest-handler.ts';
import { parseJson } from './parse-json.ts';
import { readText } from './read-notification.ts';

export interface EventsOptions {
  readonly tenants: () => TenantDirectory;
  /** Something happened at the tenant's Alertmanagers that no webhook tells. */
  readonly onEvents: (tenantId: TenantId) => void;
  readonly logger: Logger;
}

/** Ours: a batch of some hundred events. */
const MAX_BODY_BYTES = 1_048_576;

const ENDPOINT = /^(?:\w+:\/\/[^/?]+)?\/v1\/(?:tenants\/([^/?]*)\/)?alertmanager\/events\/?(?:\?(.*))?$/;

/** Of the recorder's events (eventrecorder.proto, in lowerCamelCase as protojson writes them) those that webhooks do not tell. */
const UNTOLD: ReadonlySet<string> = new Set([
  'alertResolved',
  'silenceCreated',
  'silenceUpdated',
  'silenceMutedAlert',
  'inhibitionMutedAlert',
]);

const Event = z.looseObject({ data: z.record(z.string(), z.unknown()) });
/** One event, or with `batch: true` (0.34) several. */
const Events = z.union([Event.transform((event) => [event]), z.array(Event)]);

/** Serves the request if it is for this endpoint, and says whether it was. */
export function createEventsHandler(options: EventsOptions): IngestHandler {
  const budget = new BodyBudget(MAX_BODY_BYTES);
  return (request, response) => {
    const match = ENDPOINT.exec(request.url ?? '');
    if (match === null) return false;
    const [, tenantId, query = ''] = match;
    const token = new URLSearchParams(query).get('token');
    const claimed = {
      ...(tenantId === undefined ? {} : { tenantId }),
      ...(token === null ? {} : { queryToken: token }),
    };
    const id = requestIdFrom(request.headers['x-request-id']);
    response.setHeader('X-Request-Id', id);
    serve(options, { request, response, budget, claimed }).catch((error: unknown) => {
      options.logger.error({ request: id, error }, 'events of an Alertmanager could not be handled');
      if (!response.headersSent)
        refuse({ request, response }, 500, 'the relay failed to handle this; its log says why');
    });
    return true;
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly budget: BodyBudget;
  readonly claimed: Parameters<typeof authenticate>[1];
}

async function serve(options: EventsOptions, exchange: Exchange): Promise<void> {
  const { request, response, budget, claimed } = exchange;
  if (request.method !== 'POST') return refuse(exchange, 405, 'Alertmanager posts its events here: use POST');
  const tenant = authenticate(request, claimed, options.tenants());
  if (tenant === undefined)
    return refuse(exchange, 401, 'no such tenant, or the token is not one of its ingest tokens');
  const hold = budget.hold(tenant.id);
  try {
    const read = await readText(request, { limitBytes: MAX_BODY_BYTES, hold });
    if ('problem' in read) return refuse(exchange, read.problem.status, read.problem.detail);
    const events = Events.safeParse(parseJson(read.text));
    if (!events.success) return refuse(exchange, 422, 'this is no event of an Alertmanager, and no list of events');
    if (events.data.some(({ data }) => Object.keys(data).some((kind) => UNTOLD.has(kind)))) options.onEvents(tenant.id);
    response.writeHead(202).end();
  } finally {
    hold.release();
  }
}

const TITLES: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  405: 'Method not allowed',
  413: 'Too large',
  422: 'Not an event',
  500: 'Internal error',
};

function refuse({ request, response }: Pick<Exchange, 'request' | 'response'>, status: number, detail: string): void {
  writeProblem(response, { status, title: TITLES[status] ?? 'Bad request', detail });
  discardBody(request);
}
