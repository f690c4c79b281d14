import { describe, expect, test } from '@jest/globals';
import { runTocsin } from './run-tocsin.ts';

/** Without any of the tenants' variables: routes need no secrets. */
const routesTest = (...args: readonly string[]) => runTocsin(['routes', 'test', ...args]);

describe('tocsin routes test', () => {
  test('tells which routes take the alert, why the others do not, and where it goes', async () => {
    const { code, stdout, stderr } = await routesTest('--tenant', 'acme', 'severity=critical', 'team=db');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`Routes
  route              (everything)         yes, a route below takes it
    route.routes[0]  team=~"db|storage"   yes → database
    route.routes[1]  severity="critical"  yes → ops
    route.routes[2]                       not tried: route.routes[1] comes first

Receivers
  database: channel C0DB, locale de, template by labels
    speaks at this time
  ops: channel C0OPS, locale de, template by labels
    speaks at this time
    its first post calls <!subteam^S0ONCALL>
`);
  });

  test('says of a muted receiver until when, in its time zone', async () => {
    const at = ['--at', '2026-11-22T12:00:00Z'];
    const { code, stdout } = await routesTest('--tenant', 'acme', 'environment=staging', 'team="web"', ...at);
    expect(code).toBe(0);
    expect(stdout).toContain('route.routes[0]  team=~"db|storage"     no: team is "web"\n');
    expect(stdout).toContain('route.routes[1]  severity="critical"    no: severity is absent\n');
    expect(stdout).toContain(
      'muted until Monday, 23 November 2026 at 08:00 (Europe/Berlin): time interval office-hours\n',
    );
  });

  test('says of the same receiver within its hours that it speaks', async () => {
    const { stdout } = await routesTest('--tenant', 'acme', 'environment=staging', '--at', '2026-11-23T12:00:00Z');
    expect(stdout).toContain('ops: channel C0OPS, locale de, template by labels\n    speaks at this time\n');
  });

  test('sends an alert without labels to the root', async () => {
    const { code, stdout } = await routesTest('--tenant', 'globex');
    expect(code).toBe(0);
    expect(stdout).toContain('route  (everything)  yes → alerts\n');
    expect(stdout).toContain('alerts: channel #alerts, locale fr, template by labels\n');
  });

  test.each([
    ['--tenant acmee severity=critical', 'there is no tenant "acmee"; did you mean "acme"?'],
    ['--tenant acme critical', '"critical" is no label; write name=value'],
    ['--tenant acme a=1 a=2', 'the label a is given twice'],
    ['--tenant acme --at tomorrow', '--at must be a time such as 2026-11-23T02:30:00Z, not tomorrow'],
  ])('%s is wrong use', async (typed, told) => {
    const { code, stderr } = await routesTest(...typed.split(' '));
    expect({ code, stderr }).toEqual({ code: 2, stderr: `tocsin: ${told}\nSee: tocsin routes test --help\n` });
  });

  test('ends with 1 when the configuration is invalid', async () => {
    const { code, stderr } = await routesTest('--tenant', 'acme', '--config', 'nowhere');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^tocsin: the configuration is invalid:\nnowhere: the folder does not exist/);
  });
});
