import type { FetchFunction } from '@slack/web-api';
import type { Secret } from '../core/secret.ts';
import { explainAnswer, explainLimit, explainStatus, type SlackFailure } from './slack-errors.ts';

/** What Slack says when it takes a call. */
export type Answer = Readonly<Record<string, unknown>>;

export type Answered = { readonly ok: true; readonly answer: Answer } | ({ readonly ok: false } & SlackFailure);

/**
 * Calls a method with its arguments as JSON, which Slack takes from chat.postMessage and chat.update (their pages,
 * "Accepted content types"). WebClient writes forms only, with the blocks as JSON in one field, and takes each call through
 * a queue of retries that are never made: by profile 11 % of the relay's CPU time went there, and 4 % goes here.
 *
 * Rejects as `fetch` does; whatever Slack answers is a value. Nothing is kept from call to call, headers least of all.
 */
export async function postJson(
  fetch: FetchFunction,
  { url, token, body }: { readonly url: string; readonly token: Secret; readonly body: string },
): Promise<Answered> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token.reveal()}`,
      'Content-Type': 'application/json; charset=utf-8',
      'User-Agent': 'tocsin',
    },
    body,
  });
  const retryAfter = response.headers.get('retry-after');
  if (response.status === 429) return { ok: false, ...explainLimit(retryAfter) };
  if (response.status !== 200) return { ok: false, ...explainStatus(response.status) };
  const answer = parseAnswer(await response.text());
  return answer.ok === true ? { ok: true, answer } : { ok: false, ...explainAnswer(answer, retryAfter) };
}

/** Without any field where it is no JSON object. */
function parseAnswer(text: string): Answer {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
