import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { runTocsin } from './run-tocsin.ts';

const lint = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runTocsin(['template', 'lint', ...args], { env });

describe('tocsin template lint', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  /** A folder laid out as a tenant's. */
  async function draft(files: Readonly<Record<string, string>>): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-draft-'));
    releasers.add('folder', () => rm(folder, { recursive: true }));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return folder;
  }

  // Without options it is among the examples that documents.test.ts runs.
  test("finds nothing in the product's templates, and counts what it drew", async () => {
    const { code, stdout, stderr } = await lint(['--locale', 'de,en']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^\d+ templates?, \d+ fixtures, 2 languages: \d{3,} messages drawn, 0 errors, 0 warnings\.\n$/,
    );
  }, 60_000);

  test('ends with 1 and tells each error with its place', async () => {
    const folder = await draft({ 'templates/own/message.hbs': '{{#section}}\n  {{{title}}}\n{{/section}}\n' });
    const { code, stdout, stderr } = await lint([folder, '--template', 'own', '--locale', 'de,en']);
    const place = join(folder, 'templates/own/message.hbs:2:3');
    expect(code).toBe(1);
    expect(stderr).toBe(
      `${place}: three braces escape no less than two; write {{…}}: data is escaped, once, everywhere\n`,
    );
    expect(stdout).toMatch(/^1 template, \d+ fixtures, 2 languages: \d+ messages drawn, 1 error, 0 warnings\.\n$/);
  });

  test('ends with 0 when there are only warnings', async () => {
    const folder = await draft({ 'templates/own/message.hbs': '{{#section}}{{title}} {{labels.shelf}}{{/section}}\n' });
    const { code, stderr } = await lint([folder, '--template', 'own', '--locale', 'en']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: .+own\/message\.hbs:1:25: no fixture sets the label "shelf"; /);
  });

  test('looks at a tenant by its name, without its secrets', async () => {
    const configDir = await draft({ 'tenants/acme/templates/own/message.hbs': '{{#section}}{{titel}}{{/section}}\n' });
    const { code, stderr } = await lint(['--tenant', 'acme', '--config', configDir, '--template', 'default']);
    expect(code).toBe(1);
    const place = join(configDir, 'tenants/acme/templates/own/message.hbs:1:15');
    expect(stderr).toBe(`${place}: no name "titel"; did you mean "title"?\n`);
  });

  test('asks Slack where SLACK_API_URL says, about one message of each shape', async () => {
    const sandbox = await startSandbox({ workspaces: [] });
    releasers.add('sandbox', () => sandbox.close());
    const { code, stdout } = await lint(['--slack', '--template', 'default'], { SLACK_API_URL: sandbox.apiUrl });
    expect(code).toBe(0);
    const calls = sandbox.requestLog.all();
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.every(({ method, ok }) => method === 'blocks.validate' && ok)).toBe(true);
    expect(stdout).toContain(`Asking ${sandbox.apiUrl} about ${calls.length} messages, one of each shape.`);
  });

  test('ends with 1 when Slack cannot be asked', async () => {
    const { code, stderr } = await lint(['--slack', '--template', 'default'], {
      SLACK_API_URL: 'http://127.0.0.1:1/api/',
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^tocsin: Slack cannot be asked at http:\/\/127\.0\.0\.1:1\/api\/; /);
  });

  test.each([
    [['--tenant', 'acmee'], 'there is no tenant "acmee"; did you mean "acme"?'],
    [['docs'], 'docs holds neither templates/ nor locales/'],
    [['--locale', 'de,-'], '--locale must be languages such as de,en, not "-"'],
    [['--template', 'nowhere'], 'there is no such template; nothing was drawn'],
  ])('%j is wrong use', async (args, told) => {
    const { code, stdout, stderr } = await lint(args);
    const see = 'See: tocsin template lint --help\n';
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `tocsin: ${told}\n${see}` });
  });
});
