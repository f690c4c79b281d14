/** Several worker processes behind one port, as `WORKERS` starts them, on a real Redis and the sandbox. */
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { webhookOf } from '../acceptance/webhooks.ts';
import { type RunningCommand, runTocsin, SECRETS, startTocsin } from '../cli/run-tocsin.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';

const BOTH_LISTEN = /(?:Tocsin is listening[\s\S]*){2}/;
const WORKSPACES = [
  { teamId: 'T0ACME', tokens: [{ token: SECRETS.ACME_BOT_TOKEN }], channels: [{ id: 'C0OPS', name: 'ops' }] },
];
const ADMIN = 'admin-token-of-the-workers';

let releasers: Releasers;
beforeEach(() => {
  releasers = new Releasers();
});
afterEach(() => releasers.close());

interface Fleet {
  readonly command: RunningCommand;
  readonly sandbox: Sandbox;
  readonly url: string;
}

async function startFleet(): Promise<Fleet> {
  const redis = await startRedis();
  releasers.add('redis', () => redis.stop());
  const sandbox = await startSandbox({ workspaces: WORKSPACES });
  releasers.add('sandbox', () => sandbox.close());
  const env = { ...SECRETS, REDIS_URL: redis.url, SLACK_API_URL: sandbox.apiUrl, TOCSIN_ADMIN_TOKEN: ADMIN };
  const command = await startTocsin(['serve', '--port', '0', '--workers', '2'], { env, ready: BOTH_LISTEN });
  releasers.add('tocsin', async () => {
    await command.stop();
  });
  return { command, sandbox, url: `http://127.0.0.1:${/"port":(\d+)/.exec(command.stdout())?.[1]}` };
}

const fire = (url: string, name: string) =>
  fetch(`${url}/v1/tenants/acme/alertmanager`, {
    method: 'POST',
    // Each request on a connection of its own, so that the workers take turns.
    headers: { authorization: `Bearer ${SECRETS.ACME_INGEST_TOKEN}`, connection: 'close' },
    body: JSON.stringify(webhookOf([{ instance: name }], { alertname: name })),
  });

async function figure(url: string, name: string): Promise<number> {
  const page = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
  const line = page.split('\n').find((each) => each.startsWith(name));
  return Number(line?.split(' ').at(-1));
}

const accepted = (url: string) => figure(url, 'tocsin_webhooks_total{tenant="acme",outcome="accepted"}');

/** Worker processes by their parent, from /proc. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(' ').map(Number);
}

describe('two workers', () => {
  test('share the port and the work, and one page tells what both counted', async () => {
    const { url, sandbox } = await startFleet();
    for (let count = 0; count < 20; count++) expect((await fire(url, `Alert${count}`)).status).toBe(200);
    await waitUntil('messages are posted', () => sandbox.messages('T0ACME', 'C0OPS').length >= 3);
    for (let scrape = 0; scrape < 4; scrape++) {
      expect(await accepted(url)).toBe(20);
      expect(await figure(url, 'tocsin_workers')).toBe(2);
      expect(await figure(url, 'tocsin_groups{tenant="acme",state="open"}')).toBe(20);
      expect(await figure(url, 'tocsin_config_reload_success')).toBe(1);
    }
  });

  test('one that is killed is started anew; its figures stay and the other one serves on', async () => {
    const { command, url } = await startFleet();
    for (let count = 0; count < 10; count++) await fire(url, `Alert${count}`);
    expect(await accepted(url)).toBe(10);
    const [first = 0] = await childrenOf(command.pid);
    process.kill(first, 'SIGKILL');
    await waitUntil('it is missed', () => /"signal":"SIGKILL","pauseMs":\d+/.test(command.stdout()));
    expect((await fire(url, 'Meanwhile')).status).toBe(200);
    expect(await accepted(url)).toBe(11);
    await waitUntil('both serve', async () => (await figure(url, 'tocsin_workers')) === 2);
    expect(await accepted(url)).toBe(11);
    expect(await figure(url, 'tocsin_worker_restarts_total')).toBe(1);
  });

  test('reload together, by signal and over HTTP, and stop together', async () => {
    const { command, url } = await startFleet();
    const readAt = () => figure(url, 'tocsin_config_reload_timestamp_seconds');
    const before = await readAt();
    command.signal('SIGHUP');
    const bySignal = await waitUntil('both have reloaded', async () => (await readAt()) > before && readAt());
    const headers = { authorization: `Bearer ${ADMIN}` };
    expect((await fetch(`${url}/-/reload`, { method: 'POST', headers })).status).toBe(200);
    expect(await readAt()).toBeGreaterThan(bySignal);
    const workers = await childrenOf(command.pid);
    const { code, stdout } = await command.stop();
    expect(code).toBe(0);
    expect(stdout.match(/"msg":"stopped"/g)).toHaveLength(3);
    for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('end with their supervisor when that is killed', async () => {
    const { command } = await startFleet();
    const workers = await childrenOf(command.pid);
    await command.stop('SIGKILL');
    await waitUntil('they are gone', () =>
      workers.every((pid) => {
        try {
          process.kill(pid, 0);
          return false;
        } catch {
          return true;
        }
      }),
    );
  });
});

describe('workers that cannot start', () => {
  test('say why once, and end with 2', async () => {
    const env = { ...SECRETS, REDIS_URL: 'redis://127.0.0.1:1', TOCSIN_CONFIG: 'test/workers/no-such-folder' };
    const { code, stderr } = await runTocsin(['serve', '--port', '99999', '--workers', '2'], { env });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--port must be a port') });
    const invalid = { ...SECRETS, ACME_BOT_TOKEN: '', REDIS_URL: 'redis://127.0.0.1:1' };
    const fault = await runTocsin(['serve', '--port', '0', '--workers', '2'], { env: invalid });
    expect(fault.code).toBe(2);
    expect(fault.stderr.match(/tenant\.yaml.*ACME_BOT_TOKEN/g)).toHaveLength(1);
  });

  test('want Redis', async () => {
    const { code, stderr } = await runTocsin(['serve', '--workers', '2'], { env: SECRETS });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/WORKERS: needs REDIS_URL/) });
  });

  test.each([
    [['--role', 'deliverer'], 'tocsin: there is no role "deliverer"; did you mean "deliver"?'],
    [['--workers', 'all'], 'tocsin: --workers must be a number, not all'],
  ])('and are told what was meant with %j', async (args, words) => {
    const { code, stderr } = await runTocsin(['serve', ...args], { env: SECRETS });
    expect({ code, said: stderr.split('\n')[0] }).toEqual({ code: 2, said: words });
  });
});
