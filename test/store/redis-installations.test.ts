import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { silentLogger } from '../../src/core/logger.ts';
import { connectRedisStore } from '../../src/store/redis-store.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { describeInstallationContract } from './installation-contract.ts';
import { ACME } from './store-fixtures.ts';

let server: RedisServer;
let tests = 0;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const connect = (keyPrefix: string) => connectRedisStore({ url: server.url, keyPrefix, logger: silentLogger });

describeInstallationContract('Redis', async () => {
  tests += 1;
  const [one, two] = [connect(`test-${tests}:`), connect(`test-${tests}:`)];
  return {
    one: one.install,
    two: two.install,
    close: async () => {
      await one.close();
      await two.close();
    },
  };
});

test('a Redis that does not answer is told as such', async () => {
  const store = connectRedisStore({ url: 'redis://127.0.0.1:1', logger: silentLogger });
  await expect(store.install.installations.read(ACME)).rejects.toMatchObject({ reason: 'store_unavailable' });
  await expect(store.install.tickets.take('state')).rejects.toMatchObject({ reason: 'store_unavailable' });
  await store.close();
});
