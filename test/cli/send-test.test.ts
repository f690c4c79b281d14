import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { runTocsin, SECRETS } from './run-tocsin.ts';

describe('tocsin send-test', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({
      workspaces: [
        {
          teamId: 'T0ACME',
          tokens: [{ token: SECRETS.ACME_BOT_TOKEN }],
          channels: [
            { id: 'C0OPS', name: 'ops' },
            { id: 'C0DB', name: 'database', isMember: false },
          ],
        },
      ],
    });
  });
  afterAll(() => sandbox.close());

  const sendTest = (receiver: string, env: Readonly<Record<string, string>> = {}) =>
    runTocsin(['send-test', '--tenant', 'acme', '--receiver', receiver], {
      env: { ...SECRETS, SLACK_API_URL: sandbox.apiUrl, ...env },
    });

  test("posts one message, marked as a test, in the receiver's language, and says where", async () => {
    const { code, stdout, stderr } = await sendTest('ops');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [message, ...more] = sandbox.messages('T0ACME', 'C0OPS');
    expect(more).toEqual([]);
    expect(message?.text).toMatch(/^Testnachricht von Tocsin: .*\bops\b/);
    expect(stdout).toBe(
      `Sent to channel C0OPS of workspace T0ACME at ${sandbox.apiUrl}: message ${message?.ts} in C0OPS.\n`,
    );
  });

  test('says why Slack did not take it and where to read on', async () => {
    const { code, stdout, stderr } = await sendTest('database');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^Not sent to channel C0DB of workspace T0ACME at \S+: not_in_channel \(not_in_channel.*\)\.\n/,
    );
    expect(stderr).toContain("look at the receiver's channel in receivers.yaml");
    expect(stderr).toContain('docs/operations.md, "not_in_channel"');
  });

  test.each([
    ['a wrong token', { ACME_BOT_TOKEN: 'xoxb-wrong' }, 'token_invalid (invalid_auth)'],
    [
      'an address at which nothing listens',
      { SLACK_API_URL: 'http://127.0.0.1:1/api/' },
      'slack_unreachable (ECONNREFUSED)',
    ],
  ])('ends with 1 for %s', async (_what, env, told) => {
    const { code, stderr } = await sendTest('ops', env);
    expect(code).toBe(1);
    expect(stderr).toContain(told);
  });

  test('ends with 1, before it calls anybody, when a secret is missing', async () => {
    const { code, stderr } = await sendTest('ops', { GLOBEX_BOT_TOKEN: '' });
    expect(code).toBe(1);
    expect(stderr).toContain('GLOBEX_BOT_TOKEN is set but empty');
  });

  test('tells the nearest receiver for one that is not there', async () => {
    const { code, stderr } = await sendTest('databse');
    expect(code).toBe(2);
    expect(stderr).toContain('tenant acme has no receiver "databse"; did you mean "database"?');
  });
});
