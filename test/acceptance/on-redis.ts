import { afterEach, beforeEach } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { type Platform, type PlatformOptions, startPlatform } from './platform.ts';

/**
 * For the stories of one file: each begins with an empty Redis, which `start` gives to a platform whose receiver `ops`
 * speaks English; what they started is ended with them, and so is what they add to `releasers`.
 */
export function onRedis() {
  const releasers = new Releasers();
  let redis: RedisServer;
  beforeEach(async () => {
    redis = await startRedis();
    releasers.add('Redis', () => redis.stop());
  });
  afterEach(() => releasers.close());

  async function start(options: Partial<PlatformOptions> = {}): Promise<Platform> {
    const platform = await startPlatform({ redisUrl: redis.url, ops: ', locale: en', ...options });
    releasers.add('platform', () => platform.close());
    return platform;
  }

  return { releasers, start, redis: () => redis };
}
