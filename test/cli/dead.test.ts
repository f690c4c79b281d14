import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { webhookOf } from '../acceptance/webhooks.ts';
import { readText } from '../repository/repository-files.ts';
import { freePort } from '../servers/free-port.ts';
import { serverDirectory } from '../servers/server-process.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { type RunningCommand, runTocsin, SECRETS, startTocsin } from './run-tocsin.ts';

const TOKEN = 'hush-admin-token-0123456789';
const EVIL = 'evil\u001b[2J\u202egnp\nID  forged';

let sandbox: Sandbox;
let relay: RunningCommand;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  sandbox = await startSandbox({
    workspaces: [
      { teamId: 'T0ACME', tokens: [{ token: SECRETS.ACME_BOT_TOKEN }], channels: [{ id: 'C0OPS', name: 'ops' }] },
    ],
  });
  const port = String(await freePort());
  env = { ...SECRETS, SLACK_API_URL: sandbox.apiUrl, TOCSIN_ADMIN_TOKEN: TOKEN, PORT: port };
  relay = await startTocsin(['serve'], { env, ready: /is listening/ });
});
afterAll(async () => {
  await relay.stop();
  await sandbox.close();
});

const dead = (args: string, more: Readonly<Record<string, string>> = {}) =>
  runTocsin(['dead', ...args.split(' ')], { env: { TOCSIN_ADMIN_TOKEN: TOKEN, PORT: env.PORT ?? '', ...more } });

/** Asks the API itself, where the command line is not what a test is about. */
async function ask(method: 'GET' | 'DELETE', query: string): Promise<string> {
  const url = `http://127.0.0.1:${env.PORT}/api/v1/tenants/acme/dead-letters${query}`;
  return (await fetch(url, { method, headers: { authorization: `Bearer ${TOKEN}` } })).text();
}

const dropAll = () => ask('DELETE', '?reason=content_refused');

let made = 0;

