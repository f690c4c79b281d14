/** Who the caller is, and sessions for browsers. */
import type { Request } from 'express';
import type { SignInWays } from '../core/api/session.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { TokenOutcome } from '../metrics/api-metrics.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { sessionOf } from './caller.ts';
import { cookieIn, cookieText, isSecure } from './cookie.ts';
import { badRequest, type Handlers, problem, tooMany } from './endpoint-handler.ts';
import { callerBy, type IdentifyParts, isOwnPage, SESSION_COOKIE } from './identify.ts';
import { BEGIN_PATH, type OidcSide } from './oidc-endpoints.ts';
import { actorFault } from './read-request.ts';
import { RequestRate, SIGN_IN_RATE } from './request-rate.ts';
import { type OpenedWith, SESSION_MS } from './sessions.ts';

export interface SessionEndpointParts extends IdentifyParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly oidc: OidcSide | undefined;
  readonly metrics: Metrics;
  /** Where browsers reach the relay, if that is configured. */
  readonly publicUrl: string | undefined;
}

type SessionHandlers = Pick<Handlers, 'signInWays' | 'showSession' | 'signIn' | 'signOut'>;

export function sessionEndpoints(parts: SessionEndpointParts): SessionHandlers {
  const { oidc, sessions, clock } = parts;
  const signIns = new RequestRate(SIGN_IN_RATE, clock);
  return {
    signInWays: async () => ({ body: { token: true, ...(oidc === undefined ? {} : { oidc: wayOf(oidc) }) } }),
    showSession: async ({ caller }) => ({ body: sessionOf(caller) }),
    signIn: (asked) => signIn(parts, signIns, asked),
    signOut: async ({ request }) => {
      const id = cookieIn(request, SESSION_COOKIE);
      if (id !== undefined && !isOwnPage(request)) return problem(403, 'Forbidden', 'another page asked for this');
      if (id !== undefined) await sessions.end(id);
      return { body: null, headers: sessionCookie('', parts, request) };
    },
  };
}

async function signIn(
  parts: SessionEndpointParts,
  rate: RequestRate,
  { body: { token, actor }, request }: Parameters<SessionHandlers['signIn']>[0],
): ReturnType<SessionHandlers['signIn']> {
  const { sessions, metrics, logger } = parts;
  const count = (outcome: TokenOutcome) => metrics.signIns.inc({ way: 'token', outcome });
  const caller = callerBy(parts, token);
  if (caller === undefined) {
    count('wrong_token');
    const detail = 'this token opens nothing: take the admin token, or one of the api.tokens of a tenant';
    return problem(401, 'Unauthorized', detail);
  }
  const fault = actor === undefined ? undefined : actorFault(actor, 'actor');
  if (fault !== undefined) return badRequest(fault);
  const seconds = rate.take(caller.key);
  count(seconds > 0 ? 'busy' : 'done');
  if (seconds > 0) return tooMany(seconds);
  const by = actor ?? caller.actor;
  const opened = { credential: caller.credential, digest: caller.key } as OpenedWith;
  const { id, endsAt } = await sessions.open({ actor: by, with: opened, ms: SESSION_MS });
  logger.info({ by, tenant: caller.of?.tenant.id, credential: caller.credential }, 'somebody signed in');
  return { body: sessionOf({ ...caller, actor: by, endsAt }), headers: sessionCookie(id, parts, request) };
}

/** An empty id ends the cookie. */
function sessionCookie(id: string, parts: SessionEndpointParts, request: Request) {
  const how = { isSecure: isSecure(parts, request), ms: id === '' ? 0 : SESSION_MS };
  return { 'Set-Cookie': cookieText({ name: SESSION_COOKIE, value: id }, how) };
}

function wayOf({ config: { name, claim } }: OidcSide): SignInWays['oidc'] {
  return { label: name, url: `/api/v1${BEGIN_PATH}`, claim };
}
