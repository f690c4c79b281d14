/** Who the caller is, and sessions for browsers. */
import type { Request } from 'express';
import type { SignInWays } from '../core/api/session.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { sessionOf } from './caller.ts';
import { badRequest, type Handlers, problem, tooMany } from './endpoint-handler.ts';
import { callerBy, type IdentifyParts, isOwnPage, SESSION_COOKIE, sessionIn } from './identify.ts';
import { actorFault } from './read-request.ts';
import { RequestRate, SIGN_IN_RATE } from './request-rate.ts';
import { type OpenedWith, SESSION_MS } from './sessions.ts';

export interface SessionEndpointParts extends IdentifyParts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where people sign in with a provider. */
  readonly oidc: SignInWays['oidc'];
  /** Where browsers reach the relay, if that is configured. */
  readonly publicUrl: string | undefined;
}

type SessionHandlers = Pick<Handlers, 'signInWays' | 'showSession' | 'signIn' | 'signOut'>;

export function sessionEndpoints(parts: SessionEndpointParts): SessionHandlers {
  const { oidc, sessions, clock, logger } = parts;
  const signIns = new RequestRate(SIGN_IN_RATE, clock);
  return {
    signInWays: async () => ({ body: { token: true, ...(oidc === undefined ? {} : { oidc }) } }),
    showSession: async ({ caller }) => ({ body: sessionOf(caller) }),
    signIn: async ({ body: { token, actor }, request }) => {
      const caller = callerBy(parts, token);
      if (caller === undefined) {
        const detail = 'this token opens nothing: take the admin token, or one of the api.tokens of a tenant';
        return problem(401, 'Unauthorized', detail);
      }
      const fault = actor === undefined ? undefined : actorFault(actor, 'actor');
      if (fault !== undefined) return badRequest(fault);
      const seconds = signIns.take(caller.key);
      if (seconds > 0) return tooMany(seconds);
      const by = actor ?? caller.actor;
      const opened = { credential: caller.credential, digest: caller.key } as OpenedWith;
      const { id, endsAt } = await sessions.open({ actor: by, with: opened });
      logger.info({ by, tenant: caller.of?.tenant.id, credential: caller.credential }, 'somebody signed in');
      const headers = { 'Set-Cookie': cookieOf(id, isSecure(parts, request)) };
      return { body: sessionOf({ ...caller, actor: by, endsAt }), headers };
    },
    signOut: async ({ request }) => {
      const id = sessionIn(request);
      if (id !== undefined && !isOwnPage(request)) return problem(403, 'Forbidden', 'another page asked for this');
      if (id !== undefined) await sessions.end(id);
      return { body: null, headers: { 'Set-Cookie': cookieOf('', isSecure(parts, request)) } };
    },
  };
}

/** Whether the browser came by TLS, as far as whoever ends it in front of us says so. */
export function isSecure({ publicUrl }: { readonly publicUrl: string | undefined }, request: Request): boolean {
  return publicUrl?.startsWith('https:') === true || request.headers['x-forwarded-proto'] === 'https';
}

/** An empty id ends the cookie. */
export function cookieOf(id: string, secure: boolean): string {
  const seconds = id === '' ? 0 : SESSION_MS / 1_000;
  const rest = `Path=/api/v1; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
  return `${SESSION_COOKIE}=${id}; ${rest}${secure ? '; Secure' : ''}`;
}
