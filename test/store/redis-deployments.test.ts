import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { silentLogger } from '../../src/core/logger.ts';
import type { Store } from '../../src/groups/store.ts';
import { connectRedisStore } from '../../src/store/redis-store.ts';
import type { RedisStoreOptions } from '../../src/store/redis-store-options.ts';
import { findProgram } from '../servers/find-program.ts';
import { freePort } from '../servers/free-port.ts';
import { startRedis, tellRedis } from '../servers/redis.ts';
import { type RedisCluster, startRedisCluster } from '../servers/redis-cluster.ts';
import { startSentinel } from '../servers/redis-sentinels.ts';
import { serverDirectory } from '../servers/server-process.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { describeStoreContract } from './store-contract.ts';
import { ACME, acceptanceOf, claimAll, groupNamed, storeNew, tenant, writeOf } from './store-fixtures.ts';

const disk = groupNamed('DiskFull');
const run = promisify(execFile);

describe('over TLS and behind Sentinel', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  function connect(url: string, more: Partial<RedisStoreOptions> = {}): Store {
    const store = connectRedisStore({ url, logger: silentLogger, ...more });
    releasers.add('the store', () => store.close());
    return store;
  }

  test('a server is trusted by the CA file, and not without it', async () => {
    const { certificate, key } = await makeCertificate(releasers);
    const port = await freePort();
    const files = ['--tls-cert-file', certificate, '--tls-key-file', key];
    const server = await startRedis({ args: ['--tls-port', `${port}`, '--tls-auth-clients', 'no', ...files] });
    releasers.add('Redis', () => server.stop());
    const trusting = connect(`rediss://127.0.0.1:${port}`, { caFile: certificate });
    await storeNew(trusting, disk);
    expect((await trusting.read(ACME, disk.id))?.group).toEqual(disk);
    const suspicious = await connect(`rediss://127.0.0.1:${port}`).health();
    expect(suspicious).toMatchObject({ ready: false, problem: expect.stringContaining('self-signed certificate') });
  });

  test('the master is found through a Sentinel', async () => {
    const master = await startRedis({ password: 'redis-pass' });
    releasers.add('the master', () => master.stop());
    const sentinelPort = await startSentinel(releasers, master.port, {
      quorum: 1,
      more: ['sentinel auth-pass mymaster redis-pass'],
    });
    const sentinels = `127.0.0.1:${await freePort()},127.0.0.1:${sentinelPort}`;
    const store = connect(`redis+sentinel://:redis-pass@${sentinels}/mymaster`);
    await waitUntil('the store is ready', async () => (await store.health()).ready);
    await storeNew(store, disk);
    expect(await tellRedis(master.port, 'AUTH redis-pass', 'EXISTS tocsin:{acme}:due')).toContain(':1');
  });
});

/** A certificate that signs itself, for 127.0.0.1. */
async function makeCertificate(releasers: Releasers) {
  const directory = await serverDirectory('tls');
  releasers.add('the certificate', () => rm(directory, { recursive: true }));
  const certificate = join(directory, 'certificate.pem');
  const key = join(directory, 'key.pem');
  await run(findProgram('openssl'), [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
  ]);
  return { certificate, key };
}

describe('on a Redis Cluster', () => {
  let cluster: RedisCluster;
  let tests = 0;
  const open = (): Store => connectRedisStore({ url: cluster.url, keyPrefix: `test-${tests}:`, logger: silentLogger });

  beforeAll(async () => {
    cluster = await startRedisCluster();
  }, 60_000);
  afterAll(() => cluster.stop());

  describeStoreContract('the Redis store on a cluster', async () => {
    tests += 1;
    return { one: open(), two: open() };
  });

  test('tenants spread over the nodes and are asked together', async () => {
    tests += 1;
    const store = open();
    const tenants = Array.from({ length: 30 }, (_, index) => tenant(`tenant-${index}`));
    await Promise.all(
      tenants.map((tenantId) => store.accept(acceptanceOf([writeOf(disk), writeOf(groupNamed('B'))], { tenantId }))),
    );
    expect(await store.dueTenants(tenants)).toEqual(tenants);
    expect([...(await store.stats(tenants)).values()].map(({ due }) => due)).toEqual(tenants.map(() => 2));
    const claimed = await Promise.all(tenants.map((tenantId) => claimAll(store, { tenantId })));
    expect(claimed.flatMap(({ claims }) => claims)).toHaveLength(60);
    expect(await store.health()).toEqual({ ready: true, warnings: [] });
    await store.close();
  });

  test('a node that is killed is missed at once, and welcome when it is back', async () => {
    tests += 1;
    const store = open();
    const tenants = Array.from({ length: 30 }, (_, index) => tenant(`tenant-${index}`));
    const storeAll = (name: string) =>
      Promise.allSettled(tenants.map((tenantId) => storeNew(store, groupNamed(name), tenantId)));
    expect(new Set((await storeAll('Before')).map(({ status }) => status))).toEqual(new Set(['fulfilled']));
    const [node] = cluster.masters;
    await node?.kill();
    const startedAt = performance.now();
    const outcomes = await storeAll('During');
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(failures.length).toBeGreaterThan(0);
    expect(new Set(failures.map(({ reason }) => reason))).toEqual(new Set(['store_unavailable']));
    await node?.restart();
    await cluster.isWhole();
    await waitUntil('all tenants are served', async () =>
      (await storeAll(`After ${performance.now()}`)).every(({ status }) => status === 'fulfilled'),
    );
    await store.close();
  }, 40_000);
});
