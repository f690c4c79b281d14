import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { readText, repositoryFiles } from '../repository/repository-files.ts';
import { runTocsin } from './run-tocsin.ts';

const FIRING = 'deploy/samples/disk-firing.json';
const UPDATE = 'deploy/samples/disk-update.json';
const RESOLVED = 'deploy/samples/disk-resolved.json';

/** Without any of the tenants' variables: templates need no secrets. */
const render = (args: readonly string[], stdin?: string) =>
  runTocsin(['template', 'render', ...args], stdin === undefined ? {} : { stdin });
const acmeOps = ['--tenant', 'acme', '--receiver', 'ops'];

describe('tocsin template render', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  test('prints the first post in the language of the receiver, with its mentions', async () => {
    const { code, stdout, stderr } = await render([...acmeOps, FIRING]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { blocks, attachments, text } = JSON.parse(stdout);
    expect(text).toMatch(/^Kritisch: DiskAlmostFull/);
    expect(blocks.length).toBe(2);
    expect(attachments[0].blocks.length).toBeGreaterThan(2);
    expect(stdout).toContain('<!subteam^S0ONCALL>');
  });

  test('prints every language for all, from stdin as well', async () => {
    const { code, stdout } = await render([...acmeOps, '--locale', 'all', '-'], readText(FIRING));
    expect(code).toBe(0);
    const drawn = JSON.parse(stdout);
    expect(Object.keys(drawn)).toEqual(['de', 'en', 'es', 'fr', 'it']);
    expect(new Set(Object.values<{ text: string }>(drawn).map(({ text }) => text)).size).toBe(5);
  });

  test('takes a locale with a region', async () => {
    const { stdout } = await render([...acmeOps, '--locale', 'de-AT', FIRING]);
    expect(JSON.parse(stdout).text).toMatch(/^Kritisch/);
  });

  test('draws the thread of a life: what the last webhook changed, without mentions', async () => {
    const { code, stdout } = await render([...acmeOps, '--locale', 'en', '--part', 'thread', FIRING, UPDATE]);
    expect(code).toBe(0);
    expect(stdout).toContain('1\u00a0new alert*');
    expect(stdout).toContain('1\u00a0alert resolved*');
    expect(stdout).toContain('1\u00a0alert still firing');
    expect(stdout).not.toContain('<!subteam');
  });

  test('draws the message after the last webhook of a life', async () => {
    const { stdout } = await render([...acmeOps, '--locale', 'en', FIRING, UPDATE, RESOLVED]);
    expect(JSON.parse(stdout).text).toMatch(/^Resolved: DiskAlmostFull/);
  });

  test('draws every sample without a failure', async () => {
    const samples = repositoryFiles().filter((path) => path.startsWith('deploy/samples/'));
    expect(samples.length).toBeGreaterThan(3);
    for (const sample of samples) {
      const { code, stderr } = await render([...acmeOps, '--locale', 'all', sample]);
      expect({ sample, code, stderr }).toEqual({ sample, code: 0, stderr: '' });
    }
  }, 60_000);

  test('prints the plain message and ends with 1 when the template fails', async () => {
    const configDir = await mkdtemp(join(tmpdir(), 'tocsin-cli-'));
    releasers.add('folder', () => rm(configDir, { recursive: true }));
    const tenant = join(configDir, 'tenants/acme');
    await mkdir(join(tenant, 'templates/empty'), { recursive: true });
    for (const file of ['tenant.yaml', 'routing.yaml', 'receivers.yaml', 'escalation.yaml']) {
      const text = readText(`config/tenants/acme/${file}`);
      const isChanged = file === 'receivers.yaml';
      await writeFile(join(tenant, file), isChanged ? text.replace('C0OPS', 'C0OPS\n      template: empty') : text);
    }
    await writeFile(
      join(tenant, 'templates/empty/message.hbs'),
      '{{#each resolved}}{{#section}}x{{/section}}{{/each}}\n',
    );
    const { code, stdout, stderr } = await render([...acmeOps, '--config', configDir, FIRING]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).text).toMatch(/^Kritisch: DiskAlmostFull/);
    expect(stderr).toMatch(/^the template failed, the plain message stands in: .+message\.hbs/);
  });

  test.each([
    ['no JSON', 'no', '-: the body is not JSON; Alertmanager posts a JSON object\n'],
    ['no webhook', '{"version":"3"}', /^-: not an Alertmanager webhook: version: must be /],
  ])('ends with 1 for %s', async (_what, body, told) => {
    const { code, stdout, stderr } = await render([...acmeOps, '-'], body);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(told);
  });

  test.each([
    [[...acmeOps], "the file of a webhook's body, or - for stdin, is missing"],
    [[...acmeOps, 'nowhere.json'], 'nowhere.json does not exist'],
    [['--tenant', 'acme', '--receiver', 'opps', FIRING], 'tenant acme has no receiver "opps"; did you mean "ops"?'],
    [[...acmeOps, '--part', 'all', FIRING], '--part must be message, thread or reminder, not all'],
    [[...acmeOps, '--locale', 'nl', FIRING], 'there are no phrases in "nl"; there are de, en, es, fr, it, and all'],
    [
      [...acmeOps, FIRING, 'deploy/samples/certificate-firing.json'],
      'the webhooks are of different groups: their receiver and groupKey must be the same',
    ],
  ])('%j is wrong use', async (args, told) => {
    const { code, stdout, stderr } = await render(args);
    const see = 'See: tocsin template render --help\n';
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `tocsin: ${told}\n${see}` });
  });
});
