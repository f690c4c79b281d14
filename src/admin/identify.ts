/** Finds out who a request is from: a bearer token, or the cookie of a session. */
import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { Secret } from '../core/secret.ts';
import type { TenantSet } from '../tenants/tenant.ts';
import { type Caller, operatorBy, tenantBy } from './caller.ts';
import { cookieIn } from './cookie.ts';
import type { Sessions } from './sessions.ts';

export const SESSION_COOKIE = 'tocsin_session';

export interface IdentifyParts {
  /** Absent: nobody is an operator by a token. */
  readonly adminToken: Secret | undefined;
  readonly tenants: () => TenantSet;
  readonly sessions: Sessions;
}

/** Undefined when nothing proves who it is. Rejects with `store_unavailable`. */
export async function identify(parts: IdentifyParts, request: Request): Promise<Caller | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    return callerBy(parts, /^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? '');
  }
  const id = cookieIn(request, SESSION_COOKIE);
  return id !== undefined && isOwnPage(request) ? await parts.sessions.find(id) : undefined;
}

/** Whose token it is. Tokens are looked up by their digests, so that the time taken tells nothing of any. */
export function callerBy({ adminToken, tenants }: IdentifyParts, token: string): Caller | undefined {
  const digest = new Secret(token).digest();
  if (adminToken !== undefined && timingSafeEqual(adminToken.digest(), digest)) return operatorBy(adminToken);
  const found = tenants().byApiToken(digest.toString('hex'));
  return found !== undefined && timingSafeEqual(found.token.digest, digest) ? tenantBy(found) : undefined;
}

/**
 * Whether what changes something was asked for by a page of ours. Browsers send the cookie by themselves, and say where a
 * request comes from; no page can make them say otherwise.
 */
export function isOwnPage({ method, headers }: Request): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  if (headers['sec-fetch-site'] !== undefined) return headers['sec-fetch-site'] === 'same-origin';
  return URL.canParse(headers.origin ?? '') && new URL(headers.origin ?? '').host === headers.host;
}
