/** One HTTP request to one Alertmanager, bounded in time and size, and what came of it. */
import { Agent, request } from 'undici';
import { type AddressGuard, REFUSED_CODE } from '../network/address-guard.ts';
import { failedRequest } from '../network/failed-request.ts';
import type { TenantAlertmanager } from '../tenants/tenant.ts';

/** Ours: 10 000 alerts of a kilobyte each stay below it. */
export const MAX_ANSWER_BYTES = 16 * 1_048_576;

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Behind the Alertmanager's address, from `/` on. */
  readonly path: string;
  /** JSON. */
  readonly body?: string;
}

export type CallResult =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string; readonly location: string | undefined }
  /** No byte of the request can have been read. */
  | { readonly kind: 'unreached'; readonly detail: string }
  /** It may have been carried out, or not. */
  | { readonly kind: 'lost'; readonly detail: string }
  | { readonly kind: 'too_large' }
  /** Nothing was sent: the guard lets nobody connect there. */
  | { readonly kind: 'not_allowed' };

export interface HttpCaller {
  call(alertmanager: TenantAlertmanager, call: Call): Promise<CallResult>;
  /** Cuts off what is under way. */
  close(): Promise<void>;
}

/** Failures of looking up the name, of connecting and of TLS: before anything of the request is sent. */
const BEFORE_THE_REQUEST =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_SSL_.+|ERR_TLS_.+|CERT_.+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.+)$/;

export interface HttpCallerOptions {
  /** Bounds a whole call. */
  readonly timeoutMs: number;
  readonly guard: AddressGuard;
}

/**
 * Redirects are answers like others: following one would carry credentials to where no configuration sends them. Each
 * call has a connection of its own (`pipelining: 0`): calls are a minute apart, and a kept connection that the other side
 * has closed meanwhile would leave a write in doubt.
 */
export function createHttpCaller({ timeoutMs, guard }: HttpCallerOptions): HttpCaller {
  const agents = new Map<string | undefined, Agent>();
  const agentFor = (ca: string | undefined): Agent => {
    const known = agents.get(ca);
    if (known !== undefined) return known;
    const connect = { timeout: timeoutMs / 2, lookup: guard.lookup, ...(ca === undefined ? {} : { ca }) };
    const agent = new Agent({ pipelining: 0, connect, maxResponseSize: MAX_ANSWER_BYTES });
    agents.set(ca, agent);
    return agent;
  };
  return {
    async call({ url, headers, ca }, { method, path, body }) {
      if (guard.refusesAddressIn(url)) return { kind: 'not_allowed' };
      try {
        const answer = await request(`${url}${path}`, {
          dispatcher: agentFor(ca),
          method,
          headers: {
            ...Object.fromEntries([...headers].map(([name, value]) => [name, value.reveal()])),
            accept: 'application/json',
            'user-agent': 'Tocsin',
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body }),
          signal: AbortSignal.timeout(timeoutMs),
        });
        const { location } = answer.headers;
        return {
          kind: 'answered',
          status: answer.statusCode,
          text: await answer.body.text(),
          location: typeof location === 'string' ? location : undefined,
        };
      } catch (error) {
        return failureOf(error, timeoutMs);
      }
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

function failureOf(error: unknown, timeoutMs: number): CallResult {
  const { isTimeout, code } = failedRequest(error);
  if (isTimeout) return { kind: 'lost', detail: `no answer within ${timeoutMs} ms` };
  if (code === REFUSED_CODE) return { kind: 'not_allowed' };
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return { kind: 'too_large' };
  return { kind: BEFORE_THE_REQUEST.test(code) ? 'unreached' : 'lost', detail: code };
}
