import { randomUUID } from 'node:crypto';

/** What proxies and people write: no blanks, nothing that could forge a line of a log. */
const SANE = /^[\w.:+/=@-]{1,128}$/;

/** The id that a request goes by: the one that it came with in `X-Request-Id` when that is sane, else a new one. */
export function requestIdFrom(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && SANE.test(header) ? header : randomUUID();
}
