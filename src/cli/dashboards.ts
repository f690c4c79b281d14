import { nameHint } from '../core/name-hint.ts';
import {
  DASHBOARD_NAMES,
  type DashboardName,
  DEFAULT_DOCS,
  dashboardFile,
  tenantDashboardFile,
} from '../dashboards/dashboards.ts';
import type { TenantFeature } from '../dashboards/tenant-options.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { type Command, EXIT, usage } from './command.ts';
import { CONFIG_HELP, configDirOf, requireConfiguration, tenantOf, withPlaceholders } from './configuration.ts';

const HELP = `Prints a dashboard for Grafana 12, as JSON to import or to provision.

Use: tocsin dashboards --tenant TENANT [--docs URL]
     tocsin dashboards --name NAME [--docs URL]

With --tenant: the dashboard of that tenant alone, without what it does not use. With --name: one of those for everybody, which
deploy/grafana has too. Which Prometheus is asked is chosen in the dashboard.

Options:
  --tenant TENANT    the tenant whose dashboard is printed
  --name NAME        ${DASHBOARD_NAMES.join(', ')}
  --docs URL         where your people read docs/ (${DEFAULT_DOCS}): the link to the runbook leads there
${CONFIG_HELP}

Examples:
  tocsin dashboards --tenant acme > acme.json
  tocsin dashboards --name fleet --docs https://git.example.com/tocsin/blob/main/docs > fleet.json

Exit codes: 0 printed; 1 invalid configuration; 2 wrong use.`;

export const dashboards: Command = {
  help: HELP,
  options: { tenant: 'value', name: 'value', docs: 'value', config: 'value' },
  async run(given, env) {
    const docs = docsFrom(given.value('docs') ?? DEFAULT_DOCS);
    if (given.has('tenant') === given.has('name')) {
      throw usage('dashboards takes --tenant, for one tenant, or --name, for one that shows all');
    }
    if (given.has('name')) {
      process.stdout.write(dashboardFile(nameFrom(given.need('name')), docs));
      return EXIT.ok;
    }
    const { tenants } = await requireConfiguration(configDirOf(given, env), withPlaceholders(env));
    const tenant = tenantOf(given, tenants);
    process.stdout.write(tenantDashboardFile({ id: tenant.id, name: tenant.name, uses: usedBy(tenant) }, docs));
    return EXIT.ok;
  },
};

function nameFrom(text: string): DashboardName {
  const name = DASHBOARD_NAMES.find((each) => each === text);
  if (name === undefined)
    throw usage(`there is no dashboard ${JSON.stringify(text)}; ${nameHint(text, DASHBOARD_NAMES)}`);
  return name;
}

function docsFrom(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw usage(`--docs ${JSON.stringify(text)} is no http address; write ${DEFAULT_DOCS}`);
  }
  return text.replace(/\/+$/, '');
}

function usedBy({ schedules, receivers, alertmanagers, webhooks, slack }: Tenant): ReadonlySet<TenantFeature> {
  const uses = new Set<TenantFeature>();
  const escalates = [...receivers.values()].some(({ policy }) => policy.escalation ?? policy.targets);
  if (escalates || schedules.length > 0) uses.add('escalation');
  if (alertmanagers.length > 0) uses.add('alertmanagers');
  if (webhooks.length > 0) uses.add('webhooks');
  if (slack.install === 'oauth') uses.add('installation');
  return uses;
}
