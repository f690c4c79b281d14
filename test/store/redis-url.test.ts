import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/core/secret.ts';
import { clusterOptionsOf, redisOptionsOf } from '../../src/store/redis-client.ts';
import { parseRedisUrl, type RedisTarget } from '../../src/store/redis-url.ts';

const TIMEOUTS = { connectTimeoutMs: 2_000, commandTimeoutMs: 500 };
/** Any file will do: it is read here, and used only when a connection is made. */
const CA_FILE = new URL(import.meta.url).pathname;

/** The target with its password in the clear, to be compared. */
function parsed(url: string): object {
  const { password, ...rest } = parseRedisUrl(url);
  return { ...rest, ...(password === undefined ? {} : { password: password.reveal() }) };
}

describe('a REDIS_URL', () => {
  test.each([
    ['redis://cache', { kind: 'standalone', address: { host: 'cache', port: 6379 }, db: 0, tls: false }],
    ['redis://cache:7000/3', { kind: 'standalone', address: { host: 'cache', port: 7000 }, db: 3, tls: false }],
    ['redis://cache/?db=4', { kind: 'standalone', address: { host: 'cache', port: 6379 }, db: 4, tls: false }],
    ['redis://[::1]:7000', { kind: 'standalone', address: { host: '::1', port: 7000 }, db: 0, tls: false }],
    [
      'rediss://tocsin:p%40ss%2Fw%25rd@cache.example:6380/1',
      {
        ...{ kind: 'standalone', address: { host: 'cache.example', port: 6380 }, db: 1, tls: true },
        ...{ username: 'tocsin', password: 'p@ss/w%rd' },
      },
    ],
    [
      'redis://:secret@cache',
      { kind: 'standalone', address: { host: 'cache', port: 6379 }, db: 0, tls: false, password: 'secret' },
    ],
    [
      'redis+sentinel://:secret@s1:26380,s2,[::1]:26381/mymaster?db=2',
      {
        ...{ kind: 'sentinel', masterName: 'mymaster', db: 2, tls: false, password: 'secret' },
        sentinels: [
          { host: 's1', port: 26380 },
          { host: 's2', port: 26379 },
          { host: '::1', port: 26381 },
        ],
      },
    ],
    [
      'rediss+cluster://u:p@n1:7000,n2',
      {
        ...{ kind: 'cluster', tls: true, username: 'u', password: 'p' },
        nodes: [
          { host: 'n1', port: 7000 },
          { host: 'n2', port: 6379 },
        ],
      },
    ],
  ])('%s is read', (url, target) => {
    expect(parsed(url)).toEqual(target);
  });

  test.each([
    ['http://:hunter2@cache', 'is not a Redis address'],
    ['cache:6379', 'is not a Redis address'],
    ['redis://:hunter2@', 'is not a Redis address'],
    ['redis://:hunter2@a,b', 'names several hosts'],
    ['redis://:hunter2@cache:99999', 'port outside'],
    ['redis://:hunter2@cache:x', 'not host or host:port'],
    ['redis://:hunter2@cache/x', 'database that is not a number'],
    ['redis://:hunter2%@cache', 'not percent-encoding'],
    ['redis://:hunter2@cache?ssl=true', 'other than db'],
    ['redis+sentinel://:hunter2@s1', "lacks the master's name"],
    ['redis+cluster://:hunter2@n1/1', 'only one'],
    ['redis+cluster://:hunter2@n1?db=1', 'only one'],
  ])('%s is refused with what is wrong, never with the password', (url, reason) => {
    const refusal = refusalOf(() => parseRedisUrl(url));
    expect(refusal).toMatchObject({ name: 'TocsinError', reason: 'config_invalid' });
    expect(String(refusal)).toContain(reason);
    expect(String(refusal)).toContain('redis+sentinel://');
    expect(String(refusal)).not.toContain('hunter2');
  });
});

describe("ioredis's options", () => {
  test('of one server never queue, never resend and time out', () => {
    const options = redisOptionsOf(standalone('redis://u:p@cache:7000/3'), TIMEOUTS);
    expect(options).toMatchObject({
      ...{ host: 'cache', port: 7000, db: 3, username: 'u', password: 'p' },
      ...{ enableOfflineQueue: false, maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false },
      ...{ connectTimeout: 2_000, socketTimeout: 1_000 },
    });
    expect(options).not.toHaveProperty('tls');
    expect([1, 2, 3, 10, 1_000].map((attempt) => options.retryStrategy(attempt))).toEqual([50, 100, 200, 1_000, 1_000]);
  });

  test('prefer user name and password given apart from the URL', () => {
    const password = new Secret('apart');
    expect(redisOptionsOf(standalone('redis://u:p@cache'), { ...TIMEOUTS, username: 'v', password })).toMatchObject({
      username: 'v',
      password: 'apart',
    });
  });

  test('of Sentinel name the master and give the Sentinels passwords of their own', () => {
    const target = standalone('rediss+sentinel://:p@s1,s2/mymaster?db=2');
    const sentinelPassword = new Secret('sentinels');
    expect(redisOptionsOf(target, { ...TIMEOUTS, sentinelPassword, caFile: CA_FILE })).toMatchObject({
      sentinels: [
        { host: 's1', port: 26379 },
        { host: 's2', port: 26379 },
      ],
      ...{ name: 'mymaster', db: 2, password: 'p', sentinelPassword: 'sentinels', enableTLSForSentinelMode: true },
      tls: { ca: expect.any(Buffer) },
      sentinelTLS: { ca: expect.any(Buffer) },
    });
  });

  test('of Cluster keep host names under TLS, because certificates name them', () => {
    const target = parseRedisUrl('rediss+cluster://u:p@n1,n2');
    if (target.kind !== 'cluster') throw new Error('not a cluster');
    const options = clusterOptionsOf(target, TIMEOUTS);
    expect(options).toMatchObject({
      enableOfflineQueue: false,
      redisOptions: { username: 'u', password: 'p', tls: {}, socketTimeout: 1_000, maxRetriesPerRequest: 0 },
    });
    const looked: unknown[] = [];
    options.dnsLookup?.('n1.example', (...answer) => looked.push(...answer));
    expect(looked).toEqual([null, 'n1.example']);
  });

  test('refuse a CA file that cannot be read, or that would not be used', () => {
    const target = standalone('rediss://cache');
    expect(() => redisOptionsOf(target, { ...TIMEOUTS, caFile: '/nowhere/ca.pem' })).toThrow('/nowhere/ca.pem');
    expect(() => redisOptionsOf(standalone('redis://cache'), { ...TIMEOUTS, caFile: CA_FILE })).toThrow('rediss://');
  });
});

function standalone(url: string): Exclude<RedisTarget, { kind: 'cluster' }> {
  const target = parseRedisUrl(url);
  if (target.kind === 'cluster') throw new Error('a cluster');
  return target;
}

function refusalOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
