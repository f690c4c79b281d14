import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALERTMANAGER_REASONS, DEAD_LETTER_REASONS } from '../../src/core/errors.ts';
import { WEBHOOK_OUTCOMES } from '../../src/metrics/metrics.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { readText } from '../repository/repository-files.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { runTocsin, SECRETS, startTocsin } from './run-tocsin.ts';

const operations = readText('docs/operations.md');

describe('docs/operations.md', () => {
  test('has a runbook entry for every reason and every outcome of a webhook, and for no other', () => {
    const headings = [...operations.matchAll(/^### (\w+)$/gm)].map((match) => match[1]);
    const wanted = [...WEBHOOK_OUTCOMES, ...DEAD_LETTER_REASONS, ...ALERTMANAGER_REASONS];
    expect([...headings].sort()).toEqual([...wanted].sort());
  });
});

describe('README.md', () => {
  test('stays under two screens', () => {
    expect(readText('README.md').trim().split('\n').length).toBeLessThan(100);
  });
});

/** Lines of shell blocks that run the command line. */
function examplesIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');
  return linesWithTocsin(blocks.join('\n'));
}

function linesWithTocsin(text: string): readonly string[] {
  return [...text.matchAll(/^\s*(?:npx )?tocsin (.+)$/gm)].map((match) => match[1] ?? '');
}

const NAMES = [
  'serve',
  'check-config',
  'routes test',
  'template render',
  'template lint',
  'template dev',
  'send-test',
  'sandbox',
  'quickstart',
];
/** Commands that run until they are stopped, and what they say once they do their work. */
const SERVING: Readonly<Record<string, RegExp>> = {
  serve: /is listening/,
  'template render': /Ctrl-C ends it/,
  'template dev': /Ctrl-C ends it/,
  sandbox: /Clicks are/,
  quickstart: /Ctrl-C ends it/,
};

describe('every example', () => {
  let sandbox: Sandbox;
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
    sandbox = await startSandbox({
      workspaces: [
        { teamId: 'T0ACME', tokens: [{ token: SECRETS.ACME_BOT_TOKEN }], channels: [{ id: 'C0OPS', name: 'ops' }] },
      ],
    });
  });
  afterAll(async () => {
    await sandbox.close();
    await redis.stop();
  });

  const runExample = async (line: string): Promise<void> => {
    const [command = '', file] = line.split(' < ');
    const args = command.split(' ');
    const name = NAMES.find((each) => `${command} `.startsWith(`${each} `)) ?? '';
    // No window opens on the machine that runs the tests.
    const shared = /--(?:role|workers)\b/.test(command) ? { REDIS_URL: redis.url } : {};
    const env = { ...SECRETS, SLACK_API_URL: sandbox.apiUrl, BROWSER: 'true', ...shared };
    const isOver = args.includes('--once') || (name === 'template render' && !args.includes('--open'));
    // The first worker listens before the last one is started.
    const serving = command.includes('--workers') ? /workers are supervised/ : SERVING[name];
    const ready = isOver ? undefined : serving;
    if (ready === undefined) {
      const stdin = file === undefined ? {} : { stdin: readText(file) };
      expect({ line, ...(await runTocsin(args, { env, ...stdin })) }).toMatchObject({ line, code: 0, stderr: '' });
      return;
    }
    // Other tests may hold the ports of the examples: the last option counts.
    const port = name === 'quickstart' || name === 'template render' ? [] : ['--port', '0'];
    const running = await startTocsin([...args, ...port], { env, ready });
    expect({ line, ...(await running.stop()) }).toMatchObject({ line, code: 0, stderr: '' });
  };

  const runs = new Map<string, Promise<void>>();
  /** Several places have the same example: it runs once, and counts for them all. */
  const runOnce = (line: string): Promise<void> => {
    const run = runs.get(line) ?? runExample(line);
    runs.set(line, run);
    return run;
  };

  test('of the README and of deploy/README.md runs', async () => {
    const examples = [...examplesIn(readText('README.md')), ...examplesIn(readText('deploy/README.md'))];
    expect(examples.length).toBeGreaterThan(4);
    for (const line of examples) await runOnce(line);
  }, 60_000);

  test.each(NAMES)(
    'of tocsin %s --help runs',
    async (name) => {
      const { stdout } = await runTocsin([...name.split(' '), '--help']);
      const examples = linesWithTocsin(/^Examples:\n([\s\S]*?)\n\n/m.exec(stdout)?.[1] ?? '');
      expect(examples.length).toBeGreaterThan(0);
      for (const line of examples) await runOnce(line);
    },
    60_000,
  );
});
