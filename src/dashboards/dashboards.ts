import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { fleetDashboard } from './fleet-dashboard.ts';
import { internalsDashboard } from './internals-dashboard.ts';
import { type DashboardTenant, tenantDashboard } from './tenant-dashboard.ts';

/** Where the link to the runbook leads unless said otherwise. */
export const DEFAULT_DOCS = 'https://tocsin.example.com/docs';

/** The dashboards for everybody. */
export const DASHBOARD_NAMES = ['fleet', 'tenant', 'internals'] as const;
export type DashboardName = (typeof DASHBOARD_NAMES)[number];

/** A dashboard for everybody, as a file for Grafana. `docs`: where people read docs/, without a slash at its end. */
export function dashboardFile(name: DashboardName, docs: string): string {
  switch (name) {
    case 'fleet':
      return json(fleetDashboard(docs));
    case 'tenant':
      return json(tenantDashboard(docs));
    case 'internals':
      return json(internalsDashboard(docs));
    default:
      return name satisfies never;
  }
}

/** The dashboard of one tenant alone, without what it does not use. */
export function tenantDashboardFile(tenant: DashboardTenant, docs: string): string {
  return json(tenantDashboard(docs, tenant));
}

function json(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, undefined, 2)}\n`;
}
