import { describe, expect, test } from '@jest/globals';
import { runTocsin } from './run-tocsin.ts';

/** Without any of the tenants' variables: who is on call needs no secrets. */
const oncall = (...args: readonly string[]) => runTocsin(['oncall', ...args]);

describe('tocsin oncall', () => {
  test('tells who is on call, until when, and who is next, by the wall clock of the schedule', async () => {
    const { code, stdout, stderr } = await oncall('--tenant', 'acme', '--at', '2026-10-20T12:00:00Z');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`platform (Europe/Berlin)
  1  U0ALEX until Monday, 26 October 2026 at 09:00, then U0MARIA
  2  U0MARIA until Monday, 26 October 2026 at 09:00, then U0ALEX
`);
  });

  test('tells an override as such', async () => {
    const { stdout } = await oncall('--tenant', 'acme', '--schedule', 'platform', '--at', '2026-12-25T12:00:00Z');
    expect(stdout).toContain('  1  U0ALEX, by an override until Sunday, 27 December 2026 at 09:00, then U0MARIA\n');
  });

  test('tells now without a time', async () => {
    const { code, stdout } = await oncall('--tenant', 'acme');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}1 {2}U0(?:ALEX|MARIA).* until /m);
  });

  test.each([
    [['--tenant', 'acme', '--schedule', 'platfrom'], 'no schedule "platfrom"; did you mean "platform"?'],
    [['--tenant', 'globex'], 'tenant globex has no schedules; docs/escalation.md shows how to write one'],
    [['--tenant', 'acme', '--at', 'noon'], '--at must be a time such as 2026-11-23T02:30:00Z, not noon'],
    [[], '--tenant is missing'],
  ])('tells what is wrong with %j', async (args, words) => {
    const { code, stdout, stderr } = await oncall(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
});
