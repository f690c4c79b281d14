import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { appManifest, BOT_SCOPES } from '../../src/slack/app-manifest.ts';
import { runTocsin } from './run-tocsin.ts';

const EXAMPLE = 'https://tocsin.example.com';
const FILES = {
  'deploy/slack/manifest.json': ['--url', `${EXAMPLE}/`],
  'deploy/slack/manifest-socket-mode.json': ['--socket'],
} as const;

/** `UPDATE_GENERATED=1 npx jest test/cli/slack-manifest` writes it anew. */
if (process.env.UPDATE_GENERATED === '1') {
  for (const file of Object.keys(FILES)) {
    const origin = file.includes('socket') ? undefined : EXAMPLE;
    writeFileSync(file, `${JSON.stringify(appManifest({ name: 'Tocsin', origin, rotates: false }), undefined, 2)}\n`);
  }
}

describe('tocsin slack manifest', () => {
  test.each(Object.entries(FILES))('prints what %s is', async (file, args) => {
    const { code, stdout, stderr } = await runTocsin(['slack', 'manifest', ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(readFileSync(file, 'utf8'));
  });

  test('over HTTP names an address for everything, and the way back of an installation', () => {
    const { settings, features, oauth_config: oauth } = appManifest({ name: 'Tocsin', origin: EXAMPLE, rotates: true });
    const url = `${EXAMPLE}/slack/events`;
    expect(settings).toMatchObject({
      interactivity: { is_enabled: true, request_url: url },
      event_subscriptions: { request_url: url, bot_events: ['app_home_opened', 'app_uninstalled', 'tokens_revoked'] },
      socket_mode_enabled: false,
      token_rotation_enabled: true,
    });
    expect(features?.slash_commands).toMatchObject([{ command: '/tocsin', url }]);
    expect(features?.app_home?.home_tab_enabled).toBe(true);
    expect(oauth?.redirect_urls).toEqual([`${EXAMPLE}/slack/oauth_redirect`]);
  });

  test('by Socket Mode names no address at all', () => {
    const manifest = appManifest({ name: 'Tocsin', origin: undefined, rotates: false });
    expect(JSON.stringify(manifest)).not.toMatch(/https?:|"(?:request_)?url|redirect/);
    expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
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
    [['--socket', '--url', EXAMPLE], '--socket and --url are two ways'],
    [['--socket', '--token-rotation'], '--token-rotation needs --url'],
  ])('%j is wrong use', async (args, told) => {
    const { code, stdout, stderr } = await runTocsin(['slack', 'manifest', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(told);
  });

  test('asks for the scopes that docs/slack.md explains, and for no other', () => {
    const [, section = ''] = readFileSync('docs/slack.md', 'utf8').split('## What it may do, and why');
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).toEqual(
      BOT_SCOPES.map(({ name, why, without = '*required*' }) => `| \`${name}\` | ${why} | ${without} |`),
    );
  });
});
