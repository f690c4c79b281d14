/** What a webhook is refused with that never comes to be read, or not now. */
import type { Problem } from '../core/problem.ts';

/** 500 makes Alertmanager try again, which is right for what we did not foresee. */
export const INTERNAL: Problem = {
  status: 500,
  title: 'Internal error',
  detail: 'the relay failed to handle this webhook; its log says why',
};

export const METHOD_NOT_ALLOWED: Problem = {
  status: 405,
  title: 'Method not allowed',
  detail: 'Alertmanager posts its webhooks here: use POST',
};

export const UNAUTHORIZED: Problem = {
  status: 401,
  title: 'Unauthorized',
  detail:
    'no such tenant, or the token is not one of its ingest tokens; send it as bearer token, as basic password or as ?token=',
};

export const OVERLOADED: Problem = {
  status: 503,
  title: 'Service unavailable',
  detail: "too many of this tenant's webhooks wait for their turn; send it again",
};