/** Lets Slack refuse a message of each name, which gets a number, even when it is plain. */
async function makeLetters(names: readonly string[]): Promise<readonly { readonly id: string }[]> {
  sandbox.faults.add({ method: 'chat.postMessage', kind: 'error', error: 'invalid_blocks', times: 1_000 });
  for (const name of names) {
    made += 1;
    const alertname = `${name}${made}`;
    const response = await fetch(`http://127.0.0.1:${env.PORT}/v1/tenants/acme/alertmanager`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${SECRETS.ACME_INGEST_TOKEN}` },
      body: JSON.stringify(webhookOf([{ instance: 'db-1' }], { alertname })),
    });
    expect(response.status).toBe(200);
  }
  const letters = await waitUntil('all are given up', async () => {
    const { total, deadLetters } = JSON.parse(await ask('GET', ''));
    return total === names.length && deadLetters;
  });
  sandbox.faults.clear();
  return letters;
}

beforeEach(async () => {
  await dropAll();
});

describe('tocsin dead', () => {
  test('lists nothing where there is nothing', async () => {
    const { code, stdout, stderr } = await dead('list --tenant acme');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'acme has no dead letters.\n', stderr: '' });
    expect((await dead('replay --tenant acme --all')).stdout).toBe('There was nothing to send again.\n');
  });

  test('lists what was given up, a line each, by pages and by reason', async () => {
    const letters = await makeLetters(['DiskFull', 'MemoryLow', 'Slow']);
    const { code, stdout } = await dead('list --tenant acme');
    expect(code).toBe(0);
    const [headline, empty, head, ...lines] = stdout.trimEnd().split('\n');
    expect([headline, empty]).toEqual(['acme has 3 dead letters.', '']);
    expect(head).toMatch(/^ID {36}GIVEN UP \(UTC\) {4}REASON {11}RECEIVER {2}STATE {10}GROUP$/);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(
      new RegExp(
        `^${letters[0]?.id}  20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d  content_refused  ops  +open critical  alertname="`,
      ),
    );
    const first = await dead('list --tenant acme --limit 2');
    expect(first.stdout).toContain('acme has 3 dead letters; here are 2.');
    const after = /There are more: (--after \S+)/.exec(first.stdout)?.[1];
    const rest = await dead(`list --tenant acme ${after}`);
    expect(rest.stdout).toContain(letters[2]?.id);
    expect(rest.stdout).not.toContain(letters[1]?.id);
    const none = await dead('list --tenant acme --reason token_invalid');
    expect(none.stdout).toBe('acme has 3 dead letters, none of reason token_invalid.\n');
  });

  test('shows one as it is now, what to do, and how it is sent again', async () => {
    const [letter] = await makeLetters(['DiskFull']);
    const { code, stdout } = await dead(`show --tenant acme ${letter?.id}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^group {10}alertname="DiskFull\d+"$/m);
    expect(stdout).toMatch(/^reason {9}content_refused: invalid_blocks/m);
    expect(stdout).toMatch(/^message {8}never posted$/m);
    expect(stdout).toMatch(/^state now {6}open, critical: 1 firing, 0 no longer reported, 0 resolved$/m);
    expect(stdout).toMatch(
      /^ {2}firing {6}since 20\S+ \S+ UTC {2}alertname="DiskFull\d+" instance="db-1" severity="critical"$/m,
    );
    expect(stdout).toContain('Disk of db-1 is almost full');
    expect(stdout).toContain(
      `docs/operations.md, "content_refused". Then:\n  tocsin dead replay --tenant acme ${letter?.id}\n`,
    );
  });

  test('sends again one, or all of a reason, and drops', async () => {
    const [first, second] = await makeLetters(['A', 'B', 'C', 'D']);
    const one = await dead(`replay --tenant acme ${first?.id}`);
    expect([one.code, one.stdout]).toEqual([0, 'Sent again: 1 dead letter.\n']);
    const dropped = await dead(`drop --tenant acme --by maria ${second?.id}`);
    expect([dropped.code, dropped.stdout]).toEqual([0, 'Dropped: 1 dead letter.\n']);
    await waitUntil('it is logged', () => relay.stdout().includes('"by":"maria"'));
    const rest = await dead('replay --tenant acme --reason content_refused --json', { USER: 'jan' });
    expect(JSON.parse(rest.stdout)).toEqual({ replayed: 2 });
    await waitUntil('it is logged', () => relay.stdout().includes('"by":"jan"'));
    expect((await dead('list --tenant acme')).stdout).toBe('acme has no dead letters.\n');
    await waitUntil('three messages', () => sandbox.messages('T0ACME', 'C0OPS').length >= 3);
    for (const command of ['show', 'replay', 'drop']) {
      const { code, stdout, stderr } = await dead(`${command} --tenant acme ${second?.id}`);
      expect([command, code, stdout]).toEqual([command, 1, '']);
      expect(stderr).toMatch(/^tocsin: the tenant has no dead letter of this id; it may have been told/);
    }
  });

  test('lets no label move the cursor or forge a line', async () => {
    const [letter] = await makeLetters([EVIL]);
    for (const command of ['list --tenant acme', `show --tenant acme ${letter?.id}`]) {
      const { stdout } = await dead(command);
      expect(stdout).toContain('evil');
      for (const trick of ['\u001b', '\u202e', '\nID  forged']) expect(stdout).not.toContain(trick);
    }
  });

  test('takes the token from a file, and the address as it is given', async () => {
    const folder = await serverDirectory('token');
    const file = join(folder, 'token');
    await writeFile(file, `${TOKEN}\n`);
    const url = `http://127.0.0.1:${env.PORT}/`;
    const args = ['dead', 'list', '--tenant', 'acme', '--url', url];
    expect((await runTocsin([...args, '--token-file', file])).code).toBe(0);
    expect((await runTocsin(args, { env: { TOCSIN_ADMIN_TOKEN_FILE: file } })).code).toBe(0);
    const gone = await runTocsin([...args, '--token-file', join(folder, TOKEN)]);
    expect([gone.code, gone.stderr.split('\n')[0]]).toEqual([
      2,
      'tocsin: the file with the admin token does not exist; set TOCSIN_ADMIN_TOKEN to the one that the relay was started with, or name its file with --token-file',
    ]);
    await rm(folder, { recursive: true });
  });

  test('runs every example of its help', async () => {
    for (const name of ['list', 'show', 'replay', 'drop']) {
      const { stdout } = await dead(`${name} --help`);
      const examples = [...stdout.matchAll(/^ {2}tocsin dead (.+)$/gm)].map((match) => match[1] ?? '');
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        const [letter] = await makeLetters(['DiskFull']);
        const line = example.replace(/[0-9a-f]{36}/, letter?.id ?? '');
        expect({ line, ...(await dead(line)) }).toMatchObject({ line, code: 0, stderr: '' });
        await dropAll();
      }
    }
  }, 60_000);
});

