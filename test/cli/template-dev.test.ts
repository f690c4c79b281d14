import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import type { Catalog, Life } from '../../src/core/preview.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { type RunningCommand, runTocsin, startTocsin } from './run-tocsin.ts';

const FIRING = 'deploy/samples/disk-firing.json';
const RESOLVED = 'deploy/samples/disk-resolved.json';

async function ask<Answer>(address: string, path: string): Promise<Answer> {
  const response = await fetch(new URL(`/preview/api/${path}`, address));
  return JSON.parse(await response.text());
}

function addressIn(running: RunningCommand): string {
  return /http:\/\/127\.0\.0\.1:\d+\/preview[^\s;]*/.exec(running.stdout())?.[0] ?? 'no address';
}

describe('a preview', () => {
  const releasers = new Releasers();
  let folder: string;
  const save = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tocsin-dev-'));
    releasers.add('folder', () => rm(folder, { recursive: true }));
  });
  afterEach(() => releasers.close());

  test('of template dev shows the tenant, follows what is saved and tells faults on the console', async () => {
    await save('tenants/acme/templates/own/message.hbs', '{{#section}}First: {{title}}{{/section}}\n');
    const args = ['template', 'dev', '--tenant', 'acme', '--port', '0', '--config', folder];
    const running = await startTocsin(args, { ready: /^Previews at /m });
    releasers.add('command', () => void running.signal('SIGKILL'));
    const address = addressIn(running);
    expect(running.stdout()).toMatch(/^\d\d:\d\d:\d\d drawn: \d+ templates, 5 languages, \d+ fixtures$/m);
    expect(await ask<Catalog>(address, 'catalog')).toMatchObject({ tenant: 'acme' });

    await save('tenants/acme/templates/own/message.hbs', '{{#section}}Second: {{title}}{{/section}}\n');
    const life = () => ask<Life>(address, 'life?fixture=grafana&template=own&locale=en');
    await waitUntil('it is drawn', async () => JSON.stringify(await life()).includes('Second: High memory usage'));

    await save('tenants/acme/templates/own/message.hbs', '{{#section}}{{titel}}{{/section}}\n');
    const response = await fetch(new URL('/preview/api/events', address));
    const reader = response.body?.getReader();
    let told = '';
    await waitUntil('the page is told', async () => {
      told += Buffer.from((await reader?.read())?.value ?? []).toString();
      return told.includes('event: fault');
    });
    await reader?.cancel();
    expect(JSON.stringify(await life())).toContain('Second: High memory usage');
    const { code, stderr } = await running.stop('SIGINT');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^\d\d:\d\d:\d\d 1 fault; what was drawn before stays:\n/);
    expect(stderr).toContain(
      `  ${join(folder, 'tenants/acme/templates/own/message.hbs')}:1:15: no name "titel"; did you mean "title"?\n`,
    );
  }, 60_000);

  test('of webhooks is opened in the browser, in the language that is asked for, with the mentions of the receiver', async () => {
    const browser = join(folder, 'browser');
    await writeFile(browser, `#!/bin/sh\nprintf '%s' "$1" >'${join(folder, 'opened')}'\n`, { mode: 0o755 });
    const args = ['template', 'render', '--tenant', 'acme', '--receiver', 'ops', '--locale', 'de-AT', '--open'];
    const env = { BROWSER: browser };
    const running = await startTocsin([...args, FIRING, RESOLVED], { env, ready: /^Opened /m });
    releasers.add('command', () => void running.signal('SIGKILL'));
    const address = addressIn(running);
    const { searchParams } = new URL(address);
    expect(Object.fromEntries(searchParams)).toMatchObject({ view: 'life', fixture: 'webhook', locale: 'de-AT' });
    const { fixtures, tenant } = await ask<Catalog>(address, 'catalog');
    expect({ fixtures, tenant }).toEqual({
      tenant: 'acme',
      fixtures: [{ name: 'webhook', title: `${FIRING}, ${RESOLVED}` }],
    });
    const { frames } = await ask<Life>(address, `life?${searchParams.toString()}`);
    expect(frames.map(({ name }) => name)).toEqual(['fired', 'resolved']);
    expect(frames.map((frame) => JSON.stringify(frame.message).includes('S0ONCALL'))).toEqual([true, false]);
    expect(frames[0]?.message.text).toMatch(/^Kritisch/);
    expect((await running.stop()).code).toBe(0);
  }, 60_000);

  test('of webhooks tells its address where there is no browser', async () => {
    const args = ['template', 'render', '--tenant', 'acme', '--receiver', 'ops', '--open', FIRING];
    const env = { BROWSER: join(folder, 'none') };
    const running = await startTocsin(args, { env, ready: /^No browser could be opened; look at http:/m });
    expect((await running.stop()).code).toBe(0);
  }, 60_000);

  test.each([
    [['dev', '--tenant', 'acmee'], 'there is no tenant "acmee"; did you mean "acme"?'],
    [['dev', '--port', 'http'], '--port must be a port, 0 to 65535, not http'],
    [
      ['render', '--tenant', 'acme', '--receiver', 'ops', '--open', FIRING, 'deploy/samples/certificate-firing.json'],
      'deploy/samples/certificate-firing.json: it is of another group than the step before: its receiver and groupKey must be the same',
    ],
  ])('of %j is wrong use', async (args, told) => {
    const { code, stderr } = await runTocsin(['template', ...args]);
    const see = `See: tocsin template ${args[0]} --help\n`;
    expect({ code, stderr }).toEqual({ code: 2, stderr: `tocsin: ${told}\n${see}` });
  });
});
