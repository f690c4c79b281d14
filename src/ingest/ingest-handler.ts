/**
 * The endpoints that Alertmanager calls. Read straight from node:http, ahead of Express, because this is the path that
 * every webhook takes: see docs/adr/0004-ingest-ahead-of-express.md.
 *
 * 2xx only after the state is stored; 503 when it cannot be (Alertmanager retries only 5xx); 4xx only for what a retry
 * cannot mend.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Alert, Notification } from '../core/alert.ts';
import type { Clock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import { isTenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { type Problem, writeProblem } from '../core/problem.ts';
import type { Acceptor, ArrivalOutcome } from '../groups/acceptor.ts';
import type { Metrics, WebhookOutcome } from '../metrics/metrics.ts';
import { authenticate, type Claimed, type IngestTenant, type TenantDirectory } from './authenticate.ts';
import { BodyBudget, type BodyHold } from './body-budget.ts';
import { discardBody } from './discard-body.ts';
import { readNotification, readText } from './read-notification.ts';
import { routeAlerts } from './route-alerts.ts';
import { type IngestLimits, shorten } from './shorten.ts';
import { TenantConcurrency } from './tenant-concurrency.ts';

export interface IngestOptions {
  readonly tenants: () => TenantDirectory;
  readonly accept: Acceptor;
  readonly limits: IngestLimits & { readonly bodyBytes: number };
  readonly dedupeMs: number;
  /** Webhooks of one tenant that are read and stored at the same time. */
  readonly tenantConcurrency: number;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Serves the request if it is for an ingest endpoint, and says whether it was. */
export type IngestHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** In origin form, or in absolute form (`http://host/v1/…`) as proxies may send it on (RFC 9112, 3.2.2). */
const ENDPOINT = /^(?:\w+:\/\/[^/?]+)?\/v1\/(?:tenants\/([^/?]*)\/)?alertmanager\/?(?:\?(.*))?$/;

export function createIngestHandler(options: IngestOptions): IngestHandler {
  const budget = new BodyBudget(options.limits.bodyBytes);
  const concurrency = new TenantConcurrency(options.tenantConcurrency);
  showUse(options.metrics, concurrency);
  return (request, response) => {
    const match = ENDPOINT.exec(request.url ?? '');
    if (match === null) return false;
    const claimed = claimedBy(match[1], match[2]);
    serve(options, { request, response, budget, concurrency }, claimed).catch((error: unknown) => {
      options.logger.error({ error }, 'a webhook could not be handled');
      if (!response.headersSent) writeProblem(response, INTERNAL);
    });
    return true;
  };
}

function showUse({ quotaUsed, onSnapshot, tenantLabel }: Metrics, concurrency: TenantConcurrency): void {
  let shown: readonly string[] = [];
  onSnapshot(() => {
    for (const tenant of shown) quotaUsed.remove({ tenant, quota: 'webhooks' });
    const used = [...concurrency.used()];
    for (const [tenantId, ratio] of used) quotaUsed.set({ tenant: tenantLabel(tenantId), quota: 'webhooks' }, ratio);
    shown = used.map(([tenantId]) => tenantLabel(tenantId));
  });
}

/** 500 makes Alertmanager try again, which is right for what we did not foresee. */
const INTERNAL: Problem = {
  status: 500,
  title: 'Internal error',
  detail: 'the relay failed to handle this webhook; its log says why',
};

