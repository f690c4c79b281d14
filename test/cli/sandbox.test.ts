import { afterEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { runTocsin, SECRETS, startTocsin } from './run-tocsin.ts';

describe('tocsin sandbox', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  const start = async () => {
    const sandbox = await startTocsin(['sandbox', '--port', '0'], { env: SECRETS, ready: /Clicks are/ });
    releasers.add('sandbox', async () => {
      await sandbox.stop();
    });
    return { sandbox, url: /at (http:\S+)/.exec(sandbox.stdout())?.[1] ?? '' };
  };

  test("plays the workspaces that the tenants' files name, and ends with 0 when told to stop", async () => {
    const { sandbox, url } = await start();
    expect(sandbox.stdout()).toContain('T0ACME Acme GmbH: #ops (C0OPS), #database (C0DB)\n');
    expect(sandbox.stdout()).toContain('T0GLOBEX Globex SA: #alerts (C0ALERTS)\n');
    expect(sandbox.stdout()).toContain(`SLACK_API_URL=${url}/api/\n`);
    const sent = await runTocsin(['send-test', '--tenant', 'globex', '--receiver', 'alerts'], {
      env: { ...SECRETS, SLACK_API_URL: `${url}/api/` },
    });
    expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining('in C0ALERTS.') });
    expect(await sandbox.stop()).toMatchObject({ code: 0, stderr: '' });
  });

  test('calls its users by the language of the workspace first', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/_sandbox/state`);
    const state: unknown = await response.json();
    expect(state).toMatchObject({
      workspaces: [
        { teamId: 'T0ACME', users: expect.arrayContaining([expect.objectContaining({ locale: 'de-DE' })]) },
        { teamId: 'T0GLOBEX' },
      ],
    });
    expect(JSON.stringify(state)).toMatch(/"teamId":"T0GLOBEX".*?"users":\[\{"id":"U0CAMILLE"/);
  });

  test('ends with 2 when the port is taken', async () => {
    const { url } = await start();
    const { port } = new URL(url);
    const { code, stderr } = await runTocsin(['sandbox', '--port', port], { env: SECRETS });
    expect(code).toBe(2);
    expect(stderr).toContain(`the sandbox cannot listen on port ${port} (EADDRINUSE); choose another with --port`);
  });

  test('ends with 1 when a token is missing', async () => {
    const { code, stderr } = await runTocsin(['sandbox', '--port', '0']);
    expect(code).toBe(1);
    expect(stderr).toContain('the environment variable ACME_BOT_TOKEN is not set');
  });
});
