/** Links to install the app, and what became of them, from the command line of an operator. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startInstallingPlatform } from '../acceptance/installed-platform.ts';
import { Browser } from '../acceptance/installer.ts';
import { type Platform, SECRETS } from '../acceptance/platform.ts';
import { runTocsin } from './run-tocsin.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await startInstallingPlatform();
});
afterAll(() => platform.close());

const tocsin = (args: string, env: Readonly<Record<string, string>> = {}) =>
  runTocsin(['slack', ...args.split(' ')], {
    env: { TOCSIN_ADMIN_TOKEN: SECRETS.TOCSIN_ADMIN_TOKEN, PORT: String(platform.relay.port), ...env },
  });

describe('tocsin slack', () => {
  test('install-link prints a link that installs once, and installations lists what came of it', async () => {
    const before = await tocsin('installations');
    expect([before.code, before.stdout]).toEqual([1, expect.stringMatching(/acme +- +- +- +- +not installed/)]);
    const { code, stdout, stderr } = await tocsin('install-link --tenant acme --hours 2 --by maria');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/slack\/install\?tenant=acme&key=[\w-]{43}\n$/);
    expect(stderr).toContain('Good for one installation until 20');
    expect((await new Browser().install(stdout.trim(), 'T0ACME')).status).toBe(200);
    const after = await tocsin('installations');
    expect(after).toMatchObject({ code: 0, stderr: '' });
    expect(after.stdout).toMatch(
      /^TENANT +WORKSPACE +NAME +SINCE \(UTC\) +KEY +STATE\nacme +T0ACME +Sandbox .* 2026-11 +in order\n$/,
    );
    expect(platform.log.join('')).toContain('"by":"maria"');
  });

  test.each([
    ['install-link', '--tenant is missing'],
    ['install-link --tenant acme --hours soon', '--hours must be a whole number of hours, not soon'],
  ])('%s is wrong use', async (args, told) => {
    expect(await tocsin(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(told) });
  });

  test.each([
    ['install-link --tenant globex', 'tenant globex has a token of its own; write "install: oauth" under slack'],
    ['install-link --tenant acmee', 'there is no such tenant; did you mean "acme"?'],
    ['install-link --tenant acme --hours 999', 'hours must be a whole number from 1 to 168'],
  ])('%s is refused by the relay', async (args, told) => {
    expect(await tocsin(args)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(told) });
  });
});
