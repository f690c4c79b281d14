import { execFileSync, spawn } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { ROOT, repositoryFiles } from '../repository/repository-files.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { runTocsin, startTocsin } from './run-tocsin.ts';

interface Shown {
  readonly text: string;
  readonly ts: string;
  readonly threadTs?: string;
  readonly revision: number;
}

/** What the page shows of a channel, as the page itself asks for it. */
async function messagesOf(url: string, team: string, channel: string) {
  const response = await fetch(`${url}/_sandbox/messages?${new URLSearchParams({ team, channel })}`);
  const shown: { readonly messages: readonly Shown[]; readonly ephemerals: readonly Shown[] } = JSON.parse(
    await response.text(),
  );
  return shown;
}

describe('tocsin quickstart', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  test('--once ends with 0 when all messages have arrived', async () => {
    const { code, stdout, stderr } = await runTocsin(['quickstart', '--once']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('disk-resolved.json');
    expect(stdout).toMatch(/All messages have arrived\.\n$/);
  });

  test('shows lives in two languages, takes its own curl line and answers clicks, until Ctrl-C', async () => {
    const quickstart = await startTocsin(['quickstart'], {
      ready: /Ctrl-C ends it/,
      env: { REDIS_URL: 'redis://127.0.0.1:1' },
    });
    releasers.add('quickstart', async () => {
      await quickstart.stop();
    });
    const printed = quickstart.stdout();
    const page = /Messages\s+(http:\S+)/.exec(printed)?.[1] ?? '';
    const metrics = /Metrics\s+(http:\S+)/.exec(printed)?.[1] ?? '';

    const german = await messagesOf(page, 'T0ACME', 'C0OPS');
    expect(german.messages.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Behoben: DiskAlmostFull/),
      expect.stringMatching(/DiskAlmostFull/),
      expect.stringMatching(/DiskAlmostFull/),
    ]);
    expect(german.messages.map(({ threadTs }) => threadTs)).toEqual([
      undefined,
      german.messages[0]?.ts,
      german.messages[0]?.ts,
    ]);
    const french = await messagesOf(page, 'T0GLOBEX', '#alerts');
    expect(french.messages[0]?.text).toMatch(/^Avertissement\s: SlowAnswers/);
    expect(french.messages[0]?.revision).toBeGreaterThan(0);

    const line = /^ {2}(curl .+)$/m.exec(printed)?.[1] ?? 'no curl line';
    expect(execFileSync('sh', ['-c', `${line} --silent`], { cwd: ROOT, encoding: 'utf8' })).toBe(
      '{"outcome":"accepted"}',
    );
    const ts = await waitUntil('the webhook of the curl line is shown', async () => {
      const { messages } = await messagesOf(page, 'T0ACME', 'C0OPS');
      return messages.find(({ text }) => text.includes('CertificateExpiresSoon'))?.ts;
    });

    const click = { teamId: 'T0ACME', channel: 'C0OPS', ts, actionId: 'acknowledge', userId: 'U0GIULIA' };
    const clicked = await fetch(`${page}/_sandbox/click`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(click),
    });
    expect(await clicked.json()).toMatchObject({ status: 200 });
    await waitUntil('the message says who has it', async () => {
      const { messages } = await messagesOf(page, 'T0ACME', 'C0OPS');
      return JSON.stringify(messages.find((each) => each.ts === ts)).includes('<@U0GIULIA>');
    });

    expect(await (await fetch(metrics)).text()).toMatch(/^tocsin_deliveries_total\{.*outcome="sent".*\} [1-9]/m);
    expect(await quickstart.stop('SIGINT')).toMatchObject({ code: 0, stderr: '' });
  });

  test('npm run quickstart works in a fresh copy of the repository', async () => {
    const clone = await mkdtemp(join(tmpdir(), 'tocsin-clone-'));
    releasers.add('clone', () => rm(clone, { recursive: true }));
    for (const path of repositoryFiles().filter((each) => !each.startsWith('test/'))) {
      await cp(join(ROOT, path), join(clone, path), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
    const child = spawn('npm', ['run', 'quickstart', '--', '--once'], {
      cwd: clone,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('All messages have arrived.') });
    expect(output).not.toContain('Installing packages');
  }, 120_000);
});
