import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { ROOT, readText } from '../repository/repository-files.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { type RunningCommand, runTocsin, SECRETS, startTocsin } from './run-tocsin.ts';

describe('tocsin serve', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  /** A copy of the example configuration, to be changed. */
  const copyConfig = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-cli-'));
    releasers.add('folder', () => rm(folder, { recursive: true }));
    await cp(join(ROOT, 'config'), folder, { recursive: true });
    return folder;
  };

  const start = async (args: readonly string[] = []): Promise<{ relay: RunningCommand; url: string }> => {
    const env = { ...SECRETS, SLACK_API_URL: 'http://127.0.0.1:1/api/' };
    const relay = await startTocsin(['serve', '--port', '0', ...args], { env, ready: /is listening/ });
    releasers.add('relay', async () => {
      await relay.stop();
    });
    return { relay, url: `http://127.0.0.1:${/"port":(\d+)/.exec(relay.stdout())?.[1]}` };
  };

  const post = (url: string, sample: string) =>
    fetch(`${url}/v1/tenants/acme/alertmanager`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${SECRETS.ACME_INGEST_TOKEN}` },
      body: readText(`deploy/samples/${sample}`),
    });

  test.each(['SIGTERM', 'SIGINT'] as const)('takes webhooks, and ends with 0 at %s', async (signal) => {
    const { relay, url } = await start();
    expect((await fetch(`${url}/-/ready`)).status).toBe(200);
    expect((await post(url, 'certificate-firing.json')).status).toBe(200);
    const { code, stdout, stderr } = await relay.stop(signal);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const messages = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line).msg);
    expect(messages).toContain('stopping');
    expect(messages.at(-1)).toBe('stopped');
    expect(stdout).toContain(`"signal":"${signal}"`);
  });

  test('takes over new tenants at SIGHUP, and keeps the old ones when the new are invalid', async () => {
    const folder = await copyConfig();
    const { relay, url } = await start(['--config', folder]);
    const reloads = async (): Promise<string | undefined> =>
      /^tocsin_config_reload_success (\d)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1];
    expect(await reloads()).toBe('1');

    const receivers = join(folder, 'tenants/acme/receivers.yaml');
    await writeFile(receivers, 'receivers: []\n');
    relay.signal('SIGHUP');
    await waitUntil('the reload is refused', async () => (await reloads()) === '0');
    expect(relay.stdout()).toMatch(/receivers\.yaml.*configuration is invalid, the old one stays/);
    expect((await post(url, 'certificate-firing.json')).status).toBe(200);

    await cp(join(ROOT, 'config/tenants/acme/receivers.yaml'), receivers);
    relay.signal('SIGHUP');
    await waitUntil('the reload is taken over', async () => (await reloads()) === '1');
    expect((await relay.stop()).code).toBe(0);
  });

  test('tells every fault of tocsin.yaml and the tenants, listens to nothing and ends with 2', async () => {
    const folder = await copyConfig();
    await writeFile(join(folder, 'tenants/acme/routing.yaml'), 'route: { receiver: nobody }\n');
    await writeFile(join(folder, 'tenants/globex/receivers.yaml'), 'receivers: []\n');
    await writeFile(join(folder, 'tocsin.yaml'), 'slack: { timeout: 0s }\n');
    const { code, stdout, stderr } = await runTocsin(['serve', '--port', '0', '--config', folder], { env: SECRETS });
    expect(code).toBe(2);
    expect(stdout).not.toContain('is listening');
    expect(stderr).toContain('tenants/acme/routing.yaml:1:10 route.receiver');
    expect(stderr).toContain('tenants/globex/receivers.yaml:1:1 receivers');
    expect(stderr).toContain('tocsin.yaml:1:10 slack.timeout');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('tells every fault of the environment and ends with 2', async () => {
    const env = { ...SECRETS, REDIS_URL: 'localhost', LOG_LEVEL: 'loud' };
    const { code, stdout, stderr } = await runTocsin(['serve'], { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('environment variable REDIS_URL: must be an address');
    expect(stderr).toContain('environment variable LOG_LEVEL: must be');
  });

  test('ends with 2 and without a stack when the port is taken', async () => {
    const { url } = await start();
    const { port } = new URL(url);
    const { code, stderr } = await runTocsin(['serve', '--port', port], { env: SECRETS });
    expect(code).toBe(2);
    expect(stderr).toBe(`cannot listen on port ${port}; is another process using it? set PORT to a free one\n`);
  });
});
