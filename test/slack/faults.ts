import type { SendResult } from '../../src/delivery/sender.ts';
import { type Behaviour, json } from './scripted-slack.ts';

type Failure = Omit<Extract<SendResult, { ok: false }>, 'ok'>;

/** What the far end may do, and what a sender with a timeout of 500 ms makes of it. */
export const FAULTS: readonly (readonly [string, Behaviour, Failure])[] = [
  [
    '429 with Retry-After',
    json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': '30' }),
    { reason: 'rate_limited', detail: 'http 429', retryAfterMs: 30_000 },
  ],
  [
    '429 without Retry-After',
    json({ ok: false, error: 'ratelimited' }, 429),
    { reason: 'rate_limited', detail: 'http 429 without Retry-After', retryAfterMs: 1_000 },
  ],
  [
    '429 with a Retry-After that is a date',
    json({ ok: false }, 429, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }),
    { reason: 'rate_limited', detail: 'http 429 without Retry-After', retryAfterMs: 1_000 },
  ],
  [
    'rate_limited in an answer with status 200',
    json({ ok: false, error: 'rate_limited' }, 200, { 'retry-after': '7' }),
    { reason: 'rate_limited', detail: 'rate_limited', retryAfterMs: 7_000 },
  ],
  ['500', json({ ok: false, error: 'boom' }, 500), { reason: 'slack_server_error', detail: 'http 500' }],
  ['503', json({}, 503), { reason: 'slack_server_error', detail: 'http 503' }],
  ["a proxy's 403", json({}, 403), { reason: 'http_refused', detail: 'http 403' }],
  ['a redirect', json({}, 302, { location: 'http://127.0.0.1:9/' }), { reason: 'http_refused', detail: 'http 302' }],
  [
    'a connection cut instead of an answer',
    (response) => response.destroy(),
    { reason: 'connection_lost', detail: 'UND_ERR_SOCKET' },
  ],
  [
    'a connection cut within the answer',
    (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"ok":true,', () => response.destroy());
    },
    { reason: 'connection_lost', detail: 'UND_ERR_SOCKET' },
  ],
  ['no answer', () => undefined, { reason: 'timeout', detail: 'no answer within 500 ms' }],
  [
    'an answer that stops half-way',
    (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"ok":true,');
    },
    { reason: 'timeout', detail: 'no answer within 500 ms' },
  ],
  [
    'HTML',
    (response) => {
      response.end('<html>captive portal xoxb-acme-1</html>');
    },
    { reason: 'bad_answer', detail: 'the answer is not one of the Slack API' },
  ],
  [
    'an empty answer',
    (response) => void response.end(),
    { reason: 'bad_answer', detail: 'the answer is not one of the Slack API' },
  ],
  ['JSON null', json(null), { reason: 'bad_answer', detail: 'the answer is not one of the Slack API' }],
  ['JSON without ok', json({}), { reason: 'bad_answer', detail: 'the answer is not one of the Slack API' }],
  ['success without a ts', json({ ok: true }), { reason: 'bad_answer', detail: 'the answer names no channel and ts' }],
  [
    'internal_error',
    json({ ok: false, error: 'internal_error' }),
    { reason: 'slack_server_error', detail: 'internal_error' },
  ],
  [
    'invalid_blocks',
    json({
      ok: false,
      error: 'invalid_blocks',
      errors: ['no more than 25 items allowed [json-pointer:/blocks/1/elements]'],
      response_metadata: { messages: ['[ERROR] no more than 25 items allowed [json-pointer:/blocks/1/elements]'] },
    }),
    {
      reason: 'content_refused',
      detail: 'invalid_blocks: [ERROR] no more than 25 items allowed [json-pointer:/blocks/1/elements]',
    },
  ],
  [
    'missing_scope',
    json({ ok: false, error: 'missing_scope', needed: 'chat:write', provided: 'users:read' }),
    { reason: 'missing_scope', detail: 'missing_scope: needs chat:write' },
  ],
  ['token_revoked', json({ ok: false, error: 'token_revoked' }), { reason: 'token_invalid', detail: 'token_revoked' }],
  ['a new code', json({ ok: false, error: 'moon_phase' }), { reason: 'unknown_error', detail: 'moon_phase' }],
];