describe('docs/admin-api.md', () => {
  test('has examples of dead letters that work', async () => {
    const all = [...readText('docs/admin-api.md').matchAll(/^curl (.+)$/gm)].map((match) => match[1] ?? '');
    // Those of installations need a relay that Slack apps are installed at: test/acceptance/installation.test.ts.
    const examples = all.filter((example) => example.includes('/dead-letters'));
    expect(examples.length).toBeGreaterThan(5);
    for (const example of examples) {
      const [letter] = await makeLetters(['DiskFull']);
      const values: Readonly<Record<string, string>> = {
        TOKEN,
        RELAY: `http://127.0.0.1:${env.PORT}`,
        ID: letter?.id ?? '',
      };
      const line = example.replace(/\$([A-Z]+)/g, (_, name: string) => values[name] ?? '');
      const headers = [...line.matchAll(/-H (["'])(.+?): (.+?)\1/g)].map(
        ([, , name = '', value = '']) => [name, value] as [string, string],
      );
      const url = /"(http[^"]+)"$/.exec(line)?.[1] ?? '';
      const response = await fetch(url, { method: /-X (\w+)/.exec(line)?.[1] ?? 'GET', headers });
      expect({ example, status: response.status }).toEqual({ example, status: 200 });
      const shown = new Set(Object.keys(JSON.parse(await response.text())));
      for (const field of shown) expect(readText('docs/admin-api.md')).toMatch(new RegExp(`["\`]${field}["\`]`));
      await dropAll();
    }
  }, 60_000);
});

describe('tocsin dead says plainly', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  test.each([
    [
      'a wrong token',
      'list --tenant acme',
      { TOCSIN_ADMIN_TOKEN: 'wrong' },
      /does not take this admin token; set TOCSIN_ADMIN_TOKEN here to the one that it was started with$/,
    ],
    ['a tenant that is not there', 'list --tenant acmee', {}, /there is no such tenant; did you mean "acme"\?$/],
    [
      'a reason that is none',
      'list --tenant acme --reason token_invald',
      {},
      /there is no such reason; did you mean "token_invalid"\?$/,
    ],
    [
      'a relay that is not there',
      'list --tenant acme --url http://127.0.0.1:10239',
      {},
      /^tocsin: no relay answers at http:\/\/127.0.0.1:10239 \(ECONNREFUSED\); is it running there\?/,
    ],
  ])('%s', async (_what, args, more, told) => {
    const { code, stdout, stderr } = await dead(args, more);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trimEnd()).toMatch(told);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('that something else answers, and gives its token to no redirect', async () => {
    let seen = '';
    const elsewhere = createServer((request, response) => {
      seen += request.headers.authorization ?? '';
      response.end();
    });
    const port = () => (elsewhere.address() as AddressInfo).port;
    const other = createServer((request, response) => {
      if (request.url?.includes('globex')) response.writeHead(302, { location: `http://127.0.0.1:${port()}/` }).end();
      else response.end('<html>hello</html>');
    });
    for (const server of [elsewhere, other]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      releasers.add('server', async () => void (await new Promise((resolve) => server.close(resolve))));
    }
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const page = await dead(`list --tenant acme --url ${url}`);
    expect([page.code, page.stderr]).toEqual([1, `tocsin: what answers at ${url} is no Tocsin relay (HTTP 200)\n`]);
    expect((await dead(`list --tenant globex --url ${url}`)).code).toBe(1);
    expect(seen).toBe('');
  });

  test('that the relay has no admin token', async () => {
    const closed = { ...env, TOCSIN_ADMIN_TOKEN: '', PORT: String(await freePort()) };
    const running = await startTocsin(['serve'], { env: closed, ready: /is listening/ });
    const { code, stderr } = await dead('list --tenant acme', { PORT: closed.PORT });
    await running.stop();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /has no TOCSIN_ADMIN_TOKEN, so its API is closed; start it with one, made with: openssl rand -hex 32\n$/,
    );
  });
});
