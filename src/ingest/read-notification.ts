import type { IncomingMessage } from 'node:http';
import type { Notification } from '../core/alert.ts';
import type { Clock } from '../core/clock.ts';
import type { Problem } from '../core/problem.ts';
import type { BodyHold } from './body-budget.ts';
import { parseJson } from './parse-json.ts';
import { BodyProblem, readBody } from './read-body.ts';
import { parseWebhook } from './webhook.ts';

export type ReadNotification = { readonly notification: Notification } | { readonly problem: Problem };

export interface ReadOptions {
  readonly limits: { readonly bodyBytes: number; readonly alerts: number };
  readonly hold: BodyHold;
  readonly clock: Clock;
}

/** What the request's body says, or the problem to answer with; the rest of the body is then still to be read. */
export async function readNotification(
  request: IncomingMessage,
  { limits, hold, clock }: ReadOptions,
): Promise<ReadNotification> {
  let text: string;
  try {
    text = (await readBody(request, { limitBytes: limits.bodyBytes, hold })).toString('utf8');
  } catch (error) {
    if (error instanceof BodyProblem) return { problem: error.problem };
    throw error;
  }
  const body = parseJson(text);
  if (body === undefined) return { problem: NOT_JSON };
  const parsed = parseWebhook(body, clock.now(), limits.alerts);
  return parsed.ok ? { notification: parsed.notification } : { problem: notAWebhook(parsed.reason) };
}

const NOT_JSON: Problem = {
  status: 400,
  title: 'Bad request',
  detail: 'the body is not JSON; Alertmanager posts a JSON object',
};

function notAWebhook(reason: string): Problem {
  return {
    status: 422,
    title: 'Not an Alertmanager webhook',
    detail: `${reason}; expected is Alertmanager's webhook version 4, without a custom payload`,
  };
}
