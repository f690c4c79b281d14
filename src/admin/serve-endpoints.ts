/** Serves the endpoints of the table: who may, how often, what is asked, what is answered. */
import express, { type Application, type Request, type Response } from 'express';
import type { Endpoint } from '../core/api/endpoint.ts';
import { ENDPOINTS, type EndpointName } from '../core/api/endpoints.ts';
import type { Clock } from '../core/clock.ts';
import { isGroupId, isTenantId } from '../core/ids.ts';
import { nameHint } from '../core/name-hint.ts';
import { type Problem, writeProblem } from '../core/problem.ts';
import type { Store } from '../groups/store.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { type Caller, mayCall } from './caller.ts';
import { type ApiAnswer, type ApiRequest, type Handler, type Handlers, tooMany } from './endpoint-handler.ts';
import { type IdentifyParts, identify } from './identify.ts';
import { measure } from './measure-requests.ts';
import type { OidcSide } from './oidc-endpoints.ts';
import { OpenAnswers } from './open-answers.ts';
import { actorFault, readBody, readQuery } from './read-request.ts';
import { CALLER_RATE, FAILURE_RATE, RequestRate } from './request-rate.ts';

export interface ServeParts extends IdentifyParts {
  readonly store: Pick<Store, 'read'>;
  readonly clock: Clock;
  /** Absent: only tokens open anything. */
  readonly oidc: OidcSide | undefined;
  readonly metrics: Metrics;
}

/** Below it all endpoints lie. */
const ROOT = '/api/v1';
/** Ours: a webhook of Alertmanager's with some hundred alerts, for `why`. */
const BODY_LIMIT = '1mb';
/** Ours: of whom nothing is known yet, a token and a name. */
const STRANGERS_BODY_LIMIT = '8kb';
/** Ours: answers that a tenant may leave open, its pages among them; a browser has six at a time. */
const MOST_OPEN = 50;

