/** What stands before Bolt: requests that are not Slack's, not of now, or not for the first time are refused. */
import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { verifySlackRequest } from '@slack/bolt';
import type { RequestHandler } from 'express';
import type { Clock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { forgetOldest } from './forget-oldest.ts';
import { BODY_REFUSALS, SignedBodies } from './signed-bodies.ts';

/** A request signed longer ago, or further ahead, is refused (Slack's page on verifying requests). */
const MAX_SKEW_SECONDS = 300;
/** Twice as long as a signature holds: from as far ahead as to as long ago. */
const REMEMBER_MS = 2 * MAX_SKEW_SECONDS * 1_000;
/** Ours: a minute of 300 requests a second, for when the store does not answer. */
const MAX_REMEMBERED = 20_000;

const FORM = 'application/x-www-form-urlencoded';

export const REFUSALS = ['timestamp', 'signature', 'replayed', ...BODY_REFUSALS] as const;
export type RefusalKind = (typeof REFUSALS)[number];

const STATUS: Readonly<Record<RefusalKind, number>> = {
  timestamp: 401,
  signature: 401,
  replayed: 401,
  too_large: 413,
  too_slow: 408,
  overloaded: 503,
  broken_off: 400,
};

export interface ForgedOptions {
  readonly signingSecret: Secret;
  /**
   * Remembers a name for `ms` for all processes; false when it is remembered already. Rejects with `store_unavailable`.
   * Absent: this process remembers alone.
   */
  readonly isFirst?: (name: string, ms: number) => Promise<boolean>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Leaves the body for Bolt, which checks the signature once more. */
export function refuseForged(options: ForgedOptions): RequestHandler {
  const { metrics, logger } = options;
  const isReplayed = createReplayCheck(options);
  const bodies = new SignedBodies();
  for (const why of REFUSALS) metrics.refusedRequests.inc({ why }, 0);
  return async (request, response, next) => {
    const checked = await check(options, request, { isReplayed, bodies });
    if (typeof checked === 'string') {
      metrics.refusedRequests.inc({ why: checked });
      logger.warn({ operation: request.path, why: checked }, 'a request in the name of Slack was refused');
      refuse(response, STATUS[checked]);
      return;
    }
    // Bolt by itself knows forms only by the bare name of their type.
    if (request.headers['content-type']?.toLowerCase().startsWith(FORM)) request.headers['content-type'] = FORM;
    Object.assign(request, { rawBody: checked });
    next();
  };
}

/** Nothing more is read from whoever is refused. */
function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { Connection: 'close', 'Content-Length': 0 }).end();
}

/** What can be seen in the headers is seen before the body is read: whoever sends it may be anybody. */
async function check(
  options: ForgedOptions,
  request: IncomingMessage,
  parts: { readonly isReplayed: (signature: string) => Promise<boolean>; readonly bodies: SignedBodies },
): Promise<Buffer | RefusalKind> {
  const timestamp = request.headers['x-slack-request-timestamp'];
  const signature = request.headers['x-slack-signature'];
  if (!isOfNow(timestamp, options.clock.now())) return 'timestamp';
  if (typeof signature !== 'string' || !/^v0=[0-9a-f]{64}$/.test(signature)) return 'signature';
  return await parts.bodies.read(request, async (body): Promise<Buffer | RefusalKind> => {
    if (!isSigned(options.signingSecret, { body, timestamp: Number(timestamp), signature })) return 'signature';
    return (await parts.isReplayed(signature)) ? 'replayed' : body;
  });
}

/** Digits alone: `1e9` and `0x1` are numbers, too, and no timestamps. Bolt by itself accepts the future. */
function isOfNow(timestamp: string | string[] | undefined, now: number): boolean {
  if (typeof timestamp !== 'string' || !/^[1-9]\d{0,11}$/.test(timestamp)) return false;
  return Math.abs(now / 1_000 - Number(timestamp)) <= MAX_SKEW_SECONDS;
}

function isSigned(
  secret: Secret,
  { body, timestamp, signature }: { readonly body: Buffer; readonly timestamp: number; readonly signature: string },
): boolean {
  const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp };
  try {
    verifySlackRequest({ signingSecret: secret.reveal(), body: body.toString(), headers });
    return true;
  } catch {
    // Bolt's only word for a signature that is not the body's.
    return false;
  }
}

/** Of two that bring the same signature, to whichever processes, one is the first. */
function createReplayCheck(options: ForgedOptions): (signature: string) => Promise<boolean> {
  const { isFirst, clock } = options;
  const seen = new Map<string, number>();
  return async (signature) => {
    const name = `request:${hash('sha256', signature)}`;
    if ((seen.get(name) ?? 0) > clock.now()) return true;
    seen.delete(name);
    if (seen.size >= MAX_REMEMBERED) forgetOldest(seen);
    seen.set(name, clock.now() + REMEMBER_MS);
    return isFirst !== undefined && !(await askStore(options, () => isFirst(name, REMEMBER_MS)));
  };
}

/** True while the store does not answer: the person is told that nothing could be saved, and this process remembers. */
async function askStore({ logger }: ForgedOptions, ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof TocsinError) || error.reason !== 'store_unavailable') throw error;
    logger.warn({ error }, 'the store does not tell whether a request is a replay');
    return true;
  }
}
