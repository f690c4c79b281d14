/** The endpoints of Prometheus's family: health, readiness, metrics and reload. */
import type { Application, NextFunction, Request, Response } from 'express';
import { type AlertmanagerReason, isAlertmanagerReason, TocsinError } from '../core/errors.ts';
import { type Fault, formatFault } from '../core/fault.ts';
import type { Logger } from '../core/logger.ts';
import { refusalOf } from '../core/operator-token.ts';
import { type Problem, writeProblem } from '../core/problem.ts';
import type { Role, Roles } from '../core/roles.ts';
import type { Secret } from '../core/secret.ts';

export interface Readiness {
  readonly ready: boolean;
  /** What keeps it from being ready, one line each. */
  readonly problems: readonly string[];
  /** What works but may lose data later. */
  readonly warnings: readonly string[];
}

export interface OperatorEndpoints {
  readonly readiness: () => Promise<Readiness>;
  /** For what the reader's `Accept` prefers. */
  readonly metricsPage: (
    accept: string | undefined,
  ) => Promise<{ readonly contentType: string; readonly body: string }>;
  /** Takes over the configuration; faults when it is invalid and the old one stays. */
  readonly reload: () => Promise<readonly Fault[]>;
  /** Absent: nobody may reload over HTTP. */
  readonly adminToken: Secret | undefined;
  /** What this process does: asked for something else, it says so. */
  readonly roles: Roles;
  readonly logger: Logger;
}

export function mountOperatorEndpoints(app: Application, endpoints: OperatorEndpoints): void {
  app.get('/-/healthy', (_request, response) => {
    response.type('text/plain').send('Tocsin is healthy.\n');
  });
  app.get('/-/ready', async (_request, response) => {
    const readiness = await endpoints.readiness();
    response.status(readiness.ready ? 200 : 503).json(readiness);
  });
  app.get('/metrics', async (request, response) => {
    const { contentType, body } = await endpoints.metricsPage(request.headers.accept);
    response.setHeader('Content-Type', contentType);
    response.end(body);
  });
  app.post('/-/reload', requireToken(endpoints.adminToken), async (_request, response) => {
    await answerReload(endpoints, response);
  });
  app.use((request, response) => {
    const role = roleFor(request.path);
    const detail =
      role === undefined || endpoints.roles.has(role)
        ? `there is no ${request.method} endpoint at this path; webhooks go to /v1/tenants/{tenantId}/alertmanager`
        : `this process does not have the role ${role} but ${[...endpoints.roles].join(', ')}; ask one that has it`;
    writeProblem(response, { status: 404, title: 'Not found', detail });
  });
  app.use(handleError(endpoints.logger));
}

/** Who would serve the path, if anybody does. */
function roleFor(path: string): Role | undefined {
  if (/^\/v1\/(?:tenants\/[^/]*\/)?alertmanager\/?$/.test(path)) return 'ingest';
  return /^\/(?:slack|api|console)(?:\/|$)/.test(path) ? 'console' : undefined;
}

async function answerReload(endpoints: OperatorEndpoints, response: Response): Promise<void> {
  const faults = await endpoints.reload();
  if (faults.length === 0) {
    response.json({ outcome: 'reloaded' });
    return;
  }
  const detail = `the configuration is invalid, the old one stays: ${faults.map(formatFault).join(' | ')}`;
  writeProblem(response, { status: 422, title: 'Invalid configuration', detail });
}

function requireToken(token: Secret | undefined) {
  const withoutToken = 'set TOCSIN_ADMIN_TOKEN to allow this over HTTP, or send the process SIGHUP';
  return (request: Request, response: Response, next: NextFunction): void => {
    const refusal = refusalOf(request.headers.authorization, { token, withoutToken });
    if (refusal === undefined) next();
    else writeProblem(response, refusal.problem, refusal.headers);
  };
}

/** One of the three places that catch. Express hands it whatever a handler threw or rejected with. */
function handleError(logger: Logger) {
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = problemOf(error);
    if (problem.status === 500) logger.error({ error }, 'a request failed');
    writeProblem(response, problem);
  };
}

/** What an Alertmanager could not do is a bad gateway's, but where whoever asked can do something about it. */
const ALERTMANAGER_STATUS: Readonly<Partial<Record<AlertmanagerReason, number>>> = {
  alertmanager_missing: 409,
  alertmanager_refused: 409,
  silence_gone: 404,
};

function problemOf(error: unknown): Problem {
  if (error instanceof TocsinError && error.reason === 'store_unavailable') {
    return { status: 503, title: 'Not available', detail: error.message };
  }
  if (error instanceof TocsinError && isAlertmanagerReason(error.reason)) {
    return { status: ALERTMANAGER_STATUS[error.reason] ?? 502, title: 'Alertmanager', detail: error.message };
  }
  const status = statusOf(error);
  if (status === 500)
    return { status, title: 'Internal error', detail: 'the relay failed to answer; its log says why' };
  return { status, title: 'Bad request', detail: 'the request could not be read' };
}

/** Express's own errors, such as a malformed path, carry the status that they deserve. */
function statusOf(error: unknown): number {
  if (!(error instanceof Error) || !('status' in error)) return 500;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500 ? error.status : 500;
}