function claimedBy(path: string | undefined, query: string | undefined): Claimed {
  const queryToken = query === undefined ? undefined : new URLSearchParams(query).get('token');
  return {
    ...(path === undefined ? {} : { tenantId: path }),
    ...(queryToken === undefined || queryToken === null ? {} : { queryToken }),
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly budget: BodyBudget;
  readonly concurrency: TenantConcurrency;
}

async function serve(options: IngestOptions, exchange: Exchange, claimed: Claimed): Promise<void> {
  const { request, budget } = exchange;
  if (request.method !== 'POST') {
    refuse(exchange, METHOD_NOT_ALLOWED, { Allow: 'POST' });
    return;
  }
  const tenant = authenticate(request, claimed, options.tenants());
  if (tenant === undefined) {
    count(options, tenantNameFor(options, claimed), 'unauthorized');
    refuse(exchange, UNAUTHORIZED, { 'WWW-Authenticate': 'Bearer realm="tocsin"' });
    return;
  }
  const hold = budget.hold(tenant.id);
  try {
    await receive(options, exchange, { tenant, hold });
  } finally {
    hold.release();
  }
}

/** Answers before the body was read; what is left of it is thrown away. */
function refuse(
  { request, response }: Exchange,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  writeProblem(response, problem, headers);
  discardBody(request);
}

const METHOD_NOT_ALLOWED: Problem = {
  status: 405,
  title: 'Method not allowed',
  detail: 'Alertmanager posts its webhooks here: use POST',
};

const UNAUTHORIZED: Problem = {
  status: 401,
  title: 'Unauthorized',
  detail:
    'no such tenant, or the token is not one of its ingest tokens; send it as bearer token, as basic password or as ?token=',
};

/** Only tenants that exist become label values. */
function tenantNameFor(options: IngestOptions, { tenantId }: Claimed): string {
  const known = tenantId !== undefined && isTenantId(tenantId) ? options.tenants().get(tenantId) : undefined;
  return known?.id ?? 'unknown';
}

async function receive(
  options: IngestOptions,
  exchange: Exchange,
  { tenant, hold }: { readonly tenant: IngestTenant; readonly hold: BodyHold },
): Promise<void> {
  const read = await readText(exchange.request, { limitBytes: options.limits.bodyBytes, hold });
  if ('problem' in read) {
    refuseWebhook(options, exchange, { tenant, problem: read.problem });
    return;
  }
  const arrived = { tenant, text: read.text, at: options.clock.now() };
  await exchange.concurrency.run(tenant.id, () => take(options, exchange, arrived));
}

function refuseWebhook(
  options: IngestOptions,
  exchange: Exchange,
  { tenant, problem }: { readonly tenant: IngestTenant; readonly problem: Problem },
): void {
  const { status, detail } = problem;
  count(options, tenant.id, outcomeOf(status));
  options.logger.warn({ tenant: tenant.id, status, reason: detail }, 'webhook refused');
  refuse(exchange, problem);
}

/**
 * A third of the 15 seconds after which Alertmanager's next replica would send the same (`cluster.peer-timeout`): what
 * waited longer is sent again by its sender, and takes no memory meanwhile.
 */
const LONGEST_WAIT_MS = 5_000;

const OVERLOADED: Problem = {
  status: 503,
  title: 'Service unavailable',
  detail: "too many of this tenant's webhooks wait for their turn; send it again",
};

async function take(
  options: IngestOptions,
  exchange: Exchange,
  { tenant, text, at }: { readonly tenant: IngestTenant; readonly text: string; readonly at: number },
): Promise<void> {
  const { limits, logger } = options;
  if (exchange.response.destroyed) {
    logger.debug({ tenant: tenant.id }, 'webhook left alone: its sender went while it waited, and sends it again');
    return;
  }
  if (options.clock.now() - at > LONGEST_WAIT_MS) {
    refuseWebhook(options, exchange, { tenant, problem: OVERLOADED });
    return;
  }
  const read = readNotification(text, { maxAlerts: limits.alerts, now: at });
  if ('problem' in read) {
    refuseWebhook(options, exchange, { tenant, problem: read.problem });
    return;
  }
  try {
    const outcome = await store(options, tenant, read.notification);
    answer(exchange.response, outcome);
  } catch (error) {
    if (!(error instanceof TocsinError) || error.reason !== 'store_unavailable') throw error;
    count(options, tenant.id, 'store_unavailable');
    logger.warn({ tenant: tenant.id, error }, 'webhook not stored, Alertmanager will try again');
    const detail = `not stored: ${error.message}`;
    writeProblem(exchange.response, { status: 503, title: 'Service unavailable', detail });
  }
}

function outcomeOf(status: number): WebhookOutcome {
  if (status === 413) return 'too_large';
  return status === 503 ? 'overloaded' : 'invalid';
}

async function store(options: IngestOptions, tenant: IngestTenant, parsed: Notification): Promise<ArrivalOutcome> {
  const { metrics } = options;
  const label = metrics.tenantLabel(tenant.id);
  const { notification, cut } = shorten(parsed, options.limits);
  const outcome = await options.accept({
    tenantId: tenant.id,
    notification,
    byReceiver: routeAlerts(tenant, parsed.alerts, notification.alerts),
    dedupeMs: options.dedupeMs,
  });
  for (const what of cut) metrics.shortened.inc({ tenant: label, what });
  const isCopy = outcome === 'peer_copy' || outcome === 'retry';
  count(options, tenant.id, isCopy ? 'duplicate' : 'accepted');
  if (outcome !== 'accepted') metrics.duplicates.inc({ tenant: label, cause: outcome });
  if (!isCopy) countAlerts(metrics, label, parsed.alerts);
  options.logger.debug({ tenant: tenant.id, outcome, alerts: notification.alerts.length }, 'webhook stored');
  return outcome;
}

function countAlerts(metrics: Metrics, tenant: string, alerts: readonly Alert[]): void {
  const firing = alerts.filter((alert) => alert.status === 'firing').length;
  if (firing > 0) metrics.alerts.inc({ tenant, status: 'firing' }, firing);
  if (firing < alerts.length) metrics.alerts.inc({ tenant, status: 'resolved' }, alerts.length - firing);
}

function count({ metrics }: IngestOptions, tenant: string, outcome: WebhookOutcome): void {
  metrics.webhooks.inc({ tenant: metrics.tenantLabel(tenant), outcome });
}

/** Alertmanager reads only the status; a person with curl reads the word. */
function answer(response: ServerResponse, outcome: ArrivalOutcome): void {
  const body = `{"outcome":"${outcome}"}`;
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  response.end(body);
}
