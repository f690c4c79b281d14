import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { DASHBOARD_NAMES, DEFAULT_DOCS, dashboardFile, tenantDashboardFile } from '../../src/dashboards/dashboards.ts';
import { TENANT_FEATURES, type TenantFeature } from '../../src/dashboards/tenant-options.ts';
import { createCatalogue, unknownNames } from '../prometheus/catalogue.ts';
import { parsePromql } from '../prometheus/promql.ts';
import { ROOT, readText } from '../repository/repository-files.ts';
import { filledIn, readDashboard } from './read-dashboard.ts';

const VALUES = { __rate_interval: '1m', __range: '6h', tenant: 'acme', instance: '.*' };

const pathOf = (name: string): string => `deploy/grafana/dashboards/${name}.json`;

/** `UPDATE_GENERATED=1 npm test -- test/dashboards/dashboards` writes them anew. */
if (process.env.UPDATE_GENERATED === '1') {
  for (const name of DASHBOARD_NAMES) writeFileSync(join(ROOT, pathOf(name)), dashboardFile(name, DEFAULT_DOCS));
}

describe.each(DASHBOARD_NAMES)('the dashboard %s', (name) => {
  const text = dashboardFile(name, DEFAULT_DOCS);
  const { uid, panels, variables } = readDashboard(text);

  test('is the file in deploy/grafana (else: UPDATE_GENERATED=1 npm test -- test/dashboards/dashboards)', () => {
    expect(readText(pathOf(name))).toBe(text);
    expect(uid).toBe(`tocsin-${name}`);
  });

  test('says of each panel what it shows, in which unit, and asks the Prometheus that the reader chose', () => {
    for (const { title, description = '', datasource, fieldConfig, targets = [] } of panels) {
      expect({ title, isSentence: /^.{15,}\.$/.test(description) }).toEqual({ title, isSentence: true });
      expect({ title, isAsked: datasource !== undefined && targets.length > 0 }).toEqual({ title, isAsked: true });
      expect(fieldConfig?.defaults.unit).toBeDefined();
    }
    expect(panels.length).toBeGreaterThan(10);
  });

  test('has panels with ids and titles of their own, that leave no gaps and do not lie on each other', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)}/${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    const lines = new Set(cells.map((cell) => cell.split('/')[1]));
    expect(cells.length).toBe(24 * lines.size);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });

  test('asks in PromQL, for nothing that no process tells', () => {
    const catalogue = createCatalogue();
    const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => filledIn(expr, VALUES)));
    expect(queries.flatMap((query) => unknownNames(parsePromql(query), catalogue))).toEqual([]);
    expect(queries.length).toBeGreaterThanOrEqual(panels.length);
  });

  test('draws ten lines at most of tenants, receivers and templates, the same over the whole span', () => {
    const many = panels
      .filter(({ type }) => type === 'timeseries')
      .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
      .filter((expr) => /^\w+ by \([^)]*\b(?:tenant|receiver|template)\b/.test(expr));
    expect(many.filter((expr) => !/ and topk\(10, .*\[\$__range\] @ end\(\)/.test(expr))).toEqual([]);
    expect(many.length).toBeGreaterThan(1);
  });

  test('uses each of its variables', () => {
    expect(variables.filter((variable) => !text.includes(`$${variable}`))).toEqual([]);
  });
});

describe('the dashboard of one tenant', () => {
  const rowsOf = (...uses: readonly TenantFeature[]) =>
    readDashboard(tenantDashboardFile({ id: 'acme', name: 'Acme', uses: new Set(uses) }, DEFAULT_DOCS));

  test('leaves out the rows of what the tenant does not use', () => {
    const all = rowsOf(...TENANT_FEATURES).rows;
    expect(rowsOf().rows).toEqual(all.slice(0, -TENANT_FEATURES.length));
    expect(rowsOf('webhooks').rows).toEqual([...all.slice(0, -TENANT_FEATURES.length), 'Other systems that it tells']);
  });

  test('shows that tenant, under an address of its own', () => {
    const text = tenantDashboardFile({ id: 'acme', name: 'Acme', uses: new Set() }, 'https://git.example.com/docs');
    expect(readDashboard(text).uid).toBe('tocsin-tenant-acme');
    expect(text).toContain('"query": "acme"');
    expect(text).toContain('https://git.example.com/docs/alerts.md');
  });
});
