/** One webhook, one request, and what came of it. */
import { Agent, request } from 'undici';
import type { Metrics } from '../metrics/metrics.ts';
import { type AddressGuard, REFUSED_CODE } from '../network/address-guard.ts';
import { failedRequest } from '../network/failed-request.ts';

/** Answers are thrown away: only a little is read, so that the connection can be used again. */
const MAX_ANSWER_BYTES = 64 * 1_024;

/** Nothing longer is believed of Retry-After: an hour. */
const MAX_RETRY_AFTER_SECONDS = 3_600;

/** Why a webhook was not taken: labels of the metric. */
const POST_REASONS = ['not_allowed', 'unreachable', 'timeout', 'http_3xx', 'http_4xx', 'http_429', 'http_5xx'] as const;
type PostReason = (typeof POST_REASONS)[number];

/**
 * `taken`: any 2xx. `refused`: the same again will hardly fare better. `failed`: it may, after a pause.
 */
export type Posted =
  | { readonly outcome: 'taken' }
  | {
      readonly outcome: 'refused' | 'failed';
      readonly reason: PostReason;
      readonly detail: string;
      readonly retryAfterMs?: number;
    };

export interface WebhookPoster {
  post(
    url: string,
    webhook: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  ): Promise<Posted>;
  close(): Promise<void>;
}

/** Redirects are answers like others: where one leads to, nobody has configured. */
export function createWebhookPoster({
  timeoutMs,
  guard,
}: {
  readonly timeoutMs: number;
  readonly guard: AddressGuard;
}): WebhookPoster {
  const agent = new Agent({
    connect: { timeout: timeoutMs / 2, lookup: guard.lookup },
    keepAliveTimeout: 30_000,
  });
  return {
    async post(url, { headers, body }) {
      if (guard.refusesAddressIn(url)) return notAllowed();
      try {
        const answer = await request(url, {
          dispatcher: agent,
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Tocsin' },
          body,
          signal: AbortSignal.timeout(timeoutMs),
        });
        const judged = judge(answer.statusCode, answer.headers['retry-after']);
        // The status has said it all: what becomes of the rest of the answer changes nothing.
        return await answer.body.dump({ limit: MAX_ANSWER_BYTES }).then(
          () => judged,
          () => judged,
        );
      } catch (error) {
        return failureOf(error, timeoutMs);
      }
    },
    close: () => agent.destroy(),
  };
}

const PASSING_4XX: ReadonlySet<number> = new Set([408, 409, 423, 425]);

function judge(status: number, retryAfter: unknown): Posted {
  const detail = `http ${status}`;
  if (status >= 200 && status < 300) return { outcome: 'taken' };
  if (status === 429 || status === 503) {
    return { outcome: 'failed', reason: status === 429 ? 'http_429' : 'http_5xx', detail, ...pauseFrom(retryAfter) };
  }
  if (status >= 500) return { outcome: 'failed', reason: 'http_5xx', detail };
  if (PASSING_4XX.has(status)) return { outcome: 'failed', reason: 'http_4xx', detail };
  return { outcome: 'refused', reason: status >= 400 ? 'http_4xx' : 'http_3xx', detail };
}

function pauseFrom(retryAfter: unknown): { readonly retryAfterMs?: number } {
  const seconds = typeof retryAfter === 'string' ? Number(retryAfter) : Number.NaN;
  return seconds > 0 ? { retryAfterMs: Math.min(seconds, MAX_RETRY_AFTER_SECONDS) * 1_000 } : {};
}

function notAllowed(): Posted {
  return { outcome: 'failed', reason: 'not_allowed', detail: 'a private address; see webhooks.allow_networks' };
}

function failureOf(error: unknown, timeoutMs: number): Posted {
  const { isTimeout, code } = failedRequest(error);
  if (isTimeout) return { outcome: 'failed', reason: 'timeout', detail: `no answer within ${timeoutMs} ms` };
  return code === REFUSED_CODE ? notAllowed() : { outcome: 'failed', reason: 'unreachable', detail: code };
}

/** Begins the series of a destination, so that a first failure is an increase. */
export function startAtZero(metrics: Metrics, labels: { readonly tenant: string; readonly destination: string }): void {
  for (const outcome of ['sent', 'lost']) metrics.webhooksOut.inc({ ...labels, outcome, reason: '' }, 0);
  for (const reason of POST_REASONS) {
    for (const outcome of ['failed', 'parked']) metrics.webhooksOut.inc({ ...labels, outcome, reason }, 0);
  }
}
