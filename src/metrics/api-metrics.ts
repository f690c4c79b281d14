import { ENDPOINTS } from '../core/api/endpoints.ts';
import { REQUEST_BUCKETS } from './buckets.ts';
import type { Instruments } from './instruments.ts';

/** By the status of the answer: `ok` below 400, `invalid` any of 400 to 499 that has no name of its own. */
export const API_OUTCOMES = ['ok', 'unauthorized', 'denied', 'invalid', 'limited', 'failed'] as const;
export type ApiOutcome = (typeof API_OUTCOMES)[number];

/** An endpoint's name in the OpenAPI document, or a path that there is not. */
export const API_OPERATIONS = [...Object.keys(ENDPOINTS), 'unknown'];

/** How a sign-in with a token ended. */
export const TOKEN_OUTCOMES = ['done', 'wrong_token', 'busy'] as const;
export type TokenOutcome = (typeof TOKEN_OUTCOMES)[number];

/**
 * How a sign-in with a provider ended. `no_claim`, `no_role`: nothing makes the person anything here · `choose`: they have
 * several tenants · `expired`: too late, another browser's, or a second time · `cancelled`: by the person · `refused`,
 * `unreachable`: by the provider · `busy`: too many at once.
 */
export const OIDC_OUTCOMES = [
  ...(['done', 'no_claim', 'no_role', 'choose', 'expired'] as const),
  ...(['cancelled', 'refused', 'unreachable', 'busy'] as const),
];
export type OidcOutcome = (typeof OIDC_OUTCOMES)[number];

/** Who comes to the console and the admin API, and whether they are served. */
export function apiMetrics({ counter, histogram }: Instruments) {
  return {
    apiRequests: counter(
      'tocsin_api_requests_total',
      'Requests to the admin API, by endpoint and outcome; streams when they end. Many of unauthorized are somebody who guesses, or a script with an old token.',
      ['operation', 'outcome'],
    ),
    apiSeconds: histogram(
      'tocsin_api_request_seconds',
      'How long requests to the admin API took; streams are left out.',
      {
        labelNames: [],
        buckets: REQUEST_BUCKETS,
      },
    ),
    signIns: counter(
      'tocsin_console_sign_ins_total',
      'Sign-ins to the console, with a token or with the OpenID provider, by how they ended; docs/console.md says what to do.',
      ['way', 'outcome'],
    ),
  };
}

export function apiOutcome(status: number): ApiOutcome {
  if (status < 400) return 'ok';
  if (status >= 500) return 'failed';
  return ({ 401: 'unauthorized', 403: 'denied', 429: 'limited' }[status] as ApiOutcome | undefined) ?? 'invalid';
}
