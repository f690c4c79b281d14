/** The operators' API, `/api/v1/`: docs/admin-api.md. All of it needs the admin token; errors are problem+json. */
import type { Application, NextFunction, Request, Response } from 'express';
import { isTenantId, type TenantId } from '../core/ids.ts';
import { nameHint } from '../core/name-hint.ts';
import { refusalOf } from '../core/operator-token.ts';
import { writeProblem } from '../core/problem.ts';
import type { Secret } from '../core/secret.ts';
import {
  dropLetter,
  dropLetters,
  type LetterEndpoint,
  type LetterParts,
  listLetters,
  replayLetter,
  replayLetters,
  showLetter,
} from './dead-letter-endpoints.ts';
import { readActor } from './read-query.ts';

export interface AdminApi extends LetterParts {
  /** Absent: nobody may. */
  readonly adminToken: Secret | undefined;
  /** The tenants as configured now. */
  readonly tenantIds: () => readonly TenantId[];
}

const LETTERS = '/api/v1/tenants/:tenantId/dead-letters';
const LETTER = `${LETTERS}/:groupId`;

/** Must be mounted before whatever answers 404 to the rest. */
export function mountAdminApi(app: Application, api: AdminApi): void {
  app.use('/api/v1', guard(api.adminToken));
  app.get(LETTERS, serve(api, listLetters));
  app.get(LETTER, serve(api, showLetter));
  app.post(`${LETTERS}/replay`, serve(api, replayLetters));
  app.post(`${LETTER}/replay`, serve(api, replayLetter));
  app.delete(LETTERS, serve(api, dropLetters));
  app.delete(LETTER, serve(api, dropLetter));
}

/** Comes first, so that without the token nobody learns which tenants there are. */
function guard(token: Secret | undefined) {
  const withoutToken = 'this API is closed: set TOCSIN_ADMIN_TOKEN for the relay to open it';
  return (request: Request, response: Response, next: NextFunction): void => {
    const refusal = refusalOf(request.headers.authorization, { token, withoutToken });
    if (refusal === undefined) next();
    else writeProblem(response, refusal.problem, refusal.headers);
  };
}

function serve(api: AdminApi, endpoint: LetterEndpoint) {
  return async (request: Request<{ tenantId: string; groupId?: string }>, response: Response): Promise<void> => {
    const { tenantId, groupId } = request.params;
    if (!isTenantId(tenantId) || !api.tenantIds().includes(tenantId)) {
      const detail = `there is no such tenant; ${nameHint(tenantId, api.tenantIds())}`;
      return writeProblem(response, { status: 404, title: 'No such tenant', detail });
    }
    const by = readActor(request.get('Tocsin-Actor'));
    if (typeof by === 'object') {
      return writeProblem(response, { status: 400, title: 'Bad request', detail: by.detail });
    }
    const { searchParams: query } = new URL(request.url, 'http://admin');
    const answer = await endpoint(api, { tenantId, groupId, query, by });
    if ('title' in answer) return writeProblem(response, answer);
    response.setHeader('Cache-Control', 'no-store');
    response.json(answer.body);
  };
}
