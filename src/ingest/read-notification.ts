import type { IncomingMessage } from 'node:http';
import type { Notification } from '../core/alert.ts';
import type { Problem } from '../core/problem.ts';
import type { BodyHold } from './body-budget.ts';
import { parseJson } from './parse-json.ts';
import { BodyProblem, readBody } from './read-body.ts';
import { parseWebhook } from './webhook.ts';

export type ReadText = { readonly text: string } | { readonly problem: Problem };

export type ReadNotification = { readonly notification: Notification } | { readonly problem: Problem };

/** The request's body, or the problem to answer with; the rest of the body is then still to be read. */
export async function readText(
  request: IncomingMessage,
  { limitBytes, hold }: { readonly limitBytes: number; readonly hold: BodyHold },
): Promise<ReadText> {
  try {
    return { text: (await readBody(request, { limitBytes, hold })).toString('utf8') };
  } catch (error) {
    if (error instanceof BodyProblem) return { problem: error.problem };
    throw error;
  }
}

/** What a body says, or the problem to answer with. */
export function readNotification(
  text: string,
  { maxAlerts, now }: { readonly maxAlerts: number; readonly now: number },
): ReadNotification {
  const body = parseJson(text);
  if (body === undefined) return { problem: NOT_JSON };
  const parsed = parseWebhook(body, now, maxAlerts);
  return parsed.ok ? { notification: parsed.notification } : { problem: notAWebhook(parsed.reason) };
}

/** What a payload says, or what is wrong with it, in one line: for whoever only looks. */
export function readPayload(
  payload: unknown,
  { maxAlerts, now }: { readonly maxAlerts: number; readonly now: number },
): { readonly notification: Notification } | { readonly reason: string } {
  const parsed = parseWebhook(payload, now, maxAlerts);
  return parsed.ok ? { notification: parsed.notification } : { reason: parsed.reason };
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
