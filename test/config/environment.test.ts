import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { readEnvironment } from '../../src/config/environment.ts';
import { formatFault } from '../../src/core/fault.ts';

const said = async (env: Record<string, string>) => (await readEnvironment(env)).faults.map(formatFault);

describe('the environment', () => {
  test('has defaults for everything', async () => {
    expect(await readEnvironment({})).toEqual({
      value: {
        port: 9096,
        configDir: 'config',
        logLevel: 'info',
        slackApiUrl: 'https://slack.com/api/',
        redis: undefined,
        roles: new Set(['ingest', 'deliver', 'console']),
        workers: 1,
        slackSigningSecret: undefined,
        slackAppToken: undefined,
        install: {
          clientId: undefined,
          clientSecret: undefined,
          publicUrl: undefined,
          encryptionKeys: undefined,
        },
        adminToken: undefined,
      },
      faults: [],
    });
  });

  test('counts an empty variable as unset', async () => {
    expect((await readEnvironment({ PORT: '', REDIS_URL: '', LOG_LEVEL: '' })).value?.port).toBe(9096);
  });

  test('ends the address of the Web API with a slash', async () => {
    const { value } = await readEnvironment({ SLACK_API_URL: 'http://127.0.0.1:9000/api' });
    expect(value?.slackApiUrl).toBe('http://127.0.0.1:9000/api/');
  });

  test('reads how to reach Redis', async () => {
    const { value } = await readEnvironment({
      REDIS_URL: 'rediss+sentinel://user:geheim@a,b/main',
      REDIS_SENTINEL_PASSWORD: 'auch geheim',
      REDIS_CA_FILE: '/etc/ca.pem',
    });
    expect(value?.redis?.url.reveal()).toBe('rediss+sentinel://user:geheim@a,b/main');
    expect(value?.redis?.sentinelPassword?.reveal()).toBe('auch geheim');
    expect(value?.redis?.caFile).toBe('/etc/ca.pem');
  });

  test('reads what this process does, and on how many cores', async () => {
    const { value } = await readEnvironment({ REDIS_URL: 'redis://r', TOCSIN_ROLES: 'deliver, console', WORKERS: '4' });
    expect([...(value?.roles ?? [])]).toEqual(['deliver', 'console']);
    expect(value?.workers).toBe(4);
  });

  test('wants Redis where several processes share the work', async () => {
    expect(await said({ TOCSIN_ROLES: 'ingest', WORKERS: '2' })).toEqual([
      'environment variable TOCSIN_ROLES: needs REDIS_URL: without it groups live in one process, which must do everything; set REDIS_URL',
      'environment variable WORKERS: needs REDIS_URL: without it groups live in the memory of one process; set REDIS_URL, or WORKERS=1',
    ]);
  });

  test('takes secrets from files, without the line end', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'env-'));
    try {
      const path = join(folder, 'signing');
      await writeFile(path, 'unterschrift\r\n');
      const { value } = await readEnvironment({ SLACK_SIGNING_SECRET_FILE: path });
      expect(value?.slackSigningSecret?.reveal()).toBe('unterschrift');
      expect(inspect(value, { depth: 9 }) + JSON.stringify(value)).not.toContain('unterschrift');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each([
    [{ PORT: 'http' }, 'environment variable PORT: must be a port, 0 to 65535'],
    [{ PORT: '70000' }, 'environment variable PORT: must be a port, 0 to 65535'],
    [
      { TOCSIN_ROLES: 'ingest,delivery' },
      'environment variable TOCSIN_ROLES: must be one or several of ingest, deliver, console, separated by commas',
    ],
    [{ WORKERS: '0' }, 'environment variable WORKERS: must be a number of processes, 1 to 64'],
    [{ LOG_LEVEL: 'trace' }, 'environment variable LOG_LEVEL: must be one of error, warn, info, debug'],
    [
      { REDIS_URL: 'redis.example:6379' },
      'environment variable REDIS_URL: must be an address such as redis://host:6379/0, or rediss://host:6379 with TLS',
    ],
    [
      { SLACK_API_URL: 'slack.com' },
      'environment variable SLACK_API_URL: must be an address such as https://slack.com/api/',
    ],
    [
      { SLACK_APP_TOKEN: 'xoxb-1' },
      'environment variable SLACK_APP_TOKEN: must be an app-level token, xapp-…; it stands under "Basic Information", "App-Level Tokens"',
    ],
    [
      { TOCSIN_PUBLIC_URL: 'http://tocsin.example.com' },
      'environment variable TOCSIN_PUBLIC_URL: must be https, except on this machine; Slack and browsers send secrets there',
    ],
    [
      { TOCSIN_ADMIN_TOKEN: 'short' },
      'environment variable TOCSIN_ADMIN_TOKEN: must have at least 16 characters; make one with: openssl rand -hex 32',
    ],
    [
      { SLACK_SIGNING_SECRET_FILE: '/nowhere/secret' },
      'environment variable SLACK_SIGNING_SECRET_FILE: the file that it names does not exist',
    ],
    [
      { REDIS_PASSWORD: 'x', REDIS_PASSWORD_FILE: '/nowhere' },
      'environment variable REDIS_PASSWORD_FILE: REDIS_PASSWORD is set too; set one of them',
    ],
  ])('names the variable at fault (%#)', async (env, fault) => {
    expect(await said(env as unknown as Record<string, string>)).toEqual([fault]);
  });

  test('tells all faults at once and no value', async () => {
    const faults = await said({ PORT: 'p0rt-secret', REDIS_URL: 'geheim', LOG_LEVEL: 'geheim' });
    expect(faults).toHaveLength(3);
    expect(faults.join()).not.toMatch(/geheim|p0rt/);
  });
});
