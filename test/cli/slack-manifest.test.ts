import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { appManifest, BOT_SCOPES } from '../../src/slack/app-manifest.ts';
import { runTocsin } from './run-tocsin.ts';

const EXAMPLE = 'https://tocsin.example.com';
const FILE = 'deploy/slack/manifest.json';

/** `UPDATE_GENERATED=1 npx jest test/cli/slack-manifest` writes it anew. */
if (process.env.UPDATE_GENERATED === '1') {
  writeFileSync(FILE, `${JSON.stringify(appManifest({ name: 'Tocsin', origin: EXAMPLE }), undefined, 2)}\n`);
}

describe('tocsin slack manifest', () => {
  test('prints what deploy/slack/manifest.json is for another address', async () => {
    const { code, stdout, stderr } = await runTocsin(['slack', 'manifest', '--url', `${EXAMPLE}/`]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(readFileSync(FILE, 'utf8'));
  });

  test('keeps a path before its own, and takes a name', async () => {
    const { stdout } = await runTocsin([
      'slack',
      'manifest',
      '--url',
      `${EXAMPLE}/relay/`,
      '--name',
      'Alerts (staging)',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      display_information: { name: 'Alerts (staging)' },
      features: { bot_user: { display_name: 'Alerts (staging)' } },
      settings: { interactivity: { request_url: `${EXAMPLE}/relay/slack/events` } },
    });
  });

  test.each([
    [['--url', 'http://tocsin.example.com'], '--url "http://tocsin.example.com" is no https address'],
    [['--url', 'tocsin'], '--url "tocsin" is no https address; write https://tocsin.example.com'],
    [['--url', EXAMPLE, '--name', 'x'.repeat(36)], '--name has 36 characters; Slack takes 35'],
    [[], '--url is missing'],
  ])('%j is wrong use', async (args, told) => {
    const { code, stdout, stderr } = await runTocsin(['slack', 'manifest', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(told);
  });

  test('asks for the scopes that docs/slack.md explains, and for no other', () => {
    const rows = readFileSync('docs/slack.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows).toEqual(
      BOT_SCOPES.map(({ name, why, without = '*required*' }) => `| \`${name}\` | ${why} | ${without} |`),
    );
  });
});
