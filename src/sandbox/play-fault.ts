import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import { sendJson, sendText } from './http-io.ts';

const HTML = { 'Content-Type': 'text/html; charset=utf-8' };
const RATE_LIMITED = { ok: false, error: 'ratelimited' };

/** 429 as Slack gives it. */
export function sendRateLimited(response: ServerResponse, retryAfterSeconds: number): void {
  sendJson(response, 429, RATE_LIMITED, { 'Retry-After': String(retryAfterSeconds) });
}

/** Answers with the fault, or not at all. `answer` is what the call would have been told. Returns the HTTP status. */
export function playFault(response: ServerResponse, fault: Fault, answer: object): number {
  switch (fault.kind) {
    case 'hang_before':
    case 'hang_after':
      return 0;
    case 'reset_before':
    case 'reset_after':
      response.socket?.resetAndDestroy();
      return 0;
    case 'rate_limited':
      sendRateLimited(response, fault.retryAfterSeconds);
      return 429;
    case 'rate_limited_no_header':
      sendJson(response, 429, RATE_LIMITED);
      return 429;
    case 'status':
      sendText(response, fault.status, '<h1>Server error</h1>', HTML);
      return fault.status;
    case 'error':
      sendJson(response, 200, { ok: false, error: fault.error });
      return 200;
    case 'non_json':
      sendText(response, 200, '<h1>Please stand by</h1>', HTML);
      return 200;
    case 'slow_headers':
      setTimeout(() => sendJson(response, 200, answer), fault.delayMs).unref();
      return 200;
    case 'slow_body':
      sendSlowly(response, JSON.stringify(answer), fault.delayMs);
      return 200;
    default:
      return fault.kind satisfies never;
  }
}

function sendSlowly(response: ServerResponse, body: string, delayMs: number): void {
  const bytes = Buffer.from(body);
  const half = Math.floor(bytes.length / 2);
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': bytes.length });
  response.write(bytes.subarray(0, half));
  setTimeout(() => response.end(bytes.subarray(half)), delayMs).unref();
}
