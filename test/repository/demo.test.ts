import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startAlertmanager } from '../servers/alertmanager.ts';
import { freePort } from '../servers/free-port.ts';
import { startPrometheus } from '../servers/prometheus.ts';
import { startRedis } from '../servers/redis.ts';
import { answers, type ServerProcess, serverDirectory, startServerProcess } from '../servers/server-process.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { ComposeFile } from './compose-file.ts';
import { ROOT, readText } from './repository-files.ts';

const { services } = ComposeFile.parse(parse(readText('docker-compose.yml'), { merge: true }));
/** What the image starts when it is not told otherwise. */
const imageCommand: readonly string[] = JSON.parse(/^CMD (\[.+\])$/m.exec(readText('Dockerfile'))?.[1] ?? '[]');

/** The parts of docker-compose.yml as processes of this machine: the same commands, variables and files. */
describe('the demo without Docker', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  test('shows the alerts of both tenants, each in its language', async () => {
    expect(existsSync(join(ROOT, 'dist/main.js'))).toBe(true);
    const redis = await startRedis();
    releasers.add('Redis', () => redis.stop());
    const addresses: Readonly<Record<string, string>> = {
      'redis:6379': `127.0.0.1:${redis.port}`,
      'tocsin:9096': `127.0.0.1:${await freePort()}`,
      'sandbox:9097': `127.0.0.1:${await freePort()}`,
    };
    /** The text with its services where they are here. */
    const here = (text: string): string =>
      Object.entries(addresses).reduce((result, [name, address]) => result.replaceAll(name, address), text);
    const urlOf = (name: string): string => `http://${here(name)}`;

    const startService = async (
      service: 'sandbox' | 'tocsin',
      port: string,
      health: string,
    ): Promise<ServerProcess> => {
      const { command = imageCommand, environment = {} } = services[service] ?? {};
      const ownPort = new URL(urlOf(`${service}:${port}`)).port;
      const args = command.slice(1).map((each) => here(each).replace('0.0.0.0', '127.0.0.1').replace(port, ownPort));
      const variables = Object.entries(environment).map(([name, value]) => [name, here(withDefaults(value))]);
      const server = await startServerProcess({
        program: process.execPath,
        args,
        directory: await serverDirectory(service),
        cwd: ROOT,
        env: { ...Object.fromEntries(variables), PORT: ownPort },
        ready: () => answers(`${urlOf(`${service}:${port}`)}${health}`),
      });
      releasers.add(service, () => server.stop());
      return server;
    };
    await startService('sandbox', '9097', '/');
    const tocsin = await startService('tocsin', '9096', '/-/ready');

    const alertmanager = await startAlertmanager({
      config: here(readText('deploy/alertmanager/alertmanager.yml'))
        .replaceAll('/run/secrets/', join(ROOT, 'deploy/secrets/'))
        .replace('group_wait: 5s', 'group_wait: 1s'),
    });
    releasers.add('Alertmanager', () => alertmanager.stop());
    const prometheus = await startPrometheus({
      rules: readText('deploy/prometheus/demo-rules.yml'),
      alertmanagers: [alertmanager.address],
    });
    releasers.add('Prometheus', () => prometheus.stop());

    const messages = async (team: string, channel: string): Promise<string | undefined> => {
      const query = new URLSearchParams({ team, channel });
      const response = await fetch(`${urlOf('sandbox:9097')}/_sandbox/messages?${query}`);
      const text = await response.text();
      if (!response.ok) throw new Error(`the sandbox says: ${text}`);
      return JSON.parse(text).messages.length > 0 ? text : undefined;
    };
    const details = (): string => tocsin.output() + alertmanager.output();
    const wait = { timeoutMs: 30_000, details };
    const german = await waitUntil('Acme has a message', () => messages('T0ACME', 'C0DB'), wait);
    expect(german).toMatch(/DiskAlmostFull/);
    expect(german).toMatch(/Kritisch/i);
    const french = await waitUntil('Globex has a message', () => messages('T0GLOBEX', '#alerts'), wait);
    expect(french).toMatch(/SlowAnswers/);
    expect(french).toMatch(/Avertissement/i);
    expect(tocsin.output()).not.toMatch(/"level":"error"/);
  }, 90_000);
});

/** `${NAME:-default}` as Compose reads it when the variable is not set. */
function withDefaults(value: string): string {
  return value.replace(/\$\{\w+:-([^}]*)\}/g, '$1');
}
