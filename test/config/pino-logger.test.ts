import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { createLogger } from '../../src/config/pino-logger.ts';
import { TocsinError } from '../../src/core/errors.ts';
import { Secret } from '../../src/core/secret.ts';

function capture(level: 'error' | 'warn' | 'info' | 'debug' = 'debug') {
  const lines: string[] = [];
  const log = createLogger({ level, destination: { write: (line) => lines.push(line) } });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') };
}

describe('the log', () => {
  test('writes one JSON object a line: level, ISO time, fields, msg and nothing else', () => {
    const { log, lines, last } = capture();
    log.info({ tenant: 'acme', count: 3 }, 'webhook accepted');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(last()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      tenant: 'acme',
      count: 3,
      msg: 'webhook accepted',
    });
  });

  test('leaves out what is less important than its level', () => {
    const { log, lines } = capture('warn');
    log.debug({}, 'a');
    log.info({}, 'b');
    log.warn({}, 'c');
    log.error({}, 'd');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['c', 'd']);
  });

  test('tells an error with its reason and its causes', () => {
    const { log, last } = capture();
    const root = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
    const error = new TocsinError('store_unavailable', 'Redis does not answer', { cause: root });
    log.error({ error }, 'could not store');
    expect(last().error).toMatchObject({
      type: 'TocsinError',
      message: 'Redis does not answer',
      reason: 'store_unavailable',
      cause: { type: 'Error', message: 'connect refused', code: 'ECONNREFUSED' },
    });
    log.error({ error: new AggregateError([root], 'two') }, 'could not release');
    expect(last().error.errors).toMatchObject([{ message: 'connect refused' }]);
  });

  test('survives circles, depth and strange values', () => {
    const { log, last } = capture();
    const circle: Record<string, unknown> = { big: 10n, map: new Map([['a', 1]]), set: new Set([2]), at: new Date(0) };
    circle.self = circle;
    log.debug({ circle, bytes: Buffer.from('abc'), none: undefined }, 'odd');
    expect(last()).toMatchObject({
      circle: { big: '10', map: { a: 1 }, set: [2], at: '1970-01-01T00:00:00.000Z' },
      bytes: '[3 bytes]',
    });
  });

  test('never writes a secret, wherever it hides', () => {
    const { log, lines } = capture();
    const token = 'xoxb-1-geheim';
    const secret = new Secret(token);
    const request = Object.assign(new Error(`call with ${token} failed`), {
      config: { headers: { authorization: `Bearer ${token}` } },
      request: { headers: { authorization: token } },
    });
    log.error({ secret, nested: { list: [secret] }, map: new Map([['k', secret]]) }, 'a');
    log.error({ error: request, wrapped: new Error('outer', { cause: request }) }, 'b');
    log.error({ url: 'redis://user:geheim@redis:6379', webhook: 'http://t/v1/alertmanager?token=geheim' }, 'c');
    expect(lines.join('')).not.toContain('geheim');
    expect(`${secret} ${JSON.stringify({ secret })} ${inspect({ secret })}`).not.toContain('geheim');
    expect(lines.join('')).toContain('[secret]');
  });
});
