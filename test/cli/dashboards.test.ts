import { describe, expect, test } from '@jest/globals';
import { readDashboard } from '../dashboards/read-dashboard.ts';
import { readText } from '../repository/repository-files.ts';
import { runTocsin } from './run-tocsin.ts';

describe('tocsin dashboards', () => {
  test('prints what deploy/grafana has', async () => {
    const { code, stdout, stderr } = await runTocsin(['dashboards', '--name', 'fleet']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(readText('deploy/grafana/dashboards/fleet.json'));
  });

  test('prints the dashboard of one tenant, with rows for what it uses', async () => {
    const args = ['--tenant', 'acme', '--config', 'config', '--docs', 'https://git.example.com/docs/'];
    const { code, stdout, stderr } = await runTocsin(['dashboards', ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { uid, rows } = readDashboard(stdout);
    expect(uid).toBe('tocsin-tenant-acme');
    expect(rows).toContain('Escalation and response targets');
    expect(rows).toContain('Its Alertmanagers');
    expect(rows).not.toContain('Installation of the app');
    expect(stdout).toContain('"https://git.example.com/docs/alerts.md"');
  });

  test.each([
    [[], 'dashboards takes --tenant, for one tenant, or --name, for one that shows all'],
    [['--name', 'fleet', '--tenant', 'acme'], 'dashboards takes --tenant, for one tenant, or --name'],
    [['--name', 'flet'], 'there is no dashboard "flet"; did you mean "fleet"?'],
    [['--tenant', 'acmee', '--config', 'config'], 'there is no tenant "acmee"; did you mean "acme"?'],
    [['--name', 'fleet', '--docs', 'docs'], '--docs "docs" is no http address'],
  ])('%j is wrong use, and is told what is right', async (args, told) => {
    const { code, stdout, stderr } = await runTocsin(['dashboards', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(told);
  });
});
