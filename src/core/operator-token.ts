import { timingSafeEqual } from 'node:crypto';
import type { Problem } from './problem.ts';
import { Secret } from './secret.ts';

/** Why an operator's request is refused, and the headers that go with it. */
export interface Refusal {
  readonly problem: Problem;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Whether an `Authorization` header brings the operators' token; undefined when it does. Takes the same time whatever is
 * sent. `withoutToken`: what to do where no token is set, and so nobody may.
 */
export function refusalOf(
  authorization: string | undefined,
  { token, withoutToken }: { readonly token: Secret | undefined; readonly withoutToken: string },
): Refusal | undefined {
  if (token === undefined) return { problem: { status: 403, title: 'Forbidden', detail: withoutToken } };
  const given = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  if (timingSafeEqual(new Secret(given).digest(), token.digest())) return undefined;
  const detail = 'send the admin token (TOCSIN_ADMIN_TOKEN) as bearer token';
  return {
    problem: { status: 401, title: 'Unauthorized', detail },
    headers: { 'WWW-Authenticate': 'Bearer realm="tocsin"' },
  };
}