/** Why a request is refused before its handler sees it. */
interface Refusal {
  readonly problem: Problem;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Must be mounted before whatever answers 404 to the rest. */
export function serveEndpoints(app: Application, parts: ServeParts, handlers: Handlers): void {
  const gate = createGate(parts);
  const { metrics } = parts;
  for (const [name, endpoint] of Object.entries(ENDPOINTS) as [EndpointName, Endpoint][]) {
    const handler = handlers[name] as Handler;
    const path = `${ROOT}${endpoint.path.replace(/\{(\w+)\}/g, ':$1')}`;
    const limit = endpoint.needs === 'nothing' ? STRANGERS_BODY_LIMIT : BODY_LIMIT;
    const parsers = endpoint.body === undefined ? [] : [express.json({ limit })];
    const measured = measure(metrics, { operation: name, isStream: endpoint.form === 'text/event-stream' });
    app[endpoint.method](
      path,
      measured,
      gate.known(endpoint),
      ...parsers,
      async (request: Request, response: Response) => {
        await answer({ endpoint, handler, gate }, request, response);
      },
    );
  }
  // So that without a token nobody learns which endpoints there are.
  app.use(ROOT, measure(metrics, { operation: 'unknown', isStream: false }), gate.known({ needs: 'known' }));
}

type Gate = ReturnType<typeof createGate>;

interface Weighed {
  readonly response: Response;
  readonly weight: number | undefined;
}

function createGate(parts: ServeParts) {
  const calls = new RequestRate(CALLER_RATE, parts.clock);
  const failures = new RequestRate(FAILURE_RATE, parts.clock);
  const open = new OpenAnswers(MOST_OPEN);
  const callers = new WeakMap<Request, Caller>();
  const addressOf = (request: Request): string => request.socket.remoteAddress ?? '';
  // A right token is let in all the same: behind a proxy, where all have one address, nobody can shut the others out.
  const failed = (request: Request): Refusal | undefined => {
    const seconds = failures.take(addressOf(request));
    return seconds > 0 ? tooMany(seconds) : undefined;
  };
  const refused = (request: Request): Refusal => failed(request) ?? unknownCaller(parts);
  const ofKnown = (caller: Caller, request: Request, { response, weight }: Weighed): Refusal | undefined => {
    const seconds = calls.take(caller.key, weight);
    if (seconds > 0) return tooMany(seconds);
    return caller.of === undefined || open.take(caller.of.tenant.id, request, response) ? undefined : tooMany(1);
  };
  return {
    parts,
    refused,
    failed,
    callerOf: (request: Request) => callers.get(request),
    /** Before anything of the request is read. */
    known({ needs, weight }: Pick<Endpoint, 'needs' | 'weight'>) {
      return async (request: Request, response: Response, next: () => void): Promise<void> => {
        const caller = await identify(parts, request);
        if (caller !== undefined) callers.set(request, caller);
        const ofStranger = () => (needs === 'nothing' ? undefined : refused(request));
        const refusal = caller === undefined ? ofStranger() : ofKnown(caller, request, { response, weight });
        if (refusal !== undefined) refuse(response, refusal);
        else next();
      };
    },
  };
}

/** The same for a wrong token and for a tenant's token at another tenant: neither learns what there is. */
function unknownCaller({ adminToken, tenants, oidc }: ServeParts): Refusal {
  const isClosed =
    adminToken === undefined &&
    oidc === undefined &&
    tenants()
      .all()
      .every(({ apiTokens }) => apiTokens.length === 0);
  if (isClosed) {
    const detail =
      'this API is closed: set TOCSIN_ADMIN_TOKEN for the relay to open it, or api.tokens in a tenant.yaml';
    return { problem: { status: 403, title: 'Forbidden', detail } };
  }
  const detail = 'send the admin token (TOCSIN_ADMIN_TOKEN), or one of the api.tokens of this tenant, as bearer token';
  return {
    problem: { status: 401, title: 'Unauthorized', detail },
    headers: { 'WWW-Authenticate': 'Bearer realm="tocsin"' },
  };
}

interface Serving {
  readonly endpoint: Endpoint;
  readonly handler: Handler;
  readonly gate: Gate;
}

async function answer({ endpoint, handler, gate }: Serving, request: Request, response: Response): Promise<void> {
  const caller = gate.callerOf(request);
  const allowed = await allowedBy(gate, endpoint, { request, caller });
  if ('problem' in allowed) return refuse(response, allowed);
  const query = readQuery(endpoint, request);
  const body = readBody(endpoint, request);
  const fault = [query, body].find((each) => 'detail' in each);
  if (fault !== undefined && 'detail' in fault) {
    return refuse(response, { problem: { status: 400, title: 'Bad request', detail: fault.detail } });
  }
  const asked = {
    ...{ caller: allowed.caller, tenant: allowed.tenant, request, response },
    params: request.params,
    query: 'value' in query ? query.value : undefined,
    body: 'value' in body ? body.value : undefined,
  } as ApiRequest;
  const answered = await handler(asked);
  const isWrong = answered !== 'answered' && 'problem' in answered && answered.problem.status === 401;
  write(response, endpoint, (isWrong ? gate.failed(request) : undefined) ?? answered);
}

interface Allowed {
  readonly caller: Caller | undefined;
  readonly tenant: Tenant | undefined;
}

async function allowedBy(
  { parts, refused }: Gate,
  { needs }: Endpoint,
  { request, caller }: { readonly request: Request; readonly caller: Caller | undefined },
): Promise<Allowed | Refusal> {
  if (needs === 'nothing' || caller === undefined) return { caller, tenant: undefined };
  const { tenantId, groupId } = request.params;
  if (isBeyond(caller, needs, tenantId)) return refused(request);
  const tenant = tenantId === undefined ? undefined : tenantIn(parts, String(tenantId));
  if (tenant !== undefined && 'problem' in tenant) return tenant;
  const named = withActor(caller, request);
  if ('problem' in named) return named;
  const denied = await deniedBy(parts, needs, { caller, tenant, groupId: String(groupId) });
  return denied ?? { caller: named, tenant };
}

/** What only operators reach, and other tenants. */
function isBeyond({ of }: Caller, needs: Endpoint['needs'], tenantId: unknown): boolean {
  return of !== undefined && (needs === 'operator' || (tenantId !== undefined && tenantId !== of.tenant.id));
}

function tenantIn({ tenants }: ServeParts, id: string): Tenant | Refusal {
  const found = isTenantId(id) ? tenants().get(id) : undefined;
  if (found !== undefined) return found;
  const names = tenants()
    .all()
    .map((each) => each.id);
  return {
    problem: { status: 404, title: 'No such tenant', detail: `there is no such tenant; ${nameHint(id, names)}` },
  };
}

function withActor(caller: Caller, request: Request): Caller | Refusal {
  const actor = request.get('Tocsin-Actor');
  if (actor === undefined) return caller;
  if (caller.credential === 'oidc') {
    const detail = 'the provider says who you are; Tocsin-Actor is for tokens that several people have';
    return { problem: { status: 400, title: 'Bad request', detail } };
  }
  const fault = actorFault(actor, 'Tocsin-Actor');
  return fault === undefined ? { ...caller, actor } : { problem: { status: 400, title: 'Bad request', detail: fault } };
}

async function deniedBy(
  { store }: ServeParts,
  needs: Endpoint['needs'],
  {
    caller,
    tenant,
    groupId,
  }: { readonly caller: Caller; readonly tenant: Tenant | undefined; readonly groupId: string },
): Promise<Refusal | undefined> {
  if (needs === 'nothing' || needs === 'known' || needs === 'view' || needs === 'operator') return undefined;
  if (mayCall(caller, needs)) return undefined;
  // A role for certain receivers only.
  const group = tenant && isGroupId(groupId) ? await store.read(tenant.id, groupId) : undefined;
  if (mayCall(caller, needs, group?.group.receiver)) return undefined;
  const role = caller.of?.role.name ?? '';
  const detail = `the role ${role} does not allow this: it takes the permission ${needs}; docs/access.md says who has it`;
  return { problem: { status: 403, title: 'Not permitted', detail } };
}

function refuse(response: Response, { problem, headers = {} }: Refusal): void {
  writeProblem(response, problem, { 'Cache-Control': 'no-store', ...headers });
}

function write(response: Response, endpoint: Endpoint, answered: ApiAnswer): void {
  if (answered === 'answered') return;
  if ('problem' in answered) {
    refuse(response, answered);
    return;
  }
  response
    .status(endpoint.status ?? 200)
    .set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', ...answered.headers });
  if (endpoint.status === 204) response.end();
  else response.json(answered.body);
}
