import { afterAll, beforeAll } from '@jest/globals';
import { silentLogger } from '../../src/core/logger.ts';
import { connectRedisStore } from '../../src/store/redis-store.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { describeStoreContract } from './store-contract.ts';

let server: RedisServer;
let tests = 0;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

describeStoreContract('the Redis store', async () => {
  tests += 1;
  const open = () => connectRedisStore({ url: server.url, keyPrefix: `test-${tests}:`, logger: silentLogger });
  return { one: open(), two: open() };
});
